#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "wire/maxcompute/column.h"

/// Stored rows: columns in pieces that never change, shared by everything that has them.

namespace hopline::emulator::maxcompute {

/// Some rows of a table. Timestamps lie as seconds and nanoseconds.
struct Piece {
  wire::maxcompute::Columns columns;
  int64_t rows = 0;
};
using PiecePtr = std::shared_ptr<const Piece>;

inline constexpr auto kStoredForm = wire::maxcompute::TimestampForm::kSecondsAndNanos;
/// A piece holds no more rows.
inline constexpr int64_t kMaxPieceRows = 65536;

/// Rows in their order. A copy is a snapshot, as cheap as the list of pieces.
class Rows {
 public:
  void Append(PiecePtr piece);
  void Append(const Rows& more);

  int64_t count() const { return count_; }
  /// Bytes of the buffers in memory.
  int64_t size_bytes() const { return size_bytes_; }
  const std::vector<PiecePtr>& pieces() const { return pieces_; }

 private:
  std::vector<PiecePtr> pieces_;
  int64_t count_ = 0;
  int64_t size_bytes_ = 0;
};

/// The rows as a Tunnel record stream, which journals keep, and back.
std::string EncodeRows(const Rows& rows);
/// Errors:  storage::RecordError.
Rows DecodeRows(std::string_view stream,
                const std::vector<wire::maxcompute::Type>& types);

}  // namespace hopline::emulator::maxcompute
