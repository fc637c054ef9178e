#include "emulator/maxcompute/table_records.h"

namespace hopline::emulator::maxcompute {
namespace {

using storage::RecordReader;
using storage::RecordWriter;
namespace wm = wire::maxcompute;

void WriteColumns(const std::vector<wm::Column>& columns, RecordWriter* record) {
  record->Number(columns.size());
  for (const wm::Column& column : columns) {
    record->Text(column.name)
        .Text(wm::FormatType(column.type))
        .Text(column.comment)
        .Number(column.nullable ? 1 : 0);
  }
}

std::vector<wm::Column> ReadColumns(RecordReader* reader) {
  std::vector<wm::Column> columns;
  for (uint64_t left = reader->Number(); left > 0; --left) {
    wm::Column& column = columns.emplace_back();
    column.name = reader->Text();
    const wire::Status status = wm::ParseType(reader->View(), &column.type);
    if (!status.ok()) throw storage::RecordError(status.message());
    column.comment = reader->Text();
    column.nullable = reader->Number() != 0;
  }
  return columns;
}

}  // namespace

RecordWriter RecordOfTable(const TableSettings& settings) {
  RecordWriter record(kTableRecord);
  record.Text(settings.key.project)
      .Text(settings.key.schema)
      .Text(settings.key.name)
      .Text(settings.id)
      .Text(settings.comment)
      .Text(settings.owner)
      .Signed(settings.created_unix_s)
      .Signed(settings.lifecycle_days);
  WriteColumns(settings.schema.columns, &record);
  WriteColumns(settings.schema.partition_keys, &record);
  return record;
}

RecordWriter RecordOfAddPartition(const std::string& partition, int64_t now_unix_s) {
  RecordWriter record(kAddPartitionRecord);
  return record.Text(partition).Signed(now_unix_s);
}

RecordWriter RecordOfDropPartition(const std::string& partition) {
  RecordWriter record(kDropPartitionRecord);
  return record.Text(partition);
}

RecordWriter RecordOfTruncate(const std::string& partition, int64_t now_unix_s) {
  RecordWriter record(kTruncateRecord);
  return record.Text(partition).Signed(now_unix_s);
}

RecordWriter RecordOfUpload(const UploadState& upload) {
  RecordWriter record(kUploadRecord);
  return record.Text(upload.id)
      .Text(upload.partition)
      .Number(upload.overwrite ? 1 : 0)
      .Number(upload.committed ? 1 : 0)
      .Signed(upload.created_unix_s);
}

RecordWriter RecordOfBlock(const std::string& upload_id, const wm::UploadedBlock& block,
                           std::string_view stream) {
  RecordWriter record(kBlockRecord);
  return record.Text(upload_id).Signed(block.id).Signed(block.version).Text(stream);
}

RecordWriter RecordOfCommit(const std::string& upload_id, int64_t now_unix_s) {
  RecordWriter record(kCommitRecord);
  return record.Text(upload_id).Signed(now_unix_s);
}

RecordWriter RecordOfRows(const std::string& partition, int64_t created_unix_s,
                          int64_t modified_unix_s, std::string_view stream) {
  RecordWriter record(kRowsRecord);
  return record.Text(partition)
      .Signed(created_unix_s)
      .Signed(modified_unix_s)
      .Text(stream);
}

TableSettings ReadSettings(RecordReader* reader) {
  TableSettings settings;
  settings.key.project = reader->Text();
  settings.key.schema = reader->Text();
  settings.key.name = reader->Text();
  settings.id = reader->Text();
  settings.comment = reader->Text();
  settings.owner = reader->Text();
  settings.created_unix_s = reader->Signed();
  settings.lifecycle_days = reader->Signed();
  settings.schema.columns = ReadColumns(reader);
  settings.schema.partition_keys = ReadColumns(reader);
  return settings;
}

UploadState ReadUpload(RecordReader* reader) {
  UploadState upload;
  upload.id = reader->Text();
  upload.partition = reader->Text();
  upload.overwrite = reader->Number() != 0;
  upload.committed = reader->Number() != 0;
  upload.created_unix_s = reader->Signed();
  return upload;
}

}  // namespace hopline::emulator::maxcompute
