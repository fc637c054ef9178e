#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wire/tablestore/status.h"
#include "wire/tablestore/timeseries_messages.h"

/// Operations on the meta of time lines: plain structs and their protobuf bodies. There
/// is one entry per time line, made when its first point is written.
namespace hopline::wire::tablestore {

struct TimeseriesMeta {
  TimeseriesKey key;
  std::optional<std::string> attributes;  // in the form of tags (tags.h)
  std::optional<int64_t> update_time_us;  // in responses only

  friend bool operator==(const TimeseriesMeta&, const TimeseriesMeta&) = default;
};

/// Most conditions in one request, nested ones counted.
inline constexpr int kMaxMetaConditions = 128;

/// What QueryTimeseriesMeta asks of an entry: a tree whose leaves compare one property.
struct MetaCondition {
  enum class Kind : uint8_t {
    kComposite = 1,
    kMeasurement = 2,
    kSource = 3,
    kTag = 4,
    kUpdateTime = 5,
    kAttribute = 6,
  };
  enum class Logic : uint8_t { kAnd = 1, kOr = 2, kNot = 3 };
  /// Texts compare bytewise.
  enum class Operator : uint8_t {
    kEqual = 1,
    kGreater = 2,
    kGreaterOrEqual = 3,
    kLess = 4,
    kLessOrEqual = 5,
    kPrefix = 6,  // texts only
  };

  Kind kind = Kind::kComposite;

  // kComposite: kNot takes one operand
  Logic logic = Logic::kAnd;
  std::vector<MetaCondition> operands;

  // The others
  Operator comparator = Operator::kEqual;
  std::string name;     // kTag, kAttribute
  std::string value;    // all but kUpdateTime
  int64_t time_us = 0;  // kUpdateTime
};

struct QueryTimeseriesMetaRequest {
  std::string table_name;
  std::optional<MetaCondition> condition;  // absent: every time line
  std::optional<bool> get_total_hit;
  std::optional<std::string> token;
  std::optional<int32_t> limit;
  std::optional<int64_t> supported_table_version;
};

struct QueryTimeseriesMetaResponse {
  std::vector<TimeseriesMeta> metas;
  std::optional<int64_t> total_hit;
  std::optional<std::string> next_token;  // absent: finished
};

struct UpdateTimeseriesMetaRequest {
  std::string table_name;
  std::vector<TimeseriesMeta> metas;  // one or more
  std::optional<int64_t> supported_table_version;
};

struct DeleteTimeseriesMetaRequest {
  std::string table_name;
  std::vector<TimeseriesKey> keys;  // one or more
  std::optional<int64_t> supported_table_version;
};

/// The answer to both.
struct TimeseriesMetaChangeResponse {
  std::vector<FailedRow> failed_rows;
};

std::string Encode(const QueryTimeseriesMetaRequest& message);
std::string Encode(const QueryTimeseriesMetaResponse& message);
std::string Encode(const UpdateTimeseriesMetaRequest& message);
std::string Encode(const DeleteTimeseriesMetaRequest& message);
std::string Encode(const TimeseriesMetaChangeResponse& message);

/// Errors:  also more than kMaxMetaConditions conditions; that bounds nesting, so hostile
///          input cannot exhaust the stack.
Status Decode(std::string_view body, QueryTimeseriesMetaRequest* out);
Status Decode(std::string_view body, QueryTimeseriesMetaResponse* out);
Status Decode(std::string_view body, UpdateTimeseriesMetaRequest* out);
Status Decode(std::string_view body, DeleteTimeseriesMetaRequest* out);
Status Decode(std::string_view body, TimeseriesMetaChangeResponse* out);

}  // namespace hopline::wire::tablestore
