#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/server/shard_admin.h"
#include "emulator/storage/journal.h"
#include "emulator/storage/record.h"
#include "emulator/tablestore/partitions.h"
#include "emulator/tablestore/read_plan.h"
#include "emulator/tablestore/row_change.h"
#include "emulator/tablestore/stored_row.h"
#include "emulator/tablestore/stream_log.h"
#include "wire/tablestore/batch_messages.h"
#include "wire/tablestore/table_messages.h"

namespace hopline::emulator::tablestore {

inline constexpr int64_t kSecondUs = int64_t{1000} * 1000;

/// A range read, checked: both ends have every key column, and start lies before end in
/// the direction of reading.
struct RangeQuery {
  Key start;  // inclusive
  Key end;    // exclusive
  bool forward = true;
  size_t limit = 0;  // rows to return
};

/// One page of a range read; both members are PlainBuffer.
struct RangePage {
  std::string rows;
  std::optional<std::string> next_start_key;  // absent: the range is finished
};

/// What a visitor wants after a row: the next one, the one at or behind a key in the
/// direction of the walk, or no more.
struct WalkStep {
  enum class Kind : uint8_t { kNext, kSeek, kStop };
  Kind kind = Kind::kNext;
  Key to = {};  // kSeek
};

/// One table: schema, options, rows, partitions and stream.
///
/// A row and its stream record change together, under the table's one lock. A table that
/// is kept in a journal writes each change there first: what a change needs is decided
/// before (ids, versions, sums), so that doing it again gives the same table.
///
/// Threads: every method, from any thread; readers run side by side, a writer alone.
/// Units:   times in microseconds since the Unix epoch, cell versions in milliseconds.
/// Errors:  Failure; storage::JournalError for a change that could not be kept, and was
/// not
///          made.
class Table {
 public:
  /// `request` is checked already (CheckCreateTable).
  Table(const codec::CreateTableRequest& request, int64_t now_us);

  /// Keeps the table in a journal at `path` from now on.
  void KeepIn(const std::filesystem::path& path, const std::string& instance);

  /// The table that a journal holds, kept there further; *instance is where it belongs.
  static std::shared_ptr<Table> Restore(const std::filesystem::path& path,
                                        std::string* instance);

  /// Removes the journal, if there is one: the table will not be restored.
  void Forget();

  const codec::TableMeta& meta() const { return meta_; }
  codec::TableOptions options() const;

  codec::DescribeTableResponse Describe() const;
  codec::UpdateTableResponse Update(const codec::UpdateTableRequest& request,
                                    int64_t now_us);

  /// Applies one change. Returns the row that its return content asks for; empty if
  /// nothing.
  std::string Write(RowChange change, int64_t now_us);

  /// Applies the changes in order, each on its own: one that fails, by itself or because
  /// that was injected, does not stop the others.
  std::vector<codec::BatchRowResult> WriteBatch(std::vector<RowChange> changes,
                                                int64_t now_us);

  /// The row in PlainBuffer form; empty if there is none.
  std::string Get(const Key& key, const ReadPlan& plan, int64_t now_us) const;

  RangePage GetRange(const RangeQuery& query, const ReadPlan& plan, int64_t now_us) const;

  /// Shows the rows from `start` on, inclusive, one after the other, the table locked for
  /// reading; keys may be shorter than the schema's and hold markers. Rows that have
  /// expired are left out.
  using Visitor = std::function<WalkStep(const Key& key, const StoredRow& row)>;
  void Walk(const Key& start, bool forward, int64_t now_us, const Visitor& visit) const;

  /// Shows one row, the table locked for reading. False if it is not there or has
  /// expired.
  bool Visit(const Key& key, int64_t now_us,
             const std::function<void(const StoredRow&)>& visit) const;

  /// Keys of the partition column at which about `split_bytes` of data have gone by, as
  /// PlainBuffer keys.
  std::vector<std::string> SplitPoints(int64_t split_bytes, size_t max_points) const;

  /// The stream as ListStream shows it; absent if it is off.
  std::optional<codec::StreamEntry> StreamInfo() const;

