#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "wire/maxcompute/column.h"

namespace hopline::wire::maxcompute {

/// Writes a Tunnel record stream (spec §3) from columns.
///
///   RecordWriter writer(&body);
///   writer.Write(columns, 0, rows);   // as often as there are batches
///   writer.Finish();
///
/// Shape:   column i becomes field i + 1. An empty stream is Finish() alone.
/// Owns:    nothing; `out` may be emptied between the calls, when its bytes have been
/// taken
///          elsewhere.
/// Threads: one at a time.
/// Cost:    no allocation but that of `out`; about 25 ns a value.
class RecordWriter {
 public:
  explicit RecordWriter(std::string* out) : out_(out) {}

  /// Appends rows [first, first + count) of the columns.
  void Write(const std::vector<ColumnView>& columns, int64_t first, int64_t count);
  /// Appends the footer.
  void Finish();

  int64_t records() const { return records_; }

 private:
  std::string* out_;
  int64_t records_ = 0;
  uint32_t stream_crc_ = 0;
};

}  // namespace hopline::wire::maxcompute
