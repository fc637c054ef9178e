#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wire/tablestore/status.h"
#include "wire/tablestore/tags.h"
#include "wire/tablestore/timeseries_rows.h"

/// Operations on the points of time-series tables: plain structs and their protobuf
/// bodies. Rows stay encoded here: those of PutTimeseriesData are for
/// timeseries_rows_writer.h and timeseries_rows_reader.h, those of reads are PlainBuffer
/// (plain_buffer_reader.h, timeseries_rows.h).
///
/// Units:   times in microseconds since the Unix epoch.
namespace hopline::wire::tablestore {

/// Which time line. Old clients (table version absent or 0) give and read `tags`, new
/// ones `tag_list`; services answer with both.
struct TimeseriesKey {
  std::string measurement;
  std::string source;               // "" for none
  std::optional<std::string> tags;  // tags.h
  std::vector<Tag> tag_list;

  friend bool operator==(const TimeseriesKey&, const TimeseriesKey&) = default;
};

/// What clients that know keys made of other columns, and tags as a list, send as
/// supported_table_version.
inline constexpr int64_t kTimeseriesTableVersion = 1;

enum class MetaUpdateMode : uint8_t {
  kNormal = 0,
  kIgnore = 1,  // do not make or touch the meta of time lines
};

struct PutTimeseriesDataRequest {
  std::string table_name;
  TimeseriesEncoding encoding = TimeseriesEncoding::kFlatBuffers;
  std::string rows;
  std::optional<uint32_t> crc32c;  // of `rows`; every vendor client sends it
  std::optional<MetaUpdateMode> meta_update_mode;
  std::optional<int64_t> supported_table_version;
};

/// A row that was refused, the others having been written.
struct FailedRow {
  int32_t index = 0;  // over all rows of the request, from 0
  std::string code;
  std::string message;

  friend bool operator==(const FailedRow&, const FailedRow&) = default;
};

struct PutTimeseriesDataResponse {
  std::vector<FailedRow> failed_rows;
  // Row index and time (s): the row's time line has had its meta written then. A client
  // may send the time with the next rows of that line (meta_cache_update_time_s).
  std::vector<std::pair<uint32_t, uint32_t>> meta_updates;
};

/// A field by name and type, the latter in the numbers of PutTimeseriesData
/// (TimeseriesFieldType). A field that is stored with another type is not returned.
struct FieldToGet {
  std::string name;
  std::optional<int32_t> type;

  friend bool operator==(const FieldToGet&, const FieldToGet&) = default;
};

struct GetTimeseriesDataRequest {
  std::string table_name;
  TimeseriesKey key;
  std::optional<int64_t> begin_us;     // inclusive
  std::optional<int64_t> end_us;       // exclusive
  std::optional<int64_t> specific_us;  // one point
  std::optional<std::string> token;
  std::optional<int32_t> limit;
  std::optional<bool> backward;    // newest first
  std::vector<FieldToGet> fields;  // empty: all
  std::optional<int64_t> supported_table_version;
};

struct GetTimeseriesDataResponse {
  std::string rows;                       // PlainBuffer, or empty
  std::optional<std::string> next_token;  // absent: finished
};

struct SplitTimeseriesScanTaskRequest {
  std::string table_name;
  std::optional<std::string> measurement;  // restricts the scan to it
  int32_t split_count_hint = 1;
};

struct SplitTimeseriesScanTaskResponse {
  std::vector<std::string> splits;  // opaque; together they hold every point once
};

struct ScanTimeseriesDataRequest {
  std::string table_name;
  std::optional<std::string> split;  // absent: the whole table
  std::optional<int64_t> start_us;   // inclusive
  std::optional<int64_t> end_us;     // exclusive
  std::vector<FieldToGet> fields;    // empty: all
  std::optional<int32_t> limit;
  std::optional<TimeseriesEncoding> encoding;  // kPlainBuffer is what everybody asks for
  std::optional<std::string> token;
  std::optional<int64_t> supported_table_version;
};

struct ScanTimeseriesDataResponse {
  TimeseriesEncoding encoding = TimeseriesEncoding::kPlainBuffer;
  std::string rows;  // PlainBuffer, or empty
  // Absent or empty: finished. A page without rows may well have one.
  std::optional<std::string> next_token;
};

std::string Encode(const PutTimeseriesDataRequest& message);
std::string Encode(const PutTimeseriesDataResponse& message);
std::string Encode(const GetTimeseriesDataRequest& message);
std::string Encode(const GetTimeseriesDataResponse& message);
std::string Encode(const SplitTimeseriesScanTaskRequest& message);
std::string Encode(const SplitTimeseriesScanTaskResponse& message);
std::string Encode(const ScanTimeseriesDataRequest& message);
std::string Encode(const ScanTimeseriesDataResponse& message);

Status Decode(std::string_view body, PutTimeseriesDataRequest* out);
Status Decode(std::string_view body, PutTimeseriesDataResponse* out);
Status Decode(std::string_view body, GetTimeseriesDataRequest* out);
Status Decode(std::string_view body, GetTimeseriesDataResponse* out);
Status Decode(std::string_view body, SplitTimeseriesScanTaskRequest* out);
Status Decode(std::string_view body, SplitTimeseriesScanTaskResponse* out);
Status Decode(std::string_view body, ScanTimeseriesDataRequest* out);
Status Decode(std::string_view body, ScanTimeseriesDataResponse* out);

}  // namespace hopline::wire::tablestore
