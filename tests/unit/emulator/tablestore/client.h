#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "emulator/server/clock.h"
#include "emulator/tablestore/service.h"
#include "wire/tablestore/batch_messages.h"
#include "wire/tablestore/envelope.h"
#include "wire/tablestore/row_messages.h"
#include "wire/tablestore/stream_messages.h"
#include "wire/tablestore/stream_records.h"
#include "wire/tablestore/table_messages.h"

namespace hopline::emulator::tablestore {

inline constexpr int64_t kStartMs = 1600000000123;
inline constexpr const char* kInstance = "testinstance";

/// A service of its own with a clock that stands at kStartMs (and moves at the usual
/// pace), and a client that signs its requests as the plugins do.
class Client {
 public:
  /// With a folder, a service that keeps its tables there.
  explicit Client(const std::filesystem::path& folder = {});

  Clock clock;
  TablestoreService service;
  wire::tablestore::RequestEnvelope
      envelope;  // key, instance; operation and time are set per call

  /// Sends the body as it is. The response's signature and digest are checked.
  HttpResponse Send(const std::string& operation, const std::string& body);

  /// Fails these rows of the next request.
  std::optional<RowFault> row_fault;

  /// Sends a message and decodes the response. Fails the test if it is refused.
  template <typename Response, typename Request>
  Response Call(const std::string& operation, const Request& request) {
    const HttpResponse http = Send(operation, Encode(request));
    REQUIRE_MESSAGE(http.status == 200, ErrorOf(http).code, ": ", ErrorOf(http).message);
    Response response;
    const codec::Status status = Decode(http.body, &response);
    REQUIRE_MESSAGE(status.ok(), status.message());
    return response;
  }

  /// Sends a message that must be refused.
  template <typename Request>
  codec::ServiceError Refused(const std::string& operation, const Request& request) {
    const HttpResponse http = Send(operation, Encode(request));
    REQUIRE(http.status != 200);
    const codec::ServiceError error = ErrorOf(http);
    CHECK(http.status == codec::HttpStatusOf(error.code));
    return error;
  }

  static codec::ServiceError ErrorOf(const HttpResponse& http);

  void Put(const std::string& table, const codec::Row& row);
  void Update(const std::string& table, const codec::Row& row);
  void Delete(const std::string& table, const codec::PrimaryKey& key);

  /// All versions the table has of a row; absent if there is no such row.
  std::optional<codec::Row> Get(const std::string& table, const codec::PrimaryKey& key);

  std::string StreamIdOf(const std::string& table);
  std::string IteratorOf(const std::string& table, const std::string& shard,
                         std::optional<int64_t> timestamp_us = {});
};

/// A request of CreateTable: key columns `pk1` STRING and `pk2` INTEGER, 3 versions, no
/// expiry.
codec::CreateTableRequest TableRequest(const std::string& name);

/// The same with a stream of 24 hours.
codec::CreateTableRequest TableWithStream(const std::string& name);

codec::PrimaryKey KeyOf(const std::string& pk1, int64_t pk2);
codec::Row RowOf(const std::string& pk1, int64_t pk2,
                 std::vector<codec::Cell> cells = {});
codec::Cell PutCell(const std::string& name, codec::Value value,
                    std::optional<int64_t> timestamp_ms = {});

codec::WriteRowRequest PutRequest(const std::string& table, const codec::Row& row);

/// Rows of a PlainBuffer.
std::vector<codec::Row> RowsIn(const std::string& bytes);

/// One GetStreamRecord response, decoded.
struct Batch {
  std::vector<codec::StreamAction> actions;
  std::vector<codec::Row> rows;
  std::optional<std::string> next_iterator;
  std::optional<bool> may_more;
};
Batch ReadStream(Client* client, const std::string& iterator,
                 std::optional<int32_t> limit = {});

}  // namespace hopline::emulator::tablestore
