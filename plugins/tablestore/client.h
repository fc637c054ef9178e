#pragma once

#include <hopline/scope.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/common/credentials.h"
#include "plugins/common/net.h"
#include "plugins/common/retry.h"
#include "plugins/common/service_clock.h"
#include "plugins/tablestore/errors.h"
#include "wire/tablestore/batch_rows.h"
#include "wire/tablestore/envelope.h"
#include "wire/tablestore/row.h"
#include "wire/tablestore/row_messages.h"
#include "wire/tablestore/stream_messages.h"
#include "wire/tablestore/table_messages.h"
#include "wire/tablestore/timeseries_messages.h"
#include "wire/tablestore/timeseries_table_messages.h"

namespace hopline::plugins::tablestore {

/// Where an instance is and how requests to it are signed.
struct InstanceAddress {
  std::string url;  ///< scheme and authority, without a slash at the end
  std::string instance;
  std::string region;  ///< like cn-hangzhou: sign with V4; empty: V2
};

/// Reads endpoint, instanceName and regionId. Errors: INVALID_ARGUMENT names the key.
InstanceAddress ReadInstanceAddress(const Config& config);

/// What the digest and signature of a response are checked against.
struct ReplySeal {
  wire::tablestore::RequestEnvelope request;
  HttpFields headers;

  /// Takes about as long as decoding the body. Errors: IO: it was damaged on its way.
  void Check(std::string_view body, std::string_view doing) const;
};

/// The requests that the connector makes to one instance.
///
/// Every request may be sent twice, and is repeated on errors that pass (retry.h), and
/// once with a corrected clock if the service finds its time too far off. The signature
/// and digest of every response are checked.
///
/// Threads: any.
/// Errors:  carry the service's code, request id and HTTP status.
class Client {
 public:
  Client(InstanceAddress address, std::unique_ptr<CredentialProvider> credentials,
         Transport& transport, RetryPolicy policy);

  /// The service's time as the last response told it.
  const ServiceClock& clock() const { return clock_; }

  /// Nothing if there is no such table. Errors: INVALID_ARGUMENT: no name of a table.
  std::optional<wire::tablestore::DescribeTableResponse> DescribeTable(
      const std::string& table, const Scope& scope);
  /// Nothing if there is no such table, or it is no time-series table. Errors: as
  /// DescribeTable.
  std::optional<wire::tablestore::TimeseriesTableMeta> DescribeTimeseriesTable(
      const std::string& table, const Scope& scope);
  /// A table that is there already is fine.
  void CreateTable(const wire::tablestore::CreateTableRequest& request,
                   const Scope& scope);

  std::vector<wire::tablestore::StreamEntry> ListStream(const std::string& table,
                                                        const Scope& scope);
  /// All pages in one; next_shard_id is empty. `timeseries`: the stream is that of a
  /// time-series table, which the service wants to be told.
  wire::tablestore::DescribeStreamResponse DescribeStream(const std::string& stream_id,
                                                          bool timeseries,
                                                          const Scope& scope);
  /// From the oldest record, or, by time, from a record at or before `from_us`. Empty if
  /// the shard holds nothing from then on.
  std::string GetShardIterator(const std::string& stream_id, const std::string& shard_id,
                               std::optional<int64_t> from_us, const Scope& scope);
  /// The body, for wire/tablestore/stream_records.h. With `seal` it is not checked: that
  /// is left to the caller, who need not hold up the next request with it.
  std::string GetStreamRecord(const wire::tablestore::GetStreamRecordRequest& request,
                              const Scope& scope, ReplySeal* seal = nullptr);

  /// The row's PlainBuffer; empty if there is no such row.
  std::string GetRow(const wire::tablestore::GetRowRequest& request, const Scope& scope);
  /// The rows' PlainBuffers in the order of the keys; empty where there is no such row.
  /// Only rows that failed are asked for again.
  ///
  /// Shape:  1 to 100 keys as EncodeKey() makes them, each once.
  std::vector<std::string> BatchGetRow(const std::string& table,
                                       const std::vector<std::string>& keys,
                                       const wire::tablestore::ReadSelection& selection,
                                       const Scope& scope);
  wire::tablestore::GetRangeResponse GetRange(
      const wire::tablestore::GetRangeRequest& request, const Scope& scope);
  void PutRow(const std::string& table, std::string row, const Scope& scope);
  /// `row` as EncodeDeletion() makes it.
  void DeleteRow(const std::string& table, std::string row, const Scope& scope);
  /// Sends the body of EncodeBatchWrite() and returns the rows that were not written.
  std::vector<wire::tablestore::BatchRowFailure> BatchWriteRow(const std::string& table,
                                                               std::string_view body,
                                                               size_t rows,
                                                               const Scope& scope);
  /// Keys that cut the table into pieces of about `piece_bytes` (at least 1 MiB): key
  /// columns in order, the last ones may be missing.
  std::vector<wire::tablestore::PrimaryKey> ComputeSplitPoints(const std::string& table,
                                                               int64_t piece_bytes,
                                                               const Scope& scope);

  /// Opaque splits that together hold every point once; `measurement` empty: all.
  std::vector<std::string> SplitTimeseriesScan(const std::string& table,
                                               const std::string& measurement,
                                               int32_t wanted, const Scope& scope);
  /// A page of points as PlainBuffer.
  wire::tablestore::ScanTimeseriesDataResponse ScanTimeseries(
      const wire::tablestore::ScanTimeseriesDataRequest& request, const Scope& scope);
  /// Returns the points that were not written.
  std::vector<wire::tablestore::FailedRow> PutTimeseries(
      const wire::tablestore::PutTimeseriesDataRequest& request, const Scope& scope);

 private:
  std::string Call(const char* operation, std::string_view body, std::string_view doing,
                   const Scope& scope);
  /// `seal`: takes what the reply is to be checked against; null: it is checked here.
  std::string Attempt(const char* operation, std::string_view body,
                      std::string_view doing, const Scope& scope,
                      ReplySeal* seal = nullptr);
  /// Calls and decodes; a reply that cannot be read is asked for again.
  template <class Reply>
  Reply Ask(const char* operation, std::string_view body, std::string_view doing,
            const Scope& scope);

  InstanceAddress address_;
  std::unique_ptr<CredentialProvider> credentials_;
  Transport& transport_;
  Retrier retrier_;
  ServiceClock clock_;
};

}  // namespace hopline::plugins::tablestore
