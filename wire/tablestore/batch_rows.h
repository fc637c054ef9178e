#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "wire/tablestore/batch_messages.h"
#include "wire/tablestore/errors.h"
#include "wire/tablestore/status.h"

/// BatchWriteRow of one table without a struct per row, for writers of many rows. Same
/// bytes as batch_messages.h gives for rows without conditions.
namespace hopline::wire::tablestore {

/// One row change; `row` as in BatchWriteRow. Borrowed.
struct BatchRowSlice {
  BatchOperation operation = BatchOperation::kPut;
  std::string_view row;
};

/// The body of a BatchWriteRowRequest. Rows are written whatever is there.
std::string EncodeBatchWrite(std::string_view table_name,
                             const std::vector<BatchRowSlice>& rows);

/// A row of a batch that was not written.
struct BatchRowFailure {
  size_t index = 0;  // in the request
  ServiceError error;
};

/// Appends the failures of a BatchWriteRowResponse to a request of `rows` rows of one
/// table.
///
/// Errors:  no such message; another number of tables or rows than were sent.
Status DecodeBatchFailures(std::string_view body, size_t rows,
                           std::vector<BatchRowFailure>* out);

}  // namespace hopline::wire::tablestore
