#include "plugins/otsstream/shard_reader.h"

#include <utility>

#include "wire/tablestore/plain_buffer_reader.h"

namespace hopline::plugins::otsstream {
namespace {

// Source: DataX notes an iterator for every ten minutes of log.
constexpr int64_t kMarkEveryMs = 600'000;

}  // namespace

ShardReader::ShardReader(tablestore::Client& client, Scope scope, const Options& options,
                         const ShardPlan& plan, std::string iterator)
    : client_(client),
      scope_(scope),
      shard_id_(plan.id),
      window_(options.window),
      table_group_(options.table_group ? std::optional(options.data_table)
                                       : std::nullopt),
      skipping_(plan.skip) {
  std::optional<LatestRowReader> latest;
  if (options.any_latest) latest.emplace(client, options, scope, plan.skip);
  fetcher_ = std::make_unique<PageFetcher>(client, scope, std::move(iterator),
                                           table_group_, std::move(latest));
}

void ShardReader::TakePage() {
  page_ = fetcher_->Next();
  tablestore::NeedReadable(records_.Open(page_.body),
                           "reading records of shard " + shard_id_);
  has_page_ = true;
  index_ = 0;
}

void ShardReader::Mark(int64_t unix_ms) {
  if (last_mark_ms_.has_value() && unix_ms < *last_mark_ms_ + kMarkEveryMs) return;
  last_mark_ms_ = unix_ms;
  marks_.push_back({shard_id_, unix_ms, page_.iterator});
}

bool ShardReader::EndAt(std::string checkpoint) {
  checkpoint_ = std::move(checkpoint);
  fetcher_.reset();
  return false;
}

/// The iterator that points behind the first `records` records of the page: the same
/// iterator, read again with that limit, leads there.
std::string ShardReader::IteratorBehind(size_t records) {
  if (records == 0) return page_.iterator;
  fetcher_.reset();
  wire::tablestore::GetStreamRecordRequest request;
  request.shard_iterator = page_.iterator;
  request.limit = static_cast<int32_t>(records);
  request.table_name = table_group_;
  const Page again = FetchPage(client_, std::move(request), scope_);
  if (again.records != records || !again.next.has_value()) {
    throw Error(HOPLINE_STATUS_IO, "finding the end of the window in shard " + shard_id_ +
                                       ": asked for " + std::to_string(records) +
                                       " records again, got " +
                                       std::to_string(again.records))
        .Retryable();
  }
  return *again.next;
}

bool ShardReader::Next(LogRecord* record) {
  if (!checkpoint_.empty()) return false;
  wire::tablestore::StreamRecordView view;
  wire::tablestore::RowView* const row = &record->row;
  for (;;) {
    if (!has_page_) TakePage();
    if (!records_.Next(&view)) {
      if (!page_.next.has_value()) return EndAt(std::string(kShardEnd));
      has_page_ = false;
      if (!PageFetcher::Stops(page_, table_group_.has_value())) continue;
      marks_.push_back({shard_id_, window_.end_ms, *page_.next});
      return EndAt(*page_.next);
    }
    const auto status = wire::tablestore::DecodeRow(view.row, row);
    if (!status.ok() || !row->has_sequence) {
      throw Error(HOPLINE_STATUS_DATA_INVALID,
                  "reading a record of shard " + shard_id_ + ": " +
                      (status.ok() ? "it has no sequence" : status.message()));
    }
    const int64_t unix_ms = row->sequence.timestamp_us / 1000;
    if (index_ == 0) Mark(unix_ms);
    if (unix_ms >= window_.end_ms) return EndAt(IteratorBehind(index_));
    ++index_;
    if (skipping_ && unix_ms < window_.start_ms) continue;
    skipping_ = false;
    ++sent_;
    record->action = view.action;
    record->origin_row = view.origin_row;
    record->latest_row = page_.latest.Find(*row);
    record->bytes =
        view.row.size() + record->origin_row.size() + record->latest_row.size();
    return true;
  }
}

}  // namespace hopline::plugins::otsstream
