#include <limits>
#include <mutex>
#include <utility>

#include "emulator/tablestore/table.h"
#include "wire/tablestore/plain_buffer_reader.h"
#include "wire/tablestore/plain_buffer_writer.h"

// A table's journal. The first record is the table as it was made; behind it stand the
// changes, or, in a journal that was written anew, first the state that they had led to.
namespace hopline::emulator::tablestore {
namespace {

using storage::Journal;
using storage::RecordReader;
using storage::RecordWriter;

/// Numbers of the files: never given to another kind.
enum Kind : uint8_t {
  kTable = 1,         // instance, time, CreateTable request
  kUpdate = 2,        // time, UpdateTable request
  kWrite = 3,         // time, operation, row: put cells have versions, no increments
  kSplit = 4,         // time, partition, first key value of the new one
  kMerge = 5,         // time, partition: joined with the next one
  kRow = 6,           // row with all its versions
  kIncrement = 7,     // partition key value, last value given
  kStream = 8,        // id, hours, time, count and names of origin columns,
                      // count and indices of the open shards
  kShard = 9,         // id, count and ids of parents, times, last sequence
  kStreamRecord = 10  // index of the shard, time, bytes
};

constexpr int64_t kStillOpen = -1;  // closing time of an open shard

void Require(const codec::Status& status) {
  if (!status.ok()) throw storage::RecordError(status.message());
}

codec::Row ReadRow(RecordReader* reader) {
  codec::Row row;
  Require(codec::DecodeRow(reader->View(), &row));
  return row;
}

codec::Value ReadValue(RecordReader* reader) {
  codec::Value value;
  Require(codec::DecodeBareValue(reader->View(), &value));
  return value;
}

Key KeyOfRow(const codec::Row& row) {
  Key key;
  for (const codec::KeyColumn& column : row.key) key.push_back(column.value);
  return key;
}

RecordWriter RecordOf(const Shard& shard) {
  RecordWriter record(kShard);
  record.Text(shard.id).Number(shard.parents.size());
  for (const std::string& parent : shard.parents) record.Text(parent);
  record.Signed(shard.created_us).Signed(shard.closed_us.value_or(kStillOpen));
  record.Number(shard.last.epoch)
      .Signed(shard.last.timestamp_us)
      .Number(shard.last.row_index);
  return record;
}

Shard ReadShard(RecordReader* reader) {
  Shard shard;
  shard.id = reader->Text();
  for (uint64_t left = reader->Number(); left > 0; --left) {
    shard.parents.push_back(reader->Text());
  }
  shard.created_us = reader->Signed();
  const int64_t closed_us = reader->Signed();
  if (closed_us != kStillOpen) shard.closed_us = closed_us;
  shard.last.epoch = static_cast<uint32_t>(reader->Number());
  shard.last.timestamp_us = reader->Signed();
  shard.last.row_index = static_cast<uint32_t>(reader->Number());
  return shard;
}

std::unique_ptr<StreamLog> ReadStream(RecordReader* reader) {
  std::string id = reader->Text();
  const auto hours = static_cast<int32_t>(reader->Signed());
  const int64_t created_us = reader->Signed();
  std::vector<std::string> columns;
  for (uint64_t left = reader->Number(); left > 0; --left) {
    columns.push_back(reader->Text());
  }
  auto stream = std::make_unique<StreamLog>(std::move(id), hours, created_us,
                                            std::move(columns), 0);
  std::vector<size_t> open;
  for (uint64_t left = reader->Number(); left > 0; --left) {
    open.push_back(reader->Number());
  }
  stream->RestoreOpen(std::move(open));
  return stream;
}

StoredRow ReadVersions(codec::Row row) {
  StoredRow stored;
  for (codec::Cell& cell : row.cells) {
    stored.Put(cell.name, {cell.timestamp_ms.value(), std::move(cell.value.value())},
               std::numeric_limits<int32_t>::max());
  }
  return stored;
}

}  // namespace

void Table::KeepIn(const std::filesystem::path& path, const std::string& instance) {
  const std::unique_lock lock(mutex_);
  instance_ = instance;
  journal_ = Journal::Create(path, [this](const Journal::Sink& sink) { WriteAll(sink); });
}

std::shared_ptr<Table> Table::Restore(const std::filesystem::path& path,
                                      std::string* instance) {
  std::shared_ptr<Table> table;
  auto journal = Journal::Open(path, [&](std::string_view record) {
    if (table != nullptr) return table->Replay(record);
    RecordReader reader(record);
    if (reader.kind() != kTable) throw storage::RecordError("it must be the table's own");
    *instance = reader.Text();
    const int64_t created_us = reader.Signed();
    codec::CreateTableRequest request;
    Require(codec::Decode(reader.View(), &request));
    table = std::make_shared<Table>(request, created_us);
  });
  if (table == nullptr) throw storage::JournalError(path.string() + " holds no table");
  table->journal_ = std::move(journal);
  table->instance_ = *instance;
  return table;
}

void Table::Forget() {
  const std::unique_lock lock(mutex_);
  if (journal_ != nullptr) journal_->Remove();
}

void Table::Keep(const RecordWriter& record) {
  // Before the record, when the journal and the table say the same.
  journal_->RewriteIfOutgrown([this](const Journal::Sink& sink) { WriteAll(sink); });
  journal_->Append(record.bytes());
}

void Table::KeepUpdate(const codec::UpdateTableRequest& request, int64_t now_us) {
  if (journal_ == nullptr) return;
  Keep(RecordWriter(kUpdate).Signed(now_us).Text(codec::Encode(request)));
}

void Table::KeepWrite(const RowChange& change, int64_t now_us) {
  if (journal_ == nullptr) return;
  Keep(RecordWriter(kWrite)
           .Signed(now_us)
           .Number(static_cast<uint64_t>(change.operation))
           .Text(codec::EncodeRow(change.row)));
}

void Table::KeepSplit(size_t partition, const codec::Value& at, int64_t now_us) {
  if (journal_ == nullptr) return;
  Keep(RecordWriter(kSplit).Signed(now_us).Number(partition).Text(
      codec::EncodeBareValue(at.view())));
}

void Table::KeepMerge(size_t partition, int64_t now_us) {
  if (journal_ == nullptr) return;
  Keep(RecordWriter(kMerge).Signed(now_us).Number(partition));
}

void Table::Replay(std::string_view record) {
  RecordReader reader(record);
  switch (reader.kind()) {
    case kUpdate: {
      const int64_t now_us = reader.Signed();
      codec::UpdateTableRequest request;
      Require(codec::Decode(reader.View(), &request));
      return ApplyUpdate(request, now_us);
    }
    case kWrite: {
      const int64_t now_us = reader.Signed();
      RowChange change;
      change.operation = static_cast<codec::BatchOperation>(reader.Number());
      change.row = ReadRow(&reader);
      const Key key = KeyOfRow(change.row);
      Commit(key, PlaceOf(key), &change, now_us);
      return;
    }
    case kSplit: {
      const int64_t now_us = reader.Signed();
      const size_t partition = reader.Number();
      return ApplySplit(partition, ReadValue(&reader), now_us);
    }
    case kMerge: {
      const int64_t now_us = reader.Signed();
      return ApplyMerge(reader.Number(), now_us);
    }
    default:
      return ReplayState(record);
  }
}

void Table::ReplayState(std::string_view record) {
  RecordReader reader(record);
  switch (reader.kind()) {
    case kRow: {
      codec::Row row = ReadRow(&reader);
      Key key = KeyOfRow(row);
      rows_.insert_or_assign(std::move(key), ReadVersions(std::move(row)));
      return;
    }
    case kIncrement: {
      const codec::Value partition_key = ReadValue(&reader);
      last_increment_[{partition_key}] = reader.Signed();
      return;
    }
    case kStream:
      stream_ = ReadStream(&reader);
      return;
    case kShard:
      return stream_->RestoreShard(ReadShard(&reader));
    case kStreamRecord: {
      const size_t shard = reader.Number();
      const int64_t timestamp_us = reader.Signed();
      return stream_->RestoreRecord(shard, {timestamp_us, reader.Text()});
    }
    default:
      throw storage::RecordError("its kind is unknown; use the version that wrote it");
  }
}

void Table::WriteAll(const Journal::Sink& sink) const {
  codec::CreateTableRequest request;
  request.meta = meta_;
  request.reserved = reserved_.capacity;
  request.options = options_;
  for (size_t i = 0; partitions_.count() > 1 && i < partitions_.count(); ++i) {
    request.partitions.push_back({partitions_.Begin(i), partitions_.End(i)});
  }
  sink(RecordWriter(kTable)
           .Text(instance_)
           .Signed(created_us_)
           .Text(codec::Encode(request))
           .bytes());
  // Brings the time of the last change of the throughput.
  codec::UpdateTableRequest throughput;
  throughput.table_name = meta_.name;
  throughput.reserved = reserved_.capacity;
  sink(RecordWriter(kUpdate)
           .Signed(reserved_.last_increase_time_s * kSecondUs)
           .Text(codec::Encode(throughput))
           .bytes());
  if (stream_ != nullptr) WriteStream(sink);
  WriteRows(sink);
}

void Table::WriteRows(const Journal::Sink& sink) const {
  for (const auto& [key, stored] : rows_) {
    codec::Row row;
    for (size_t i = 0; i < key.size(); ++i) {
      row.key.push_back({meta_.key[i].name, key[i]});
    }
    for (const auto& [name, versions] : stored.columns()) {
      for (const Version& version : versions) {
        row.cells.push_back(
            {name, version.value, version.timestamp_ms, codec::CellOperation::kPut});
      }
    }
    sink(RecordWriter(kRow).Text(codec::EncodeRow(row)).bytes());
  }
  for (const auto& [partition_key, last] : last_increment_) {
    sink(RecordWriter(kIncrement)
             .Text(codec::EncodeBareValue(partition_key.front().view()))
             .Signed(last)
             .bytes());
  }
}

void Table::WriteStream(const Journal::Sink& sink) const {
  RecordWriter stream(kStream);
  stream.Text(stream_->id()).Signed(stream_->expiration_hours());
  stream.Signed(stream_->created_us()).Number(stream_->origin_columns().size());
  for (const std::string& column : stream_->origin_columns()) stream.Text(column);
  stream.Number(stream_->open().size());
  for (const size_t shard : stream_->open()) stream.Number(shard);
  sink(stream.bytes());
  for (size_t i = 0; i < stream_->shards().size(); ++i) {
    const Shard& shard = stream_->shards()[i];
    sink(RecordOf(shard).bytes());
    for (const StoredRecord& record : shard.records) {
      sink(RecordWriter(kStreamRecord)
               .Number(i)
               .Signed(record.timestamp_us)
               .Text(record.field)
               .bytes());
    }
  }
}

}  // namespace hopline::emulator::tablestore
