#include "plugins/ots/key_encoder.h"

#include <utility>

namespace hopline::plugins::ots {

namespace ts = wire::tablestore;

std::string ConversionReason(const Field& from, tablestore::ColumnType type,
                             const char* why) {
  return std::string("Column coversion error, src type : ") + KindName(from.kind) +
         ", expect type: " + tablestore::TypeWord(type) + ": " + why;
}

KeyEncoder::KeyEncoder(std::vector<KeyPart> key,
                       tablestore::CellValueConverter& converter)
    : key_(std::move(key)), converter_(converter) {
  for (const KeyPart& part : key_) is_new_key_ |= !part.input.has_value();
}

bool KeyEncoder::Add(const SourceRow& record, ts::PlainBufferWriter& out,
                     RecordProblem* problem) {
  for (const KeyPart& part : key_) {
    if (!part.input.has_value()) {
      out.AddKey(part.name, ts::ValueView::Marker(ts::ValueType::kAutoIncrement));
      continue;
    }
    const ColumnView& column = record.batch->view.column(*part.input);
    const Cell cell = column.At(record.row);
    if (cell.is_null) {
      *problem = {part.name,
                  "The column of record is NULL, primary key name : " + part.name};
      return false;
    }
    ts::ValueView value;
    const char* why = converter_.Convert(cell, column.field(), part.type, &value);
    if (why != nullptr) {
      *problem = {part.name, ConversionReason(column.field(), part.type, why)};
      return false;
    }
    out.AddKey(part.name, value);
  }
  return true;
}

}  // namespace hopline::plugins::ots
