#pragma once

#include <optional>
#include <vector>

#include "emulator/tablestore/failure.h"
#include "wire/tablestore/schema.h"
#include "wire/tablestore/table_messages.h"
#include "wire/tablestore/value.h"

namespace hopline::emulator::tablestore {

/// Cuts of the partition key's values: n boundaries make n + 1 partitions, in ascending
/// order. Partition 0 begins at INF_MIN; a boundary belongs to the partition behind it.
class Partitions {
 public:
  Partitions() = default;

  /// From the ranges of a CreateTable.
  /// Errors:  Failure if they are not ascending, leave gaps, or are of another type than
  ///          `type`.
  Partitions(const std::vector<codec::PartitionRange>& ranges, codec::KeyType type);

  size_t count() const { return boundaries_.size() + 1; }
  const std::vector<codec::Value>& boundaries() const { return boundaries_; }

  /// The partition a value lies in.
  size_t IndexOf(const codec::Value& value) const;

  /// First value of a partition, inclusive, and of the next one, exclusive.
  codec::Value Begin(size_t index) const;
  codec::Value End(size_t index) const;

  /// A value strictly inside the partition that cuts its range of possible values in
  /// about two halves. Absent if the range is too narrow.
  std::optional<codec::Value> Middle(size_t index, codec::KeyType type) const;

  /// Cuts a partition at a value strictly inside it.
  void Split(size_t index, codec::Value at);

  /// Joins partitions index and index + 1.
  void Merge(size_t index);

 private:
  std::vector<codec::Value> boundaries_;
};

}  // namespace hopline::emulator::tablestore
