#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "wire/maxcompute/column.h"

namespace hopline::wire::maxcompute {

/// Reads a Tunnel record stream (spec §3) into columns, from bytes that come in pieces.
///
///   buffer += piece;
///   std::string_view rest = buffer;
///   switch (reader.Read(&rest, {.rows = 16384}, &columns)) …
///   buffer.erase(0, buffer.size() - rest.size());
///
/// Shape:   the fields of a record may come in any order, each once; the optional metrics
///          before the last checksum are skipped.
/// Errors:  kFault with one sentence in fault(): a checksum or count that does not fit, a
///          field that no column has, a value that its type cannot hold, bytes behind the
///          footer. The end of the bytes inside a record is no fault of the reader's: the
///          caller knows whether more will come (Truncated() is the sentence for that).
/// Threads: one at a time.
/// Cost:    once the columns have grown, no allocation per row; about 30 ns a value.
class RecordReader {
 public:
  enum class Outcome : uint8_t {
    kNeedsMore,  // all whole records were taken; the rest is the beginning of one
    kFull,       // the limit is reached
    kEnd,        // the footer was read and is right; *bytes is empty
    kFault,
  };

  /// Where Read stops, at the end of a record.
  struct Limit {
    int64_t rows = std::numeric_limits<int64_t>::max();  // in the columns
    size_t bytes = size_t{64} << 20;                     // of the stream, in this call
  };

  /// `form` decides what MakeColumns must have been given for the columns.
  RecordReader(std::vector<Type> types, TimestampForm form);

  /// Appends whole records to `columns` until the limit, and takes the bytes that were
  /// read off the front of *bytes.
  Outcome Read(std::string_view* bytes, const Limit& limit, Columns* columns);

  const std::string& fault() const { return fault_; }
  int64_t records() const { return records_; }
  const std::vector<Type>& types() const { return types_; }
  TimestampForm form() const { return form_; }

  /// The sentence for a stream that ends before its footer.
  std::string Truncated() const;

 private:
  class Decoder;

  Outcome Fail(const std::string& sentence);

  const std::vector<Type> types_;
  const TimestampForm form_;
  int64_t records_ = 0;
  uint32_t stream_crc_ = 0;
  bool ended_ = false;
  std::string fault_;
};

/// Reads a stream that has arrived whole, of less than 2 GiB.
Status DecodeRecords(std::string_view stream, const std::vector<Type>& types,
                     TimestampForm form, Columns* columns);

}  // namespace hopline::wire::maxcompute
