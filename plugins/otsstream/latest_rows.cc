#include "plugins/otsstream/latest_rows.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "plugins/common/at_once.h"
#include "wire/tablestore/plain_buffer_reader.h"
#include "wire/tablestore/plain_buffer_writer.h"
#include "wire/tablestore/stream_records.h"

namespace hopline::plugins::otsstream {

namespace ts = wire::tablestore;

namespace {

// Limits of the service.
constexpr size_t kRowsPerRequest = 100;
constexpr size_t kMaxColumnNames = 128;

// A page has a thousand records mostly: ten requests, in three rounds.
constexpr size_t kRequestsAtOnce = 4;

/// The key as BatchGetRow wants it.
void EncodeKeyOf(const ts::RowView& row, std::string* out) {
  out->clear();
  ts::PlainBufferWriter writer(out);
  writer.BeginRow();
  for (const ts::CellView& key : row.key) writer.AddKey(key.name, key.value);
  writer.EndRow();
}

ts::ReadSelection SelectLatest(const Options& options) {
  ts::ReadSelection selection;
  selection.max_versions = 1;
  for (const OutputColumn& column : options.columns) {
    if (column.image == ColumnImage::kLatest) {
      selection.columns_to_get.push_back(column.name);
    }
  }
  if (selection.columns_to_get.size() > kMaxColumnNames) selection.columns_to_get.clear();
  return selection;
}

}  // namespace

std::string_view LatestRows::Find(const ts::RowView& row) const {
  if (by_key_.empty()) return {};
  EncodeKeyOf(row, &key_);
  const auto found = by_key_.find(key_);
  return found == by_key_.end() ? std::string_view() : std::string_view(found->second);
}

LatestRowReader::LatestRowReader(tablestore::Client& client, const Options& options,
                                 Scope scope, bool skip)
    : client_(client),
      options_(options),
      scope_(scope),
      skipping_(skip),
      selection_(SelectLatest(options)) {}

/// Of the puts and updates that lie in the window. What cannot be decoded is left to the
/// reader of the page to complain about.
std::vector<std::string> LatestRowReader::KeysToRead(std::string_view body) {
  std::vector<std::string> keys;
  std::unordered_set<std::string> seen;
  ts::StreamRecordReader records;
  ts::StreamRecordView record;
  std::string key;
  if (!records.Open(body).ok()) return keys;
  while (records.Next(&record)) {
    if (!ts::DecodeRow(record.row, &row_).ok()) break;
    const int64_t unix_ms = row_.sequence.timestamp_us / 1000;
    if (unix_ms >= options_.window.end_ms) break;
    skipping_ = skipping_ && unix_ms < options_.window.start_ms;
    if (skipping_ || record.action == ts::StreamAction::kDelete) continue;
    EncodeKeyOf(row_, &key);
    if (seen.insert(key).second) keys.push_back(key);
  }
  return keys;
}

LatestRows LatestRowReader::Read(std::string_view body) {
  std::vector<std::string> keys = KeysToRead(body);
  std::vector<std::string> rows(keys.size());
  std::vector<size_t> begins;
  for (size_t i = 0; i < keys.size(); i += kRowsPerRequest) begins.push_back(i);
  ForEachAtOnce(begins, kRequestsAtOnce, [&](size_t begin) {
    const size_t end = std::min(begin + kRowsPerRequest, keys.size());
    const auto at = [](size_t i) { return static_cast<std::ptrdiff_t>(i); };
    std::vector<std::string> part = client_.BatchGetRow(
        options_.data_table, {keys.begin() + at(begin), keys.begin() + at(end)},
        selection_, scope_);
    std::move(part.begin(), part.end(), rows.begin() + at(begin));
  });

  LatestRows latest;
  for (size_t i = 0; i < keys.size(); ++i) {
    if (!rows[i].empty()) latest.by_key_.emplace(std::move(keys[i]), std::move(rows[i]));
  }
  return latest;
}

}  // namespace hopline::plugins::otsstream
