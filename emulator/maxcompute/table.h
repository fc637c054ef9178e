#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "emulator/maxcompute/rows.h"
#include "emulator/storage/journal.h"
#include "emulator/storage/record.h"
#include "wire/maxcompute/partition_spec.h"
#include "wire/maxcompute/table.h"

namespace hopline::emulator::maxcompute {

/// Ids of blocks are below it.
inline constexpr int64_t kMaxBlocks = 20000;
/// How long an upload or download session lives.
inline constexpr int64_t kSessionLifeS = 86400;

/// Names a table in its project. Letter case of names does not matter; keys are lower
/// case.
struct TableKey {
  std::string project;
  std::string schema;  // "default" where the two-level model is used
  std::string name;

  bool operator<(const TableKey& other) const {
    return std::tie(project, schema, name) <
           std::tie(other.project, other.schema, other.name);
  }
};

/// What is fixed when a table is made.
struct TableSettings {
  TableKey key;
  std::string id;
  std::string comment;
  std::string owner;
  int64_t created_unix_s = 0;
  int64_t lifecycle_days = -1;
  wire::maxcompute::TableSchema schema;

  bool partitioned() const { return !schema.partition_keys.empty(); }
  std::vector<std::string> PartitionNames() const;
};

/// The text that a partition goes by: "pt=1,hh=2", quoted where values hold what would
/// make that another partition. Reads back as the same.
std::string PartitionText(const wire::maxcompute::PartitionSpec& spec);

/// An upload session, as it is told to clients.
struct UploadState {
  std::string id;
  std::string partition;  // "" for a plain table
  bool overwrite = false;
  bool committed = false;
  int64_t created_unix_s = 0;
  std::vector<wire::maxcompute::UploadedBlock> blocks;

  bool ExpiredAt(int64_t now_unix_s) const {
    return !committed && now_unix_s >= created_unix_s + kSessionLifeS;
  }
};

/// One table: its partitions, their rows, and the uploads into it.
///
/// Shape:   a partition is known by its text ("pt=1,hh=2", in table order); a plain table
///          has the one partition "".
/// Threads: all methods, from any thread; one lock per table, held for the maps and the
///          journal. Rows are decoded and encoded outside of it.
/// Errors:  Failure where the service has an error; storage::JournalError for a change
/// that
///          could not be kept, and was not made.
class Table {
 public:
  explicit Table(TableSettings settings);

  /// Keeps the table in a journal at `path` from now on.
  void KeepIn(const std::filesystem::path& path);
  /// The table that a journal holds, kept there further.
  static std::shared_ptr<Table> Restore(const std::filesystem::path& path);
  /// Removes the journal, if there is one: the table will not be restored.
  void Forget();

  const TableSettings& settings() const { return settings_; }
  const std::vector<wire::maxcompute::Type>& types() const { return types_; }

  // ---- Partitions
  bool HasPartition(const std::string& partition) const;
  /// NoSuchPartition if there is none.
  wire::maxcompute::Partition Describe(const std::string& partition) const;
  /// By text.
  std::vector<wire::maxcompute::Partition> ListPartitions() const;
  /// Finds it, or makes it.
  void AddPartition(const std::string& partition, int64_t now_unix_s);
  void DropPartition(const std::string& partition);
  void Truncate(const std::string& partition, int64_t now_unix_s);

  /// A snapshot. NoSuchPartition if there is none.
  Rows Read(const std::string& partition) const;
  /// The table as the service describes it, with its size.
  wire::maxcompute::Table Describe() const;

  // ---- Uploads
  void BeginUpload(const UploadState& upload);
  /// NoSuchUpload if there is none.
  UploadState FindUpload(const std::string& id) const;
  /// Puts a block in place of an earlier one: of one with a higher version only if it
  /// `replaces` any. StatusConflict when the upload has ended.
  void PutBlock(const std::string& upload_id, wire::maxcompute::UploadedBlock block,
                bool replaces, Rows rows, int64_t now_unix_s);
  /// Moves all blocks into the partition, by id, in one step.
  void Commit(const std::string& upload_id, int64_t now_unix_s);

 private:
  struct StoredPartition {
    Rows rows;
    int64_t created_unix_s = 0;
    int64_t modified_unix_s = 0;
  };
  struct Block {
    int64_t version = 0;
    Rows rows;
  };
  struct Upload {
    UploadState state;  // without its blocks
    std::map<int64_t, Block> blocks;
  };

  Upload& FindOpenUpload(const std::string& id, int64_t now_unix_s);
  StoredPartition& FindPartition(const std::string& partition);
  const StoredPartition& FindPartition(const std::string& partition) const;
  wire::maxcompute::Partition DescribeStored(const std::string& partition,
                                             const StoredPartition& stored) const;

  // table_journal.cc
  void Keep(const storage::RecordWriter& record);
  void Replay(std::string_view record);
  void ReplayUpload(storage::RecordReader* reader);
  void WriteAll(const storage::Journal::Sink& sink) const;

  mutable std::mutex mutex_;
  const TableSettings settings_;
  const std::vector<wire::maxcompute::Type> types_;
  std::map<std::string, StoredPartition> partitions_;
  std::map<std::string, Upload> uploads_;
  std::unique_ptr<storage::Journal> journal_;  // null: in memory only
};
using TablePtr = std::shared_ptr<Table>;

}  // namespace hopline::emulator::maxcompute
