#include <utility>

#include "emulator/maxcompute/table.h"
#include "emulator/maxcompute/table_records.h"

// Between a table and its journal (table_records.h).
namespace hopline::emulator::maxcompute {

using storage::Journal;
using storage::RecordReader;

void Table::KeepIn(const std::filesystem::path& path) {
  const std::lock_guard lock(mutex_);
  journal_ = Journal::Create(path, [this](const Journal::Sink& sink) { WriteAll(sink); });
}

TablePtr Table::Restore(const std::filesystem::path& path) {
  TablePtr table;
  auto journal = Journal::Open(path, [&](std::string_view record) {
    if (table != nullptr) return table->Replay(record);
    RecordReader reader(record);
    if (reader.kind() != kTableRecord) {
      throw storage::RecordError("it must be the table's own");
    }
    table = std::make_shared<Table>(ReadSettings(&reader));
  });
  if (table == nullptr) throw storage::JournalError(path.string() + " holds no table");
  table->journal_ = std::move(journal);
  return table;
}

void Table::Forget() {
  const std::lock_guard lock(mutex_);
  if (journal_ != nullptr) journal_->Remove();
}

void Table::Keep(const storage::RecordWriter& record) {
  if (journal_ == nullptr) return;
  // Before the record, when the journal and the table say the same.
  journal_->RewriteIfOutgrown([this](const Journal::Sink& sink) { WriteAll(sink); });
  journal_->Append(record.bytes());
}

void Table::WriteAll(const Journal::Sink& sink) const {
  sink(RecordOfTable(settings_).bytes());
  for (const auto& [partition, stored] : partitions_) {
    sink(RecordOfRows(partition, stored.created_unix_s, stored.modified_unix_s,
                      EncodeRows(stored.rows))
             .bytes());
  }
  for (const auto& [id, upload] : uploads_) {
    sink(RecordOfUpload(upload.state).bytes());
    for (const auto& [block_id, block] : upload.blocks) {
      sink(RecordOfBlock(id, {block_id, block.version}, EncodeRows(block.rows)).bytes());
    }
  }
}

// The calls once more. There is no journal yet that would keep them again.
void Table::Replay(std::string_view record) {
  RecordReader reader(record);
  if (reader.kind() == kUploadRecord || reader.kind() == kBlockRecord ||
      reader.kind() == kCommitRecord) {
    return ReplayUpload(&reader);
  }
  const std::string partition = reader.Text();
  switch (reader.kind()) {
    case kAddPartitionRecord:
      return AddPartition(partition, reader.Signed());
    case kDropPartitionRecord:
      return DropPartition(partition);
    case kTruncateRecord:
      return Truncate(partition, reader.Signed());
    case kRowsRecord: {
      StoredPartition& stored = partitions_[partition];
      stored.created_unix_s = reader.Signed();
      stored.modified_unix_s = reader.Signed();
      stored.rows = DecodeRows(reader.View(), types_);
      return;
    }
    default:
      throw storage::RecordError("its kind is unknown; use the version that wrote it");
  }
}

void Table::ReplayUpload(RecordReader* reader) {
  if (reader->kind() == kUploadRecord) {
    UploadState state = ReadUpload(reader);
    uploads_[state.id].state = std::move(state);
    return;
  }
  const std::string id = reader->Text();
  // When it was done, the session was open.
  const int64_t now_unix_s = uploads_[id].state.created_unix_s;
  if (reader->kind() == kBlockRecord) {
    wire::maxcompute::UploadedBlock block;
    block.id = reader->Signed();
    block.version = reader->Signed();
    return PutBlock(id, block, true, DecodeRows(reader->View(), types_), now_unix_s);
  }
  Commit(id, now_unix_s);
  const std::string& partition = uploads_[id].state.partition;
  FindPartition(partition).modified_unix_s = reader->Signed();
}

}  // namespace hopline::emulator::maxcompute
