#include "wire/tablestore/batch_rows.h"

#include <utility>

#include "wire/tablestore/protobuf_wire.h"

namespace hopline::wire::tablestore {
namespace {

// Field numbers of BatchWriteRowRequest and BatchWriteRowResponse, of the tables in them,
// and of the rows in those.
constexpr uint32_t kTables = 1;
constexpr uint32_t kTableName = 1;
constexpr uint32_t kRows = 2;
constexpr uint32_t kOperation = 1;
constexpr uint32_t kRowChange = 2;
constexpr uint32_t kIsOk = 1;
constexpr uint32_t kError = 2;

// Field 3, a Condition whose row_existence is IGNORE.
constexpr std::string_view kNoCondition{"\x1a\x02\x08\x00", 4};

size_t RowSize(const BatchRowSlice& row) {
  return 2 + BytesFieldSize(row.row.size()) + kNoCondition.size();
}

void AppendLengthField(uint32_t number, size_t size, std::string* out) {
  AppendVarint((number << 3U) | static_cast<uint32_t>(WireType::kBytes), out);
  AppendVarint(size, out);
}

bool ReadResult(std::string_view bytes, size_t index, std::vector<BatchRowFailure>* out) {
  WireReader reader(bytes);
  WireField field;
  bool ok = false;
  bool has_verdict = false;
  std::string_view error;
  while (reader.Next(&field)) {
    if (field.number == kIsOk && field.type == WireType::kVarint) {
      ok = field.varint != 0;
      has_verdict = true;
    } else if (field.number == kError && field.type == WireType::kBytes) {
      error = field.bytes;
    }
  }
  if (reader.failed() || !has_verdict) return false;
  if (ok) return true;
  BatchRowFailure failure{index, {}};
  if (!Decode(error, &failure.error).ok()) return false;
  out->push_back(std::move(failure));
  return true;
}

bool ReadTable(std::string_view bytes, size_t* rows, std::vector<BatchRowFailure>* out) {
  WireReader reader(bytes);
  WireField field;
  while (reader.Next(&field)) {
    if (field.number != kRows || field.type != WireType::kBytes) continue;
    if (!ReadResult(field.bytes, (*rows)++, out)) return false;
  }
  return !reader.failed();
}

}  // namespace

std::string EncodeBatchWrite(std::string_view table_name,
                             const std::vector<BatchRowSlice>& rows) {
  size_t size = BytesFieldSize(table_name.size());
  for (const BatchRowSlice& row : rows) size += BytesFieldSize(RowSize(row));
  std::string body;
  body.reserve(BytesFieldSize(size));
  AppendLengthField(kTables, size, &body);
  AppendBytesField(kTableName, table_name, &body);
  for (const BatchRowSlice& row : rows) {
    AppendLengthField(kRows, RowSize(row), &body);
    AppendVarintField(kOperation, static_cast<uint64_t>(row.operation), &body);
    AppendBytesField(kRowChange, row.row, &body);
    body.append(kNoCondition);
  }
  return body;
}

Status DecodeBatchFailures(std::string_view body, size_t rows,
                           std::vector<BatchRowFailure>* out) {
  WireReader reader(body);
  WireField field;
  size_t tables = 0;
  size_t answered = 0;
  while (reader.Next(&field)) {
    if (field.number != kTables || field.type != WireType::kBytes) continue;
    ++tables;
    if (!ReadTable(field.bytes, &answered, out)) {
      return Status::Error("a row's result in BatchWriteRowResponse is malformed");
    }
  }
  if (reader.failed())
    return Status::Error("body is not a message BatchWriteRowResponse");
  if (tables != 1 || answered != rows) {
    return Status::Error("BatchWriteRowResponse answers " + std::to_string(answered) +
                         " rows of " + std::to_string(tables) + " tables; " +
                         std::to_string(rows) + " rows of one table were sent");
  }
  return {};
}

}  // namespace hopline::wire::tablestore
