#pragma once

#include <optional>
#include <string>

#include "emulator/tablestore/failure.h"
#include "wire/tablestore/batch_messages.h"
#include "wire/tablestore/filter.h"
#include "wire/tablestore/row.h"
#include "wire/tablestore/row_messages.h"
#include "wire/tablestore/schema.h"

namespace hopline::emulator::tablestore {

/// One write of one row, decoded and checked as far as that needs no table.
struct RowChange {
  codec::BatchOperation operation = codec::BatchOperation::kPut;
  codec::Row row;
  codec::RowExistence existence = codec::RowExistence::kIgnore;
  std::optional<codec::Filter> column_condition;
  codec::ReturnContent return_content;
  int64_t data_bytes = 0;  // names and values, the measure of the service's size limits
  std::optional<codec::ServiceError> injected;  // the answer; nothing is written
};

/// Errors:  Failure with OTSParameterInvalid for everything the service refuses whatever
///          the table.
RowChange DecodeRowChange(const codec::BatchWriteRow& request);

/// Errors:  Failure for a value that an attribute column cannot hold, or too long a one.
void CheckAttributeValue(const codec::CellView& cell);

/// Reads the key of a read or range request.
/// Errors:  Failure with OTSParameterInvalid for bytes that are no key.
codec::PrimaryKey DecodeKeyOrFail(const std::string& bytes);

/// Where a key comes from decides which markers it may hold.
enum class KeyUse : uint8_t {
  kStored,       // values only
  kPut,          // and AUTO_INCREMENT in the column that has it
  kRangeBounds,  // and INF_MIN, INF_MAX
};

/// Compares names, number and types of a key with the schema.
/// Errors:  Failure with OTSInvalidPK; OTSParameterInvalid for values that are too long.
void CheckKey(const codec::PrimaryKey& key, const codec::TableMeta& meta, KeyUse use);

/// Errors:  Failure if an attribute column bears the name of a key column.
void CheckAttributeNames(const codec::Row& row, const codec::TableMeta& meta);

/// Letters, digits and underscores, not beginning with a digit, 1 to 255 bytes.
bool IsValidName(std::string_view name);

}  // namespace hopline::emulator::tablestore
