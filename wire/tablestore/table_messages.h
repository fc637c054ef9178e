#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wire/tablestore/schema.h"
#include "wire/tablestore/status.h"
#include "wire/tablestore/value.h"

/// Table operations: plain structs and their protobuf bodies.
///
/// Encode() gives the body to send; Decode() reads one and fails on a body that is no
/// such message or lacks a required field. Values are not judged here: that is the
/// service's business. CreateTableResponse, DeleteTableResponse and ListTableRequest are
/// empty bodies.
namespace hopline::wire::tablestore {

/// Initial split of a table by its partition key: [begin, end).
struct PartitionRange {
  Value begin;  // may be INF_MIN
  Value end;    // may be INF_MAX
};

struct CreateTableRequest {
  TableMeta meta;
  CapacityUnit reserved;
  std::optional<TableOptions> options;  // the service wants TTL and max versions in it
  std::vector<PartitionRange> partitions;
  std::optional<StreamSpecification> stream;
  std::vector<std::string> index_names;  // read only: secondary indexes are not modelled
};

struct ListTableResponse {
  std::vector<std::string> table_names;
};

/// The one request of DescribeTable and DeleteTable.
struct TableNameRequest {
  std::string table_name;
};

enum class TableStatus : uint8_t {
  kActive = 1,
  kInactive = 2,
  kLoading = 3,
  kUnloading = 4,
  kUpdating = 5,
};

struct DescribeTableResponse {
  TableMeta meta;
  ReservedThroughputDetails reserved;
  TableOptions options;
  // The Go and Node clients refuse a response without it, Java and Python do not know it.
  std::optional<TableStatus> status;
  std::optional<StreamDetails> stream;
  // PlainBuffer keys: boundaries between partitions.
  std::vector<std::string> shard_splits;
  std::optional<int64_t> creation_time_us;
};

struct UpdateTableRequest {
  std::string table_name;
  std::optional<CapacityUnit> reserved;
  std::optional<TableOptions> options;
  std::optional<StreamSpecification> stream;
};

struct UpdateTableResponse {
  ReservedThroughputDetails reserved;
  TableOptions options;
  std::optional<StreamDetails> stream;  // the Go client dereferences it: send it always
};

struct ComputeSplitPointsBySizeRequest {
  std::string table_name;
  int64_t split_size = 0;                        // in units of the next field
  std::optional<int64_t> split_size_unit_bytes;  // absent: 100 MiB
  std::optional<int32_t> split_point_limit;
};

/// Where `repeat` consecutive splits live; the location is opaque and may be empty.
struct SplitLocation {
  std::string location;
  int64_t repeat = 0;
};

/// n points cut a table into n + 1 splits; the repeats of the locations sum up to n + 1.
struct ComputeSplitPointsBySizeResponse {
  ConsumedCapacity consumed;
  std::vector<KeyColumnSchema> schema;
  // PlainBuffer keys, trailing INF_MIN columns left out.
  std::vector<std::string> split_points;
  std::vector<SplitLocation> locations;
};

std::string Encode(const CreateTableRequest& message);
std::string Encode(const ListTableResponse& message);
std::string Encode(const TableNameRequest& message);
std::string Encode(const DescribeTableResponse& message);
std::string Encode(const UpdateTableRequest& message);
std::string Encode(const UpdateTableResponse& message);
std::string Encode(const ComputeSplitPointsBySizeRequest& message);
std::string Encode(const ComputeSplitPointsBySizeResponse& message);

Status Decode(std::string_view body, CreateTableRequest* out);
Status Decode(std::string_view body, ListTableResponse* out);
Status Decode(std::string_view body, TableNameRequest* out);
Status Decode(std::string_view body, DescribeTableResponse* out);
Status Decode(std::string_view body, UpdateTableRequest* out);
Status Decode(std::string_view body, UpdateTableResponse* out);
Status Decode(std::string_view body, ComputeSplitPointsBySizeRequest* out);
Status Decode(std::string_view body, ComputeSplitPointsBySizeResponse* out);

}  // namespace hopline::wire::tablestore
