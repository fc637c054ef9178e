#include "emulator/tablestore/timeseries/point_page.h"

#include <algorithm>

#include "emulator/tablestore/limits.h"
#include "emulator/tablestore/operations.h"
#include "emulator/tablestore/row_change.h"
#include "wire/tablestore/plain_buffer_writer.h"
#include "wire/tablestore/timeseries_rows.h"

namespace hopline::emulator::tablestore {

PointPage::PointPage(const codec::TableMeta& schema,
                     const std::vector<codec::FieldToGet>& fields,
                     std::optional<int32_t> limit)
    : schema_(schema), limit_(limits::kPagePoints) {
  if (limit && *limit <= 0) FailParameter("The limit must be greater than 0.");
  if (limit) limit_ = std::min(limit_, static_cast<size_t>(*limit));
  for (const codec::FieldToGet& field : fields) fields_.emplace(field.name, field.type);
}

bool PointPage::full() const {
  return points_ == limit_ || rows.size() >= limits::kRangeBytes;
}

bool PointPage::Wants(std::string_view name, codec::ValueType type) const {
  if (fields_.empty()) return true;
  const auto field = fields_.find(name);
  if (field == fields_.end()) return false;
  return field->second.value_or(0) == 0 || *field->second == codec::FieldTypeNumber(type);
}

void PointPage::Add(const Key& key, const StoredRow& row) {
  codec::PlainBufferWriter writer(&rows);
  writer.BeginRow();
  for (size_t i = 0; i < key.size(); ++i) {
    writer.AddKey(schema_.key[i].name, key[i].view());
  }
  codec::CellView cell;
  cell.has_value = true;
  for (const auto& [column, versions] : row.columns()) {
    cell.name = column;
    cell.value = versions.front().value.view();
    if (Wants(cell.name.substr(0, column.find(':')), cell.value.type)) {
      writer.AddCell(cell);
    }
  }
  writer.EndRow();
  ++points_;
}

std::string TokenOf(const codec::TableMeta& schema, const Key& key) {
  codec::PrimaryKey named;
  for (size_t i = 0; i < key.size(); ++i) named.push_back({schema.key[i].name, key[i]});
  return codec::EncodeKey(named);
}

Key KeyOfToken(const codec::TableMeta& schema, const std::string& token) {
  try {
    const codec::PrimaryKey key = DecodeKeyOrFail(token);
    CheckKey(key, schema, KeyUse::kStored);
    return ValuesOf(key);
  } catch (const Failure&) {
    FailParameter("Invalid token.");
  }
}

}  // namespace hopline::emulator::tablestore