  codec::DescribeStreamResponse DescribeStream(
      const codec::DescribeStreamRequest& request, int64_t now_us) const;
  std::string ShardIteratorFor(const codec::GetShardIteratorRequest& request,
                               int64_t now_us) const;
  std::string StreamRecords(const std::string& stream_id, std::string_view shard_id,
                            uint64_t position, size_t limit, int64_t now_us) const;

  /// As ShardAdmin, for this table.
  /// Errors:  AdminError.
  std::vector<emulator::ShardInfo> ListShards() const;
  std::vector<std::string> SplitShard(const std::string& shard_id, int64_t now_us);
  std::string MergeShards(const std::vector<std::string>& shard_ids, int64_t now_us);

 private:
  using Rows = std::map<Key, StoredRow, KeyLess>;

  /// Where the row of a key is, or where it would be put in front of.
  struct Place {
    Rows::iterator at;
    bool exists = false;
  };
  Place PlaceOf(const Key& key);

  std::string WriteLocked(RowChange change, int64_t now_us);
  Key ResolveKey(RowChange* change, int64_t now_us);
  void CheckConditions(const RowChange& change, const StoredRow* row,
                       int64_t now_ms) const;
  void ResolveCells(RowChange* change, const StoredRow* row, int64_t now_us) const;
  void CheckCellVersion(const codec::Cell& cell, int64_t now_ms) const;
  const StoredRow& Commit(const Key& key, Place place, RowChange* change, int64_t now_us);
  const StoredRow& Apply(const Key& key, Place place, const RowChange& change);
  void RememberIncrement(const Key& key);
  void Record(const Key& key, RowChange* change, const std::string& origin_row,
              int64_t now_us);
  std::string OriginRow(const Key& key, const StoredRow* row, int64_t now_us) const;
  std::string ReturnedRow(const Key& key, const RowChange& change, const StoredRow& after,
                          int64_t now_us) const;
  std::string EncodeKeyOf(const Key& key) const;
  int64_t OldestVisibleMs(int64_t now_us) const;
  void ApplyStreamSpecification(const codec::StreamSpecification& spec, int64_t now_us);
  codec::StreamDetails StreamDetailsLocked() const;
  const StreamLog& StreamOrFail(std::string_view stream_id) const;
  StreamLog& StreamOrAdminError() const;
  std::optional<codec::Value> SplitValue(size_t partition) const;

  // The changes themselves, without any check: for new ones and for those of a journal.
  void ApplyUpdate(const codec::UpdateTableRequest& request, int64_t now_us);
  void ApplySplit(size_t partition, codec::Value at, int64_t now_us);
  void ApplyMerge(size_t partition, int64_t now_us);

  // table_journal.cc: keep a change that is about to be made.
  void KeepUpdate(const codec::UpdateTableRequest& request, int64_t now_us);
  void KeepWrite(const RowChange& change, int64_t now_us);
  void KeepSplit(size_t partition, const codec::Value& at, int64_t now_us);
  void KeepMerge(size_t partition, int64_t now_us);
  void Keep(const storage::RecordWriter& record);
  void Replay(std::string_view record);
  void ReplayState(std::string_view record);
  void WriteAll(const storage::Journal::Sink& sink) const;
  void WriteRows(const storage::Journal::Sink& sink) const;
  void WriteStream(const storage::Journal::Sink& sink) const;

  const codec::TableMeta meta_;
  const int64_t created_us_;

  mutable std::shared_mutex mutex_;
  // Guarded by mutex_, all of them.
  codec::TableOptions options_;  // TTL, versions, deviation and allow_update always set
  codec::ReservedThroughputDetails reserved_;
  Partitions partitions_;
  std::unique_ptr<StreamLog> stream_;  // null: off
  Rows rows_;
  // By partition key: the last auto-increment value given or seen.
  std::map<Key, int64_t, KeyLess> last_increment_;
  std::unique_ptr<storage::Journal> journal_;  // null: in memory only
  std::string instance_;                       // set with journal_
};

}  // namespace hopline::emulator::tablestore
