#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What tables and streams look like, free of any encoding.
namespace hopline::wire::tablestore {

/// Numbers of the wire.
enum class KeyType : uint8_t { kInteger = 1, kString = 2, kBinary = 3 };

enum class DefinedColumnType : uint8_t {
  kInteger = 1,
  kDouble = 2,
  kBoolean = 3,
  kString = 4,
  kBinary = 7,
};

/// One primary key column. The first one of a table is its partition key.
struct KeyColumnSchema {
  std::string name;
  KeyType type = KeyType::kString;
  bool auto_increment = false;

  friend bool operator==(const KeyColumnSchema&, const KeyColumnSchema&) = default;
};

/// A predefined attribute column; rows need not obey it.
struct DefinedColumn {
  std::string name;
  DefinedColumnType type = DefinedColumnType::kString;

  friend bool operator==(const DefinedColumn&, const DefinedColumn&) = default;
};

struct TableMeta {
  std::string name;
  std::vector<KeyColumnSchema> key;  // in key order
  std::vector<DefinedColumn> defined_columns;

  friend bool operator==(const TableMeta&, const TableMeta&) = default;
};

/// Every field may be absent in requests (keep as it is); services answer with all of
/// them.
struct TableOptions {
  std::optional<int32_t> time_to_live_s;  // -1: never expires
  std::optional<int32_t> max_versions;
  // Allowed distance of an explicit cell version from the service's time.
  std::optional<int64_t> max_version_deviation_s;
  std::optional<bool> allow_update;
  std::optional<bool> update_full_row;

  friend bool operator==(const TableOptions&, const TableOptions&) = default;
};

/// Absent halves occur in requests only: one vendor client dies on a response without
/// both.
struct CapacityUnit {
  std::optional<int32_t> read = 0;
  std::optional<int32_t> write = 0;

  friend bool operator==(const CapacityUnit&, const CapacityUnit&) = default;
};

/// What an operation cost; clients sum it up and log it.
using ConsumedCapacity = CapacityUnit;

struct ReservedThroughputDetails {
  CapacityUnit capacity;
  int64_t last_increase_time_s = 0;
  std::optional<int64_t> last_decrease_time_s;

  friend bool operator==(const ReservedThroughputDetails&,
                         const ReservedThroughputDetails&) = default;
};

/// The wish to switch a table's stream on or off.
struct StreamSpecification {
  bool enable = false;
  std::optional<int32_t> expiration_hours;  // 1 to 168; wanted when enabling
  std::vector<std::string> columns_to_get;  // whose old values records shall carry

  friend bool operator==(const StreamSpecification&,
                         const StreamSpecification&) = default;
};

/// The state of a table's stream; everything but `enabled` is there only if it is on.
struct StreamDetails {
  bool enabled = false;
  std::optional<std::string> stream_id;
  std::optional<int32_t> expiration_hours;
  std::optional<int64_t> last_enable_time_us;
  std::vector<std::string> columns_to_get;

  friend bool operator==(const StreamDetails&, const StreamDetails&) = default;
};

}  // namespace hopline::wire::tablestore
