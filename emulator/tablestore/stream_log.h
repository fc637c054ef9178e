#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/tablestore/failure.h"
#include "wire/tablestore/row.h"
#include "wire/tablestore/stream_messages.h"
#include "wire/tablestore/stream_records.h"

namespace hopline::emulator::tablestore {

/// One change of one row, in the bytes that GetStreamRecord answers with.
struct StoredRecord {
  int64_t timestamp_us = 0;
  std::string field;
};

/// The records of one partition between two splits or merges.
struct Shard {
  std::string id;
  std::vector<std::string> parents;  // none: root; one: half of a split; two: merged
  int64_t created_us = 0;
  std::optional<int64_t> closed_us;  // absent: rows still arrive
  std::deque<StoredRecord> records;
  codec::SequenceInfo last;
};

/// The stream of one table: a tree of shards, one open shard per partition.
///
/// Records are never thrown away; those older than the stream's expiration are merely out
/// of reach, so that moving the clock forth and back loses nothing.
///
/// Units:   times in microseconds since the Unix epoch.
/// Threads: none of its own; the table's lock guards it.
class StreamLog {
 public:
  StreamLog(std::string id, int32_t expiration_hours, int64_t created_us,
            std::vector<std::string> origin_columns, size_t partitions);

  const std::string& id() const { return id_; }
  int32_t expiration_hours() const { return expiration_hours_; }
  int64_t created_us() const { return created_us_; }
  const std::vector<std::string>& origin_columns() const { return origin_columns_; }
  const std::deque<Shard>& shards() const { return shards_; }
  /// By partition: index of its open shard in shards().
  const std::vector<size_t>& open() const { return open_; }

  void set_expiration_hours(int32_t hours) { expiration_hours_ = hours; }

  /// The open shard of a partition.
  const Shard& OpenShard(size_t partition) const { return shards_[open_[partition]]; }

  /// The partition whose open shard has that id, if any has.
  std::optional<size_t> PartitionOf(std::string_view shard_id) const;

  /// Adds a record. (epoch, time, row index) of a shard always grows: a clock that was
  /// moved back begins a new epoch.
  /// Shape:   row: key and cells, every put cell with its timestamp; `row->sequence` is
  ///          set here.
  void Append(size_t partition, codec::StreamAction action, codec::Row* row,
              const std::string& origin_row, int64_t now_us);

  /// Closes the partition's shard and opens two; their partitions are `partition` and
  /// `partition` + 1.
  void Split(size_t partition, int64_t now_us);

  /// Closes the shards of `partition` and `partition` + 1 and opens one in their place.
  void Merge(size_t partition, int64_t now_us);

  /// Builds a stream made with 0 partitions up again from what shards() and open() were.
  void RestoreShard(Shard shard) { shards_.push_back(std::move(shard)); }
  void RestoreRecord(size_t shard, StoredRecord record) {
    shards_.at(shard).records.push_back(std::move(record));
  }
  void RestoreOpen(std::vector<size_t> open) { open_ = std::move(open); }

  /// A page of the shards that have not expired.
  codec::DescribeStreamResponse Describe(const codec::DescribeStreamRequest& request,
                                         int64_t now_us) const;

  /// Position of the oldest record in reach, or of the first one at or after
  /// `timestamp_us`.
  /// Errors:  Failure if there is no such shard.
  uint64_t Locate(std::string_view shard_id, std::optional<int64_t> timestamp_us,
                  int64_t now_us) const;

  /// Body of a GetStreamRecord response.
  /// Errors:  Failure: no such shard, a position that never was, or OTSTrimmedDataAccess
  ///          for one that has expired.
  std::string Read(std::string_view shard_id, uint64_t position, size_t limit,
                   int64_t now_us) const;

 private:
  Shard& OpenNewShard(int64_t now_us, std::vector<std::string> parents);
  const Shard& FindShard(std::string_view shard_id) const;
  int64_t OldestInReach(int64_t now_us) const;
  uint64_t FirstInReach(const Shard& shard, int64_t now_us) const;
  bool IsListed(const Shard& shard, int64_t now_us) const;

  std::string id_;
  int32_t expiration_hours_;
  int64_t created_us_;
  std::vector<std::string> origin_columns_;
  std::deque<Shard> shards_;  // oldest first
  std::vector<size_t> open_;  // by partition: index into shards_
};

}  // namespace hopline::emulator::tablestore
