#include "emulator/tablestore/row_change.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "emulator/tablestore/filter_evaluation.h"
#include "emulator/tablestore/limits.h"
#include "emulator/tablestore/utf8.h"
#include "wire/tablestore/plain_buffer_reader.h"

namespace hopline::emulator::tablestore {
namespace {

using codec::BatchOperation;
using codec::CellOperation;
using codec::CellView;
using codec::RowView;
using codec::ValueType;
using FaultKind = codec::PlainBufferFault::Kind;

// The service's words for a broken row.
[[noreturn]] void FailBrokenRow(const codec::PlainBufferFault& fault) {
  switch (fault.kind) {
    case FaultKind::kEmptyKey:
      FailParameter("Cell data broken, PK is empty.");
    case FaultKind::kBadHeader:
      FailParameter("Cell data broken, mismatch header, actual: unknown, expect: 117.");
    case FaultKind::kCellChecksum:
    case FaultKind::kRowChecksum:
      FailParameter(fmt::format("Cell data broken, checksum is mismatch, {}:{}",
                                fault.actual, fault.expected));
    default:
      FailParameter("data format is invalid.");
  }
}

RowView DecodeOneRow(const std::string& bytes) {
  codec::PlainBufferReader reader(bytes, codec::PlainBufferReader::Lengths::kChecked);
  RowView row;
  RowView second;
  if (!reader.Next(&row)) {
    if (!reader.failed()) FailParameter("Cell data broken, PK is empty.");
    FailBrokenRow(reader.fault());
  }
  if (reader.Next(&second)) FailParameter("data format is invalid.");
  if (reader.failed()) FailBrokenRow(reader.fault());
  for (const CellView& cell : row.key) {
    if (!cell.has_value || cell.has_timestamp || cell.operation != CellOperation::kPut) {
      FailParameter("data format is invalid.");
    }
  }
  return row;
}

const char* TypeName(ValueType type) {
  switch (type) {
    case ValueType::kInteger:
      return "VT_INTEGER";
    case ValueType::kDouble:
      return "VT_DOUBLE";
    case ValueType::kBoolean:
      return "VT_BOOLEAN";
    case ValueType::kString:
      return "VT_STRING";
    case ValueType::kNull:
      return "VT_NULL";
    case ValueType::kBinary:
      return "VT_BLOB";
    case ValueType::kInfMin:
      return "VT_INF_MIN";
    case ValueType::kInfMax:
      return "VT_INF_MAX";
    case ValueType::kAutoIncrement:
      return "VT_AUTO_INCREMENT";
  }
  return "VT_UNKNOWN";
}

ValueType ValueTypeOf(codec::KeyType type) {
  switch (type) {
    case codec::KeyType::kInteger:
      return ValueType::kInteger;
    case codec::KeyType::kString:
      return ValueType::kString;
    case codec::KeyType::kBinary:
      return ValueType::kBinary;
  }
  return ValueType::kNull;
}

void CheckTimestamp(const CellView& cell) {
  // The bound is the service's: versions in milliseconds must fit an int64 in
  // microseconds.
  if (cell.has_timestamp &&
      (cell.timestamp_ms < 0 ||
       cell.timestamp_ms >= std::numeric_limits<int64_t>::max() / 1000)) {
    FailParameter("Timestamp must be in range [0, INT64_MAX/1000).");
  }
}

void CheckPutCell(const CellView& cell) {
  if (cell.operation != CellOperation::kPut) {
    FailParameter(
        fmt::format("OpType cannot be given for column name:{} in PutRow.", cell.name));
  }
  if (!cell.has_value) FailParameter("data format is invalid.");
  CheckAttributeValue(cell);
}

void CheckUpdateCell(const CellView& cell) {
  switch (cell.operation) {
    case CellOperation::kPut:
      return CheckPutCell(cell);
    case CellOperation::kIncrement:
      if (!cell.has_value || cell.value.type != ValueType::kInteger) {
        FailParameter(
            fmt::format("Column {} can only be incremented by an integer.", cell.name));
      }
      return;
    case CellOperation::kDeleteOneVersion:
    case CellOperation::kDeleteAllVersions:
      break;
  }
  if (cell.has_value) {
    FailParameter(
        "Column value cannot be given when type is "
        "DELETE_ONE_VERSION,DELETE_ALL_VERSION.");
  }
  const bool one = cell.operation == CellOperation::kDeleteOneVersion;
  if (one && !cell.has_timestamp) {
    FailParameter("Timestamp must be given when type is DELETE_ONE_VERSION.");
  }
  if (!one && cell.has_timestamp) {
    FailParameter("Timestamp cannot be given when type is DELETE_ALL_VERSION.");
  }
}

void CheckShape(const RowView& row, BatchOperation operation) {
  if (operation == BatchOperation::kDelete) {
    if (!row.cells.empty()) {
      FailParameter("Invalid delete row request: unexpected cells in request.");
    }
    if (!row.delete_marker) {
      FailParameter("Invalid request of delete row: missing RowDeleteMarker in request.");
    }
    return;
  }
  if (row.delete_marker) {
    FailParameter(
        "Invalid request of put/update row: unexpected RowDeleteMarker in request.");
  }
  if (operation == BatchOperation::kUpdate && row.cells.empty()) {
    FailParameter("Invalid update row request: missing cells in request.");
  }
  if (row.cells.size() > limits::kAttributesPerWrite) {
    FailParameter(
        fmt::format("The number of attribute columns exceeds the limit, limit count: {}, "
                    "column count: {}.",
                    limits::kAttributesPerWrite, row.cells.size()));
  }
}

int64_t DataBytes(const RowView& row) {
  int64_t bytes = 0;
  const auto add = [&](const CellView& cell) {
    bytes += static_cast<int64_t>(cell.name.size()) + (cell.has_timestamp ? 8 : 0);
    if (cell.has_value) bytes += codec::DataSize(cell.value);
  };
  std::for_each(row.key.begin(), row.key.end(), add);
  std::for_each(row.cells.begin(), row.cells.end(), add);
  return bytes;
}

}  // namespace

void CheckAttributeValue(const CellView& cell) {
  const codec::ValueView& value = cell.value;
  switch (value.type) {
    case ValueType::kInteger:
    case ValueType::kBoolean:
      return;
    case ValueType::kDouble:
      if (std::isnan(value.AsDouble()))
        FailParameter("NaN can't be set to double value.");
      if (std::isinf(value.AsDouble()))
        FailParameter("Infinity can't be set to double value.");
      return;
    case ValueType::kString:
    case ValueType::kBinary:
      if (value.bytes.size() > limits::kAttributeBytes) {
        FailParameter(
            fmt::format("The length of attribute column: '{}' exceeds the MaxLength:{} "
                        "with CurrentLength:{}.",
                        cell.name, limits::kAttributeBytes, value.bytes.size()));
      }
      if (value.type == ValueType::kString && !IsUtf8(value.bytes)) {
        FailParameter(
            fmt::format("Value of column {} must be UTF8 encoding.", cell.name));
      }
      return;
    default:
      FailParameter("data format is invalid.");
  }
}

bool IsValidName(std::string_view name) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  if (name.empty() || name.size() > limits::kNameBytes || !is_letter(name.front()))
    return false;
  return std::all_of(name.begin(), name.end(),
                     [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

RowChange DecodeRowChange(const codec::BatchWriteRow& request) {
  RowChange change;
  change.operation = request.operation;
  const RowView row = DecodeOneRow(request.row);
  CheckShape(row, request.operation);
  for (const CellView& cell : row.cells) {
    if (!IsValidName(cell.name)) {
      FailParameter(fmt::format("Invalid column name: '{}'.", cell.name));
    }
    CheckTimestamp(cell);
    request.operation == BatchOperation::kPut ? CheckPutCell(cell)
                                              : CheckUpdateCell(cell);
  }
  change.data_bytes = DataBytes(row);
  change.row = codec::ToRow(row);
  change.existence = request.condition.row_existence;
  if (request.condition.column_condition) {
    change.column_condition = DecodeFilterOrFail(*request.condition.column_condition);
  }
  if (request.return_content) change.return_content = *request.return_content;
  return change;
}

codec::PrimaryKey DecodeKeyOrFail(const std::string& bytes) {
  const RowView row = DecodeOneRow(bytes);
  if (!row.cells.empty() || row.delete_marker) FailParameter("data format is invalid.");
  return codec::ToRow(row).key;
}

void CheckKey(const codec::PrimaryKey& key, const codec::TableMeta& meta, KeyUse use) {
  const auto fail = [](const std::string& message) {
    throw Failure(codec::error_code::kInvalidPrimaryKey, message);
  };
  if (key.size() != meta.key.size()) {
    fail(fmt::format("Validate PK size fail. Input: {}, Meta: {}.", key.size(),
                     meta.key.size()));
  }
  for (size_t i = 0; i < key.size(); ++i) {
    const codec::KeyColumnSchema& schema = meta.key[i];
    const codec::Value& value = key[i].value;
    if (key[i].name != schema.name) {
      fail(fmt::format("Validate PK name fail. Input: {}, Meta: {}.", key[i].name,
                       schema.name));
    }
    const ValueType type = value.type();
    const bool marker_allowed =
        (use == KeyUse::kRangeBounds &&
         (type == ValueType::kInfMin || type == ValueType::kInfMax)) ||
        (use == KeyUse::kPut && schema.auto_increment &&
         type == ValueType::kAutoIncrement);
    if (type != ValueTypeOf(schema.type) && !marker_allowed) {
      fail(fmt::format("Validate PK type fail. Input: {}, Meta: {}.", TypeName(type),
                       TypeName(ValueTypeOf(schema.type))));
    }
    if (value.bytes().size() > limits::kKeyValueBytes) {
      FailParameter(
          fmt::format("The length of primary key column: '{}' exceeds the MaxLength:{} "
                      "with CurrentLength:{}.",
                      schema.name, limits::kKeyValueBytes, value.bytes().size()));
    }
    if (type == ValueType::kString && !IsUtf8(value.bytes())) {
      FailParameter(
          fmt::format("Value of column {} must be UTF8 encoding.", schema.name));
    }
  }
}

void CheckAttributeNames(const codec::Row& row, const codec::TableMeta& meta) {
  for (const codec::Cell& cell : row.cells) {
    for (const codec::KeyColumnSchema& column : meta.key) {
      if (cell.name == column.name) {
        FailParameter(
            fmt::format("Duplicated attribute column name with primary key column: '{}'.",
                        cell.name));
      }
    }
  }
}

}  // namespace hopline::emulator::tablestore
