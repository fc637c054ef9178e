#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/server/service.h"
#include "emulator/tablestore/store.h"

namespace hopline::emulator::tablestore {

/// One authenticated request, as an operation sees it.
struct Call {
  Store* store = nullptr;
  std::string instance;
  std::string_view body;  // the message, decompressed
  int64_t now_us = 0;
  const RowFault* row_fault = nullptr;  // the rows of a batch that are to fail, if any

  /// What a row of a batch is answered with instead of being read or written; `row`
  /// counts from 0 through the whole request.
  std::optional<codec::ServiceError> InjectedFailure(size_t row) const;
};

/// Does one operation and returns the body of its response.
/// Errors:  Failure.
using Operation = std::string (*)(const Call& call);

/// The operation of that name, or nullptr.
Operation FindOperation(std::string_view name);

// table_operations.cc
std::string CreateTable(const Call& call);
std::string ListTable(const Call& call);
std::string DescribeTable(const Call& call);
std::string UpdateTable(const Call& call);
std::string DeleteTable(const Call& call);
std::string ComputeSplitPointsBySize(const Call& call);

// row_operations.cc
std::string PutRow(const Call& call);
std::string UpdateRow(const Call& call);
std::string DeleteRow(const Call& call);
std::string GetRow(const Call& call);
std::string GetRange(const Call& call);

// batch_operations.cc
std::string BatchWriteRow(const Call& call);
std::string BatchGetRow(const Call& call);

// stream_operations.cc
std::string ListStream(const Call& call);
std::string DescribeStream(const Call& call);
std::string GetShardIterator(const Call& call);
std::string GetStreamRecord(const Call& call);

/// Decodes the body of a call.
/// Errors:  Failure with OTSParameterInvalid if it is no such message.
template <typename Message>
Message DecodeBody(const Call& call) {
  Message message;
  const codec::Status status = Decode(call.body, &message);
  if (!status.ok()) FailParameter("Invalid request: " + status.message() + ".");
  return message;
}

/// Transactions are not there, and a request performed outside of the one it names is not
/// what its client meant.
/// Errors:  Failure with OTSParameterInvalid if the request names one.
void RefuseTransaction(const std::optional<std::string>& transaction_id);

/// The values of a key in the order of the schema. The key is checked (CheckKey).
Key ValuesOf(const codec::PrimaryKey& key);

}  // namespace hopline::emulator::tablestore
