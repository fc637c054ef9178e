#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "wire/tablestore/row.h"
#include "wire/tablestore/status.h"
#include "wire/tablestore/tags.h"

/// One point of a time line, free of any encoding, and the form in which tables keep it.
///
/// Services keep a time-series table as a table of rows: that is what reads, scans and
/// streams give out. Its key is `_#h`, `_m_name`, `_data_source`, `_tags`, `_time`; the
/// name of an attribute column is that of the field, a colon and a letter for its type.
/// Tables with a key schema of their own have tags as key columns of their own before
/// `_time`, and fields behind it.
namespace hopline::wire::tablestore {

/// How rows travel; the numbers of the wire.
enum class TimeseriesEncoding : uint8_t {
  kFlatBuffers = 0,
  kPlainBuffer = 1,
  kProtobuf = 2
};

/// Type of a field; the numbers of the wire.
enum class TimeseriesFieldType : uint8_t {
  kInteger = 1,
  kBoolean = 2,
  kDouble = 3,
  kString = 4,
  kBinary = 5,
};

namespace timeseries_column {
inline constexpr std::string_view kHash = "_#h";
inline constexpr std::string_view kMeasurement = "_m_name";
inline constexpr std::string_view kSource = "_data_source";
inline constexpr std::string_view kTags = "_tags";
inline constexpr std::string_view kTime = "_time";
}  // namespace timeseries_column

struct FieldView {
  std::string_view name;
  ValueView value;  // integer, boolean, double, string or binary
};

/// One point that points into the buffer it was read from. Reused from row to row, so
/// that decoding does not allocate once the vectors have grown to the widest row.
///
/// Units:   microseconds since the Unix epoch; the service refuses negative times.
struct TimeseriesRowView {
  std::string_view measurement;
  std::string_view source;        // "" for none
  std::string_view tags;          // as a string (tags.h)
  std::vector<TagView> tag_list;  // as a list: instead of `tags`, or tags that it lacks
  int64_t time_us = 0;
  std::vector<FieldView> fields;
  uint32_t meta_cache_update_time_s = 0;  // in puts; 0: unknown

  void Clear() {
    measurement = source = tags = {};
    tag_list.clear();
    time_us = 0;
    fields.clear();
    meta_cache_update_time_s = 0;
  }
};

/// The number of a value's type; 0 for values that fields cannot have.
uint8_t FieldTypeNumber(ValueType type);

/// The letter behind the colon of an attribute column.
char FieldSuffix(ValueType type);

/// Reads a row as GetTimeseriesData, ScanTimeseriesData and the records of a stream have
/// it: columns are looked up by name, the hash is left out, a suffix is cut at the first
/// colon. Attribute columns without a suffix are taken as they are, cells without a value
/// left out.
/// Errors:  no `_m_name` or `_time`; a key column of another type than its name says.
Status ReadPhysicalRow(const RowView& row, TimeseriesRowView* out);

}  // namespace hopline::wire::tablestore
