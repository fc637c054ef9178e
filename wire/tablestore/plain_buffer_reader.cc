#include "wire/tablestore/plain_buffer_reader.h"

#include <algorithm>
#include <cstdio>

#include "wire/tablestore/crc8.h"
#include "wire/tablestore/plain_buffer.h"
#include "wire/tablestore/value_payload.h"

namespace hopline::wire::tablestore {

namespace format = plain_buffer;
using Kind = PlainBufferFault::Kind;

std::string Describe(const PlainBufferFault& fault) {
  const auto hex = [](uint8_t byte) {
    char text[8];
    std::snprintf(text, sizeof(text), "0x%02x", static_cast<unsigned>(byte));
    return std::string(text);
  };
  const std::string where =
      " at byte " + std::to_string(fault.offset) + " of the row data";
  switch (fault.kind) {
    case Kind::kNone:
      return "no fault";
    case Kind::kBadHeader:
      return "row data does not begin with the PlainBuffer header";
    case Kind::kTruncated:
      return "row data ends inside a row" + where;
    case Kind::kUnexpectedTag:
      return "unexpected tag " + hex(fault.actual) + where;
    case Kind::kEmptyKey:
      return "row without primary key" + where;
    case Kind::kUnknownType:
      return "unknown value type " + hex(fault.actual) + where;
    case Kind::kBadLength:
      return "length of a value does not fit its type" + where;
    case Kind::kCellChecksum:
      return "cell checksum is " + hex(fault.expected) + " but the cell gives " +
             hex(fault.actual) + where;
    case Kind::kRowChecksum:
      return "row checksum is " + hex(fault.expected) + " but the row gives " +
             hex(fault.actual) + where;
  }
  return "unknown fault";
}

PlainBufferReader::PlainBufferReader(std::string_view buffer, Lengths lengths)
    : cursor_(buffer), lengths_(lengths) {}

bool PlainBufferReader::Next(RowView* row) {
  row->Clear();
  if (failed() || cursor_.done()) return false;
  if (at_start_) {
    at_start_ = false;
    uint32_t header = 0;
    if (!cursor_.Read(&header) || header != format::kHeader)
      return Fail(Kind::kBadHeader);
    if (cursor_.done()) return false;
  }
  if (!cursor_.Take(format::kRowKeyTag)) return OnlyZerosLeft() ? false : FailAtTag();
  uint8_t crc = 0;
  if (!ReadCells(&row->key, &crc)) return false;
  if (row->key.empty()) return Fail(Kind::kEmptyKey);
  if (cursor_.Take(format::kRowDataTag) && !ReadCells(&row->cells, &crc)) return false;
  row->delete_marker = cursor_.Take(format::kDeleteMarkerTag);
  if (cursor_.Take(format::kExtensionTag) && !ReadExtension(row)) return false;
  if (!cursor_.Take(format::kRowChecksumTag)) return FailAtTag();
  uint8_t stored = 0;
  if (!cursor_.Read(&stored)) return Fail(Kind::kTruncated);
  crc = UpdateCrc8(crc, static_cast<uint8_t>(row->delete_marker));
  return crc == stored || Fail(Kind::kRowChecksum, crc, stored);
}

bool PlainBufferReader::ReadCells(std::vector<CellView>* cells, uint8_t* row_crc) {
  while (cursor_.Take(format::kCellTag)) {
    if (!ReadCell(&cells->emplace_back(), row_crc)) return false;
  }
  return true;
}

bool PlainBufferReader::ReadCell(CellView* cell, uint8_t* row_crc) {
  if (!cursor_.Take(format::kCellNameTag)) return FailAtTag();
  if (!cursor_.ReadCounted(&cell->name)) return Fail(Kind::kTruncated);
  uint8_t crc = UpdateCrc8(0, cell->name);
  if (cursor_.Take(format::kCellValueTag) && !ReadValue(cell, &crc)) return false;
  uint8_t operation = 0;
  if (cursor_.Take(format::kCellOperationTag)) {
    if (!cursor_.Read(&operation)) return Fail(Kind::kTruncated);
    if (operation != 1 && operation != 3 && operation != 4) {
      return Fail(Kind::kUnexpectedTag, operation);
    }
    cell->operation = static_cast<CellOperation>(operation);
  }
  if (cursor_.Take(format::kCellTimestampTag)) {
    std::string_view raw = cursor_.rest();
    if (!cursor_.Read(&cell->timestamp_ms)) return Fail(Kind::kTruncated);
    cell->has_timestamp = true;
    crc = UpdateCrc8(crc, raw.substr(0, sizeof(cell->timestamp_ms)));
  }
  if (operation != 0) crc = UpdateCrc8(crc, operation);
  if (!cursor_.Take(format::kCellChecksumTag)) return FailAtTag();
  uint8_t stored = 0;
  if (!cursor_.Read(&stored)) return Fail(Kind::kTruncated);
  if (crc != stored) return Fail(Kind::kCellChecksum, crc, stored);
  *row_crc = UpdateCrc8(*row_crc, crc);
  return true;
}

bool PlainBufferReader::ReadValue(CellView* cell, uint8_t* crc) {
  uint32_t total = 0;
  if (!cursor_.Read(&total)) return Fail(Kind::kTruncated);
  const std::string_view raw = cursor_.rest();
  const uint8_t type = cursor_.Peek();
  switch (ReadTypeAndPayload(&cursor_, &cell->value)) {
    case PayloadFault::kTruncated:
      return Fail(Kind::kTruncated);
    case PayloadFault::kUnknownType:
      return Fail(Kind::kUnknownType, type);
    case PayloadFault::kNone:
      break;
  }
  // Type byte and payload lie on the wire in the order in which the checksum takes them.
  const size_t size = raw.size() - cursor_.remaining();
  if (lengths_ == Lengths::kChecked && size != total) return Fail(Kind::kBadLength);
  *crc = UpdateCrc8(*crc, raw.substr(0, size));
  cell->has_value = true;
  return true;
}

bool PlainBufferReader::ReadExtension(RowView* row) {
  std::string_view extension;
  if (!cursor_.ReadCounted(&extension)) return Fail(Kind::kTruncated);
  ByteCursor blocks(extension);
  while (!blocks.done()) {
    const bool is_sequence = blocks.Peek() == format::kSequenceTag;
    uint8_t tag = 0;
    std::string_view block;
    if (!blocks.Read(&tag) || !blocks.ReadCounted(&block)) return Fail(Kind::kTruncated);
    // Unknown blocks are skipped by their length, as the vendor's Java client does.
    if (is_sequence && !ReadSequence(block, row)) return false;
  }
  return true;
}

bool PlainBufferReader::ReadSequence(std::string_view bytes, RowView* row) {
  ByteCursor cursor(bytes);
  while (!cursor.done()) {
    const uint8_t tag = cursor.Peek();
    bool complete = false;
    if (cursor.Take(format::kSequenceEpochTag)) {
      complete = cursor.Read(&row->sequence.epoch);
    } else if (cursor.Take(format::kSequenceTimestampTag)) {
      complete = cursor.Read(&row->sequence.timestamp_us);
    } else if (cursor.Take(format::kSequenceRowIndexTag)) {
      complete = cursor.Read(&row->sequence.row_index);
    } else {
      return Fail(Kind::kUnexpectedTag, tag);
    }
    if (!complete) return Fail(Kind::kTruncated);
  }
  row->has_sequence = true;
  return true;
}

bool PlainBufferReader::OnlyZerosLeft() const {
  const std::string_view rest = cursor_.rest();
  return std::all_of(rest.begin(), rest.end(), [](char byte) { return byte == '\0'; });
}

bool PlainBufferReader::Fail(Kind kind, uint8_t actual, uint8_t expected) {
  fault_ = {kind, cursor_.offset(), actual, expected};
  return false;
}

bool PlainBufferReader::FailAtTag() {
  return cursor_.done() ? Fail(Kind::kTruncated)
                        : Fail(Kind::kUnexpectedTag, cursor_.Peek());
}

Status DecodeRow(std::string_view buffer, RowView* row) {
  PlainBufferReader reader(buffer);
  if (!reader.Next(row)) {
    return Status::Error(reader.failed() ? Describe(reader.fault())
                                         : "row data is empty");
  }
  RowView second;
  if (reader.Next(&second)) return Status::Error("row data holds more than one row");
  if (reader.failed()) return Status::Error(Describe(reader.fault()));
  return {};
}

Status DecodeRow(std::string_view buffer, Row* row) {
  RowView view;
  Status status = DecodeRow(buffer, &view);
  if (status.ok()) *row = ToRow(view);
  return status;
}

Status DecodeKey(std::string_view buffer, PrimaryKey* key) {
  Row row;
  Status status = DecodeRow(buffer, &row);
  if (!status.ok()) return status;
  if (!row.cells.empty() || row.delete_marker) {
    return Status::Error("primary key carries more than key columns");
  }
  *key = std::move(row.key);
  return {};
}

}  // namespace hopline::wire::tablestore
