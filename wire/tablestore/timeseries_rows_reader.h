#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "wire/tablestore/protobuf_wire.h"
#include "wire/tablestore/status.h"
#include "wire/tablestore/timeseries_rows.h"

namespace hopline::wire::tablestore {

namespace fb {
struct FlatBufferRows;
}

/// Reads the rows of a PutTimeseriesData, one at a time, without copying and (once the
/// view has grown) without allocating.
///
///   TimeseriesRowsReader reader;
///   Status status = reader.Open(request.encoding, request.rows);
///   while (status.ok() && reader.Next(&row, &status)) Use(row);
///
/// Owns:    nothing; the rows point into the buffer, which must outlive them.
class TimeseriesRowsReader {
 public:
  /// Shape:   `rows` begins at a multiple of 8, as memory of a std::string or from the
  ///          heap does.
  /// Errors:  not of that encoding. FlatBuffers are verified here, once, so that nothing
  ///          read later leaves the buffer.
  Status Open(TimeseriesEncoding encoding, std::string_view rows);

  /// Rows in the buffer, whatever is in them.
  size_t row_count() const { return row_count_; }

  /// Clears *row and fills it with the next row. False at the end or with an error:
  /// names, types and values of fields do not match; a protobuf that is none.
  bool Next(TimeseriesRowView* row, Status* status);

 private:
  Status OpenFlatBuffers(std::string_view rows);
  bool NextFlatBuffers(TimeseriesRowView* row, Status* status);
  bool NextProtobuf(TimeseriesRowView* row, Status* status);

  size_t row_count_ = 0;
  // FlatBuffers; null: protobuf.
  const fb::FlatBufferRows* root_ = nullptr;
  uint32_t group_ = 0;
  uint32_t row_ = 0;
  // Protobuf
  WireReader protobuf_{{}};
};

}  // namespace hopline::wire::tablestore
