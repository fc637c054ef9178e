#include "emulator/maxcompute/rows.h"

#include <utility>

#include "emulator/storage/record.h"
#include "wire/maxcompute/record_reader.h"
#include "wire/maxcompute/record_writer.h"

namespace hopline::emulator::maxcompute {

namespace wm = wire::maxcompute;

void Rows::Append(PiecePtr piece) {
  if (piece->rows == 0) return;
  count_ += piece->rows;
  for (const wm::ColumnData& column : piece->columns) {
    size_bytes_ += static_cast<int64_t>(column.SizeBytes());
  }
  pieces_.push_back(std::move(piece));
}

void Rows::Append(const Rows& more) {
  pieces_.insert(pieces_.end(), more.pieces_.begin(), more.pieces_.end());
  count_ += more.count_;
  size_bytes_ += more.size_bytes_;
}

std::string EncodeRows(const Rows& rows) {
  std::string out;
  wm::RecordWriter writer(&out);
  for (const PiecePtr& piece : rows.pieces()) {
    writer.Write(wm::ViewsOf(piece->columns), 0, piece->rows);
  }
  writer.Finish();
  return out;
}

Rows DecodeRows(std::string_view stream, const std::vector<wm::Type>& types) {
  Rows rows;
  wm::RecordReader reader(types, kStoredForm);
  while (true) {
    auto piece = std::make_shared<Piece>();
    piece->columns = wm::MakeColumns(types, kStoredForm);
    const auto outcome = reader.Read(&stream, {.rows = kMaxPieceRows}, &piece->columns);
    if (outcome == wm::RecordReader::Outcome::kFault) {
      throw storage::RecordError(reader.fault());
    }
    if (outcome == wm::RecordReader::Outcome::kNeedsMore) {
      throw storage::RecordError(reader.Truncated());
    }
    piece->rows = piece->columns.front().rows;
    rows.Append(std::move(piece));
    if (outcome == wm::RecordReader::Outcome::kEnd) return rows;
  }
}

}  // namespace hopline::emulator::maxcompute
