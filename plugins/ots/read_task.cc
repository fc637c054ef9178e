#include "plugins/ots/read_task.h"

#include <utility>

namespace hopline::plugins::ots {

ReadTask::ReadTask(TaskContext context, std::unique_ptr<RecordBuilder> records,
                   Pages::Fetch fetch, std::string doing)
    : gauge_(context),
      records_(std::move(records)),
      doing_(std::move(doing)),
      pages_(std::move(fetch)) {}

/// Moves to the next row, through as many pages as it takes; false at the end.
bool ReadTask::NextRow() {
  for (;;) {
    const size_t begin = reader_.offset();
    if (reader_.Next(&row_)) {
      row_bytes_ = reader_.offset() - begin;
      return true;
    }
    if (reader_.failed()) {
      throw Error(HOPLINE_STATUS_DATA_INVALID,
                  doing_ + ": " + wire::tablestore::Describe(reader_.fault()));
    }
    std::optional<std::string> page = pages_.Next();
    if (!page.has_value()) return false;
    page_ = std::move(*page);
    reader_ = wire::tablestore::PlainBufferReader(page_);
  }
}

Batch ReadTask::Next() {
  while (row_is_open_ || NextRow()) {
    row_is_open_ = !records_->Append(row_, gauge_.most_rows());
    const auto bytes = [this] { return records_->bytes(); };
    if (gauge_.IsFull(records_->records(), row_bytes_, bytes)) return records_->Finish();
  }
  Batch rest = records_->Finish();  // what turned out dirty is reported even so
  return rest->length > 0 ? std::move(rest) : Batch();
}

}  // namespace hopline::plugins::ots
