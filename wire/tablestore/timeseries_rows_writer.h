#pragma once

#include <flatbuffers/flatbuffers.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wire/tablestore/timeseries_rows.h"

namespace hopline::wire::tablestore {

/// Collects the rows of a PutTimeseriesData in their usual encoding, FlatBuffers.
///
///   TimeseriesRowsWriter writer;
///   for (…) writer.Add(row);
///   request.rows = writer.Finish();
///   request.crc32c = Crc32c(0, request.rows);
///   writer.Clear();
///
/// Shape:   one group per row, as every vendor client writes them. A measurement, and
///          names and types of fields, that equal those of the row before are written
///          once. Tags go out as the row has them: a string for old table versions, a
///          list for the new one.
/// Owns:    its memory, which Clear() keeps, so that the next batch does not allocate.
/// Cost:    one copy of every string.
class TimeseriesRowsWriter {
 public:
  TimeseriesRowsWriter() = default;

  /// Every value of the row must be of a type that fields can have.
  void Add(const TimeseriesRowView& row);

  size_t row_count() const { return groups_.size(); }

  /// Bytes that Finish() would give, or a few more.
  size_t size_bytes() const { return builder_.GetSize() + 4 * groups_.size() + 32; }

  /// Closes the buffer; valid until Clear(). Called once between two Clear().
  std::string_view Finish();

  void Clear();

 private:
  using Offset = flatbuffers::uoffset_t;

  Offset Measurement(std::string_view name);
  Offset FieldNames(std::span<const FieldView> fields);
  Offset FieldTypes(std::span<const FieldView> fields);
  Offset FieldValues(std::span<const FieldView> fields);
  Offset TagList(std::span<const TagView> tags);
  Offset Vector(std::span<const Offset> elements);

  flatbuffers::FlatBufferBuilder builder_;
  std::vector<Offset> groups_;
  // Of the row before, each with the place where it was written; 0: none yet.
  std::string measurement_, field_names_, field_types_;
  Offset measurement_at_ = 0, field_names_at_ = 0, field_types_at_ = 0;
  // Of the row at hand, kept for their memory.
  std::string joined_;
  std::vector<Offset> strings_, binaries_;
  std::vector<int64_t> integers_;
  std::vector<double> doubles_;
  std::vector<uint8_t> booleans_;
};

/// Appends a row in the protobuf encoding, which one vendor client offers besides.
void AppendProtobufRow(const TimeseriesRowView& row, std::string* out);

}  // namespace hopline::wire::tablestore
