#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wire/tablestore/errors.h"
#include "wire/tablestore/row_messages.h"
#include "wire/tablestore/schema.h"
#include "wire/tablestore/status.h"

/// BatchWriteRow and BatchGetRow. The position of a row in its table's list is the only
/// link between request and response: never drop or reorder entries.
namespace hopline::wire::tablestore {

enum class BatchOperation : uint8_t { kPut = 1, kUpdate = 2, kDelete = 3 };

/// One row of a BatchWriteRow; `row` as in WriteRowRequest.
struct BatchWriteRow {
  BatchOperation operation = BatchOperation::kPut;
  std::string row;
  Condition condition;
  std::optional<ReturnContent> return_content;
};

struct BatchWriteTable {
  std::string table_name;
  std::vector<BatchWriteRow> rows;
};

struct BatchWriteRowRequest {
  std::vector<BatchWriteTable> tables;  // each name once
  std::optional<std::string> transaction_id;
  std::optional<bool> is_atomic;
};

/// Fate of one row of either batch. A failure has `error` and nothing else.
struct BatchRowResult {
  std::optional<ServiceError> error;
  std::optional<ConsumedCapacity> consumed;
  std::optional<std::string> row;
  std::optional<std::string> next_token;  // BatchGetRow only

  bool ok() const { return !error.has_value(); }
};

struct BatchTableResult {
  std::string table_name;
  std::vector<BatchRowResult> rows;
};

struct BatchWriteRowResponse {
  std::vector<BatchTableResult> tables;
};

struct BatchGetTable {
  std::string table_name;
  std::vector<std::string> primary_keys;
  std::vector<std::string> tokens;  // none, or one (maybe empty) per key
  ReadSelection selection;
};

struct BatchGetRowRequest {
  std::vector<BatchGetTable> tables;  // each name once
};

struct BatchGetRowResponse {
  std::vector<BatchTableResult> tables;
};

std::string Encode(const BatchWriteRowRequest& message);
std::string Encode(const BatchWriteRowResponse& message);
std::string Encode(const BatchGetRowRequest& message);
std::string Encode(const BatchGetRowResponse& message);

Status Decode(std::string_view body, BatchWriteRowRequest* out);
Status Decode(std::string_view body, BatchWriteRowResponse* out);
Status Decode(std::string_view body, BatchGetRowRequest* out);
Status Decode(std::string_view body, BatchGetRowResponse* out);

}  // namespace hopline::wire::tablestore
