#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wire/tablestore/value.h"

namespace hopline::wire::tablestore {

/// What one attribute cell does; the numbers are the operation bytes of the wire, except
/// that kPut is told by the absence of an operation.
enum class CellOperation : uint8_t {
  kPut = 0x00,  // name, value; timestamp optional in writes, given elsewhere
  kDeleteAllVersions = 0x01,  // name only
  kDeleteOneVersion = 0x03,   // name and timestamp
  kIncrement = 0x04,          // name and INTEGER value; UpdateRow only
};

/// Place of a change in its shard. (epoch, timestamp_us, row_index) grows within one
/// shard.
struct SequenceInfo {
  uint32_t epoch = 0;
  int64_t timestamp_us = 0;  // commit time, microseconds since the Unix epoch
  uint32_t row_index = 0;

  friend auto operator<=>(const SequenceInfo&, const SequenceInfo&) = default;
};

/// One key or attribute cell that points into the buffer it was read from.
struct CellView {
  std::string_view name;
  ValueView value;           // meaningful if has_value
  int64_t timestamp_ms = 0;  // meaningful if has_timestamp; the version of the cell
  bool has_value = false;
  bool has_timestamp = false;
  CellOperation operation = CellOperation::kPut;
};

/// One decoded row that points into its buffer. Reused from row to row, so that decoding
/// does not allocate once the vectors have grown to the widest row.
struct RowView {
  std::vector<CellView> key;    // name and value only, in schema order
  std::vector<CellView> cells;  // attribute cells in the order of the wire
  bool delete_marker = false;
  bool has_sequence = false;  // true in stream records
  SequenceInfo sequence;      // meaningful if has_sequence

  void Clear() {
    key.clear();
    cells.clear();
    delete_marker = false;
    has_sequence = false;
    sequence = {};
  }
};

struct KeyColumn {
  std::string name;
  Value value;

  friend bool operator==(const KeyColumn&, const KeyColumn&) = default;
};

using PrimaryKey = std::vector<KeyColumn>;

/// An attribute cell that owns its bytes.
struct Cell {
  std::string name;
  std::optional<Value> value;
  std::optional<int64_t> timestamp_ms;
  CellOperation operation = CellOperation::kPut;

  friend bool operator==(const Cell&, const Cell&) = default;
};

/// A row that owns its bytes: a stored row, a row change, or a stream record.
struct Row {
  PrimaryKey key;
  std::vector<Cell> cells;
  bool delete_marker = false;
  std::optional<SequenceInfo> sequence;

  friend bool operator==(const Row&, const Row&) = default;
};

/// Copies a decoded row out of its buffer.
Row ToRow(const RowView& view);

/// Column by column by value; names are not looked at. A key that is a prefix of the
/// other sorts before it.
std::strong_ordering CompareKeys(const PrimaryKey& a, const PrimaryKey& b);

}  // namespace hopline::wire::tablestore
