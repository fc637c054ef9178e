#include "emulator/maxcompute/table.h"

#include <algorithm>
#include <utility>

#include "emulator/maxcompute/failure.h"
#include "emulator/maxcompute/table_records.h"

namespace hopline::emulator::maxcompute {

namespace wm = wire::maxcompute;

std::vector<std::string> TableSettings::PartitionNames() const {
  std::vector<std::string> names;
  for (const wm::Column& column : schema.partition_keys) names.push_back(column.name);
  return names;
}

std::string PartitionText(const wm::PartitionSpec& spec) {
  std::string plain = wm::FormatPartitionSpec(spec);
  wm::PartitionSpec read;
  const bool same = wm::ParsePartitionSpec(plain, &read).ok() && read == spec;
  return same ? plain : wm::FormatQuotedPartitionSpec(spec);
}

Table::Table(TableSettings settings)
    : settings_(std::move(settings)), types_(wm::TypesOf(settings_.schema.columns)) {
  if (settings_.partitioned()) return;
  partitions_[""] = {{}, settings_.created_unix_s, settings_.created_unix_s};
}

// ---- Partitions

bool Table::HasPartition(const std::string& partition) const {
  const std::lock_guard lock(mutex_);
  return partitions_.contains(partition);
}

Table::StoredPartition& Table::FindPartition(const std::string& partition) {
  const auto found = partitions_.find(partition);
  if (found == partitions_.end()) throw NoSuchPartition();
  return found->second;
}

const Table::StoredPartition& Table::FindPartition(const std::string& partition) const {
  return const_cast<Table*>(this)->FindPartition(partition);
}

wm::Partition Table::DescribeStored(const std::string& partition,
                                    const StoredPartition& stored) const {
  wm::Partition out;
  if (!partition.empty()) (void)wm::ParsePartitionSpec(partition, &out.spec);
  out.created_unix_s = stored.created_unix_s;
  out.ddl_unix_s = stored.created_unix_s;
  out.modified_unix_s = stored.modified_unix_s;
  out.size_bytes = stored.rows.size_bytes();
  out.record_count = stored.rows.count();
  return out;
}

wm::Partition Table::Describe(const std::string& partition) const {
  const std::lock_guard lock(mutex_);
  return DescribeStored(partition, FindPartition(partition));
}

std::vector<wm::Partition> Table::ListPartitions() const {
  const std::lock_guard lock(mutex_);
  std::vector<wm::Partition> out;
  for (const auto& [partition, stored] : partitions_) {
    out.push_back(DescribeStored(partition, stored));
  }
  return out;
}

void Table::AddPartition(const std::string& partition, int64_t now_unix_s) {
  const std::lock_guard lock(mutex_);
  if (partitions_.contains(partition)) return;
  Keep(RecordOfAddPartition(partition, now_unix_s));
  partitions_[partition] = {{}, now_unix_s, now_unix_s};
}

void Table::DropPartition(const std::string& partition) {
  decltype(partitions_)::node_type removed;  // ends outside of the lock
  const std::lock_guard lock(mutex_);
  if (!partitions_.contains(partition)) return;
  Keep(RecordOfDropPartition(partition));
  removed = partitions_.extract(partition);
}

void Table::Truncate(const std::string& partition, int64_t now_unix_s) {
  Rows removed;  // ends outside of the lock
  const std::lock_guard lock(mutex_);
  StoredPartition& stored = FindPartition(partition);
  Keep(RecordOfTruncate(partition, now_unix_s));
  std::swap(stored.rows, removed);
  stored.modified_unix_s = now_unix_s;
}

Rows Table::Read(const std::string& partition) const {
  const std::lock_guard lock(mutex_);
  return FindPartition(partition).rows;
}

wm::Table Table::Describe() const {
  wm::Table out;
  out.project = settings_.key.project;
  out.name = settings_.key.name;
  out.id = settings_.id;
  out.comment = settings_.comment;
  out.owner = settings_.owner;
  out.created_unix_s = settings_.created_unix_s;
  out.ddl_unix_s = settings_.created_unix_s;
  out.modified_unix_s = settings_.created_unix_s;
  out.lifecycle_days = settings_.lifecycle_days;
  out.schema = settings_.schema;
  out.size_bytes = 0;
  out.record_count = 0;
  const std::lock_guard lock(mutex_);
  for (const auto& [partition, stored] : partitions_) {
    out.size_bytes += stored.rows.size_bytes();
    out.record_count += stored.rows.count();
    out.modified_unix_s = std::max(out.modified_unix_s, stored.modified_unix_s);
  }
  return out;
}

// ---- Uploads

void Table::BeginUpload(const UploadState& upload) {
  const std::lock_guard lock(mutex_);
  FindPartition(upload.partition);
  // Sessions that nobody can use any more go when new ones come.
  std::erase_if(uploads_, [&](const auto& entry) {
    return entry.second.state.created_unix_s + 2 * kSessionLifeS < upload.created_unix_s;
  });
  Keep(RecordOfUpload(upload));
  uploads_[upload.id].state = upload;
}

UploadState Table::FindUpload(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const auto found = uploads_.find(id);
  if (found == uploads_.end()) {
    throw Failure(404, "NoSuchUpload", "The specified upload id does not exist");
  }
  UploadState state = found->second.state;
  for (const auto& [block_id, block] : found->second.blocks) {
    state.blocks.push_back({block_id, block.version});
  }
  return state;
}

Table::Upload& Table::FindOpenUpload(const std::string& id, int64_t now_unix_s) {
  const auto found = uploads_.find(id);
  if (found == uploads_.end()) {
    throw Failure(404, "NoSuchUpload", "The specified upload id does not exist");
  }
  Upload& upload = found->second;
  if (upload.state.committed || upload.state.ExpiredAt(now_unix_s))
    throw StatusConflict();
  return upload;
}

void Table::PutBlock(const std::string& upload_id, wm::UploadedBlock block, bool replaces,
                     Rows rows, int64_t now_unix_s) {
  // The journal's copy is made outside of the lock.
  const std::string stream = journal_ == nullptr ? std::string() : EncodeRows(rows);
  const std::lock_guard lock(mutex_);
  Upload& upload = FindOpenUpload(upload_id, now_unix_s);
  const auto earlier = upload.blocks.find(block.id);
  if (earlier != upload.blocks.end() && earlier->second.version > block.version) {
    if (!replaces) return;
    block.version = earlier->second.version;  // the clock was moved back
  }
  if (journal_ != nullptr) Keep(RecordOfBlock(upload_id, block, stream));
  Block& stored = upload.blocks[block.id];
  stored.version = block.version;
  std::swap(stored.rows, rows);  // the old ones end outside of the lock
}

void Table::Commit(const std::string& upload_id, int64_t now_unix_s) {
  Rows removed;  // ends outside of the lock
  const std::lock_guard lock(mutex_);
  Upload& upload = FindOpenUpload(upload_id, now_unix_s);
  StoredPartition& stored = FindPartition(upload.state.partition);
  Keep(RecordOfCommit(upload_id, now_unix_s));
  if (upload.state.overwrite) std::swap(stored.rows, removed);
  for (const auto& [block_id, block] : upload.blocks) stored.rows.Append(block.rows);
  stored.modified_unix_s = now_unix_s;
  upload.blocks.clear();
  upload.state.committed = true;
}

}  // namespace hopline::emulator::maxcompute
