#include "plugins/ots/pages.h"

#include <utility>

#include "wire/tablestore/plain_buffer_writer.h"

namespace hopline::plugins::ots {

namespace ts = wire::tablestore;

RangePages::RangePages(tablestore::Client& client, std::string table,
                       ts::ReadSelection selection, const KeyRange& range, Scope scope)
    : client_(client), scope_(scope) {
  request_.table_name = std::move(table);
  request_.direction = range.direction;
  request_.selection = std::move(selection);
  request_.start_key = ts::EncodeKey(range.begin);
  request_.end_key = ts::EncodeKey(range.end);
}

std::optional<std::string> RangePages::operator()() {
  if (ended_) return std::nullopt;
  ts::GetRangeResponse page = client_.GetRange(request_, scope_);
  ended_ = !page.next_start_key.has_value();
  if (!ended_) request_.start_key = std::move(*page.next_start_key);
  return std::move(page.rows);
}

ScanPages::ScanPages(tablestore::Client& client, const ReaderOptions& options,
                     std::vector<std::string> splits, Scope scope)
    : client_(client), scope_(scope), splits_(std::move(splits)) {
  request_.table_name = options.table;
  request_.encoding = ts::TimeseriesEncoding::kPlainBuffer;
  request_.supported_table_version = ts::kTimeseriesTableVersion;
  if (!options.time.whole()) {
    request_.start_us = options.time.begin;
    request_.end_us = options.time.end;
  }
}

std::optional<std::string> ScanPages::operator()() {
  if (!request_.token.has_value()) {
    if (next_split_ == splits_.size()) return std::nullopt;
    request_.split = splits_[next_split_++];
  }
  ts::ScanTimeseriesDataResponse page = client_.ScanTimeseries(request_, scope_);
  request_.token = std::move(page.next_token);
  if (request_.token.has_value() && request_.token->empty()) request_.token.reset();
  return std::move(page.rows);
}

}  // namespace hopline::plugins::ots
