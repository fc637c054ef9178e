#include "wire/tablestore/plain_buffer_writer.h"

#include <cstring>

#include "wire/tablestore/crc8.h"
#include "wire/tablestore/plain_buffer.h"
#include "wire/tablestore/value_payload.h"

namespace hopline::wire::tablestore {

namespace format = plain_buffer;

namespace {

void AppendByte(uint8_t byte, std::string* out) {
  out->push_back(static_cast<char>(byte));
}

template <typename Integer>
void AppendInteger(Integer value, std::string* out) {
  char raw[sizeof(Integer)];
  std::memcpy(raw, &value, sizeof(raw));
  out->append(raw, sizeof(raw));
}

template <typename Integer>
void AppendTagged(uint8_t tag, Integer value, std::string* out) {
  AppendByte(tag, out);
  AppendInteger(value, out);
}

}  // namespace

void PlainBufferWriter::BeginRow() {
  if (out_->empty()) AppendInteger(format::kHeader, out_);
  AppendByte(format::kRowKeyTag, out_);
  row_crc_ = 0;
  in_data_ = false;
  deleted_ = false;
  has_sequence_ = false;
}

void PlainBufferWriter::AddKey(std::string_view name, const ValueView& value) {
  CellView cell;
  cell.name = name;
  cell.value = value;
  cell.has_value = true;
  AppendCell(cell);
}

void PlainBufferWriter::AddCell(const CellView& cell) {
  if (!in_data_) AppendByte(format::kRowDataTag, out_);
  in_data_ = true;
  AppendCell(cell);
}

void PlainBufferWriter::SetSequence(const SequenceInfo& sequence) {
  sequence_ = sequence;
  has_sequence_ = true;
}

void PlainBufferWriter::EndRow() {
  if (deleted_) AppendByte(format::kDeleteMarkerTag, out_);
  if (has_sequence_) {
    AppendTagged(format::kExtensionTag, format::kExtensionBytes, out_);
    AppendTagged(format::kSequenceTag, format::kSequenceBytes, out_);
    AppendTagged(format::kSequenceEpochTag, sequence_.epoch, out_);
    AppendTagged(format::kSequenceTimestampTag, sequence_.timestamp_us, out_);
    AppendTagged(format::kSequenceRowIndexTag, sequence_.row_index, out_);
  }
  AppendTagged(format::kRowChecksumTag,
               UpdateCrc8(row_crc_, static_cast<uint8_t>(deleted_)), out_);
}

void PlainBufferWriter::AppendCell(const CellView& cell) {
  AppendByte(format::kCellTag, out_);
  AppendTagged(format::kCellNameTag, static_cast<uint32_t>(cell.name.size()), out_);
  out_->append(cell.name);
  uint8_t crc = UpdateCrc8(0, cell.name);
  if (cell.has_value) {
    const size_t size = 1 + PayloadSize(cell.value);
    AppendTagged(format::kCellValueTag, static_cast<uint32_t>(size), out_);
    const size_t start = out_->size();
    out_->resize(start + size);
    WriteTypeAndPayload(cell.value, out_->data() + start);
    crc = UpdateCrc8(crc, std::string_view(*out_).substr(start));
  }
  const auto operation = static_cast<uint8_t>(cell.operation);
  if (operation != 0) AppendTagged(format::kCellOperationTag, operation, out_);
  if (cell.has_timestamp) {
    AppendTagged(format::kCellTimestampTag, cell.timestamp_ms, out_);
    crc = UpdateCrc8(crc, std::string_view(*out_).substr(out_->size() - 8));
  }
  if (operation != 0) crc = UpdateCrc8(crc, operation);
  AppendTagged(format::kCellChecksumTag, crc, out_);
  row_crc_ = UpdateCrc8(row_crc_, crc);
}

CellView ViewOf(const Cell& cell) {
  CellView view;
  view.name = cell.name;
  view.operation = cell.operation;
  if (cell.value) {
    view.value = cell.value->view();
    view.has_value = true;
  }
  if (cell.timestamp_ms) {
    view.timestamp_ms = *cell.timestamp_ms;
    view.has_timestamp = true;
  }
  return view;
}

void AppendRow(const Row& row, std::string* out) {
  PlainBufferWriter writer(out);
  writer.BeginRow();
  for (const KeyColumn& column : row.key) writer.AddKey(column.name, column.value.view());
  for (const Cell& cell : row.cells) writer.AddCell(ViewOf(cell));
  if (row.delete_marker) writer.MarkDeleted();
  if (row.sequence) writer.SetSequence(*row.sequence);
  writer.EndRow();
}

std::string EncodeRow(const Row& row) {
  std::string out;
  AppendRow(row, &out);
  return out;
}

std::string EncodeKey(const PrimaryKey& key) {
  std::string out;
  PlainBufferWriter writer(&out);
  writer.BeginRow();
  for (const KeyColumn& column : key) writer.AddKey(column.name, column.value.view());
  writer.EndRow();
  return out;
}

std::string EncodeDeletion(const PrimaryKey& key) {
  std::string out;
  PlainBufferWriter writer(&out);
  writer.BeginRow();
  for (const KeyColumn& column : key) writer.AddKey(column.name, column.value.view());
  writer.MarkDeleted();
  writer.EndRow();
  return out;
}

}  // namespace hopline::wire::tablestore
