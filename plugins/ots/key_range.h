#pragma once

#include <string>
#include <vector>

#include "plugins/ots/range_options.h"
#include "wire/tablestore/row.h"
#include "wire/tablestore/row_messages.h"
#include "wire/tablestore/schema.h"

namespace hopline::plugins::ots {

/// A range of whole keys; begin inclusive, end exclusive. Backward: begin is the larger.
struct KeyRange {
  wire::tablestore::PrimaryKey begin;
  wire::tablestore::PrimaryKey end;
  wire::tablestore::Direction direction = wire::tablestore::Direction::kForward;

  bool backward() const { return direction == wire::tablestore::Direction::kBackward; }
  /// In the direction of reading.
  bool BeginsBefore(const wire::tablestore::PrimaryKey& key) const;
  bool EndsBehind(const wire::tablestore::PrimaryKey& key) const;
  bool HasInside(const wire::tablestore::PrimaryKey& key) const {
    return BeginsBefore(key) && EndsBehind(key);
  }
};

/// Completes the first columns of a key with INF_MIN or INF_MAX.
wire::tablestore::PrimaryKey CompleteKey(wire::tablestore::PrimaryKey key,
                                         const wire::tablestore::TableMeta& table,
                                         const wire::tablestore::Value& rest);

/// Checks begin and end against the table's key and completes them: the smaller one tells
/// the direction. Source: tablestore-plugins.md §7.3.
///
/// Errors: INVALID_ARGUMENT, pointer first.
KeyRange ResolveRange(const RangeOptions& options,
                      const wire::tablestore::TableMeta& table);

/// The user's split points as keys, in reading order, without those that repeat an end of
/// the range. Errors: INVALID_ARGUMENT, pointer first.
std::vector<wire::tablestore::PrimaryKey> ResolveSplit(
    const RangeOptions& options, const KeyRange& range,
    const wire::tablestore::TableMeta& table);

}  // namespace hopline::plugins::ots
