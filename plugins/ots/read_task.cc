#include "plugins/ots/read_task.h"

#include <algorithm>
#include <utility>

namespace hopline::plugins::ots {
namespace {

// A batch large enough to make its fixed cost small, small enough to stay in the caches.
constexpr int64_t kBatchRecords = 16'384;
constexpr size_t kBatchBytes = size_t{2} << 20;
// Bytes are asked for every so many records only.
constexpr int64_t kRecordsPerLook = 64;

}  // namespace

ReadTask::ReadTask(TaskContext context, std::unique_ptr<RecordBuilder> records,
                   Pages::Fetch fetch, std::string doing)
    : most_records_(std::min<int64_t>(kBatchRecords, context.max_batch_rows)),
      most_bytes_(std::min<uint64_t>(kBatchBytes, context.max_batch_bytes)),
      records_(std::move(records)),
      doing_(std::move(doing)),
      pages_(std::move(fetch)) {}

bool ReadTask::BatchIsFull() const {
  const int64_t records = records_->records();
  if (records >= most_records_) return true;
  return records % kRecordsPerLook == 0 && records_->bytes() >= most_bytes_;
}

/// Moves to the next row, through as many pages as it takes; false at the end.
bool ReadTask::NextRow() {
  while (!reader_.Next(&row_)) {
    if (reader_.failed()) {
      throw Error(HOPLINE_STATUS_DATA_INVALID,
                  doing_ + ": " + wire::tablestore::Describe(reader_.fault()));
    }
    std::optional<std::string> page = pages_.Next();
    if (!page.has_value()) return false;
    page_ = std::move(*page);
    reader_ = wire::tablestore::PlainBufferReader(page_);
  }
  return true;
}

Batch ReadTask::Next() {
  while (row_is_open_ || NextRow()) {
    row_is_open_ = !records_->Append(row_, most_records_);
    if (row_is_open_ || BatchIsFull()) return records_->Finish();
  }
  Batch rest = records_->Finish();  // what turned out dirty is reported even so
  return rest->length > 0 ? std::move(rest) : Batch();
}

}  // namespace hopline::plugins::ots
