#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "wire/tablestore/row.h"

namespace hopline::wire::tablestore {

/// Appends rows in PlainBuffer form to a string.
///
///   std::string bytes;
///   PlainBufferWriter writer(&bytes);
///   writer.BeginRow();
///   writer.AddKey("pk", ValueView::String("a"));
///   writer.AddCell(cell);
///   writer.EndRow();
///
/// Shape:   the header is written before the first row, if *out is empty. Keys come
///          before cells.
/// Order:   BeginRow, AddKey…, AddCell…, [MarkDeleted], [SetSequence], EndRow; then the
///          next row.
/// Units:   no value may be 4 GiB or longer (the service allows 2 MiB).
/// Cost:    no allocation besides the growth of *out.
class PlainBufferWriter {
 public:
  explicit PlainBufferWriter(std::string* out) : out_(out) {}

  void BeginRow();
  void AddKey(std::string_view name, const ValueView& value);

  /// Writes value, operation and timestamp as far as the cell has them.
  void AddCell(const CellView& cell);

  /// The marker that DeleteRow wants and that the stream records of deletions carry.
  void MarkDeleted() { deleted_ = true; }

  /// The extension that every stream record carries.
  void SetSequence(const SequenceInfo& sequence);

  void EndRow();

 private:
  void AppendCell(const CellView& cell);

  std::string* out_;
  uint8_t row_crc_ = 0;
  bool in_data_ = false;
  bool deleted_ = false;
  bool has_sequence_ = false;
  SequenceInfo sequence_;
};

/// Appends one row that owns its bytes, with whatever it carries.
void AppendRow(const Row& row, std::string* out);

/// The view of an owned cell; valid while the cell lives unchanged.
CellView ViewOf(const Cell& cell);

/// One row in a buffer of its own.
std::string EncodeRow(const Row& row);

/// "PB key": one row of key cells only.
std::string EncodeKey(const PrimaryKey& key);

/// The form DeleteRow wants: key cells and the delete marker.
std::string EncodeDeletion(const PrimaryKey& key);

}  // namespace hopline::wire::tablestore
