#include "plugins/tablestore/client.h"

#include <cstdlib>
#include <numeric>
#include <utility>

#include "wire/tablestore/batch_messages.h"
#include "wire/tablestore/dates.h"
#include "wire/tablestore/errors.h"
#include "wire/tablestore/plain_buffer_reader.h"

namespace hopline::plugins::tablestore {

namespace ts = wire::tablestore;

namespace {

/// Moves what was read of the rows `missing` into `rows`, and leaves in `missing` those
/// that may come when asked for again; then the first one's error is returned.
/// Errors: that of a row that will not come.
std::optional<Error> TakeRows(std::vector<ts::BatchRowResult>& results,
                              std::string_view doing, std::vector<size_t>* missing,
                              std::vector<std::string>* rows) {
  std::vector<size_t> failed;
  std::optional<Error> failure;
  for (size_t k = 0; k < missing->size(); ++k) {
    const size_t i = (*missing)[k];
    if (results[k].ok()) {
      (*rows)[i] = std::move(results[k].row).value_or("");
      continue;
    }
    Error error = MakeRowError(*results[k].error, doing);
    if (!error.retryable()) throw Error(std::move(error));
    if (!failure.has_value()) failure = std::move(error);
    failed.push_back(i);
  }
  *missing = std::move(failed);
  return failure;
}

}  // namespace

void ReplySeal::Check(std::string_view body, std::string_view doing) const {
  NeedReadable(ts::VerifyResponse(request, headers, body), doing);
}

Client::Client(InstanceAddress address, std::unique_ptr<CredentialProvider> credentials,
               Transport& transport, RetryPolicy policy)
    : address_(std::move(address)),
      credentials_(std::move(credentials)),
      transport_(transport),
      retrier_(policy) {}

std::string Client::Attempt(const char* operation, std::string_view body,
                            std::string_view doing, const Scope& scope, ReplySeal* seal) {
  for (bool corrected = false;; corrected = true) {
    const AccessKeys keys = credentials_->Get();
    ts::RequestEnvelope envelope{operation,
                                 address_.instance,
                                 {keys.id, keys.secret, keys.security_token},
                                 clock_.NowMs(),
                                 address_.region};
    HttpRequest request;
    request.method = "POST";
    request.url = address_.url + "/" + operation;
    request.headers = ts::MakeRequestHeaders(envelope, body);
    request.body = body;
    HttpResponse response = transport_.Send(request, scope);
    const std::string* date = FindHttpField(response.headers, "x-ots-date");
    int64_t service_ms = 0;
    const bool dated = date != nullptr && ts::ParseDate(*date, &service_ms);
    if (dated) clock_.Learn(service_ms);
    if (response.status >= 200 && response.status < 300) {
      ReplySeal here{std::move(envelope), std::move(response.headers)};
      if (seal == nullptr) {
        here.Check(response.body, doing);
      } else {
        *seal = std::move(here);
      }
      return std::move(response.body);
    }
    Error error = MakeServiceError(response, doing);
    const bool skewed = dated && IsCode(error, ts::error_code::kAuthFailed) &&
                        std::abs(service_ms - envelope.now_unix_ms) > ts::kMaxClockSkewMs;
    if (corrected || !skewed) throw error;
  }
}

std::string Client::Call(const char* operation, std::string_view body,
                         std::string_view doing, const Scope& scope) {
  return retrier_.Run(scope, doing,
                      [&] { return Attempt(operation, body, doing, scope); });
}

template <class Reply>
Reply Client::Ask(const char* operation, std::string_view body, std::string_view doing,
                  const Scope& scope) {
  return retrier_.Run(scope, doing, [&] {
    Reply reply;
    NeedReadable(ts::Decode(Attempt(operation, body, doing, scope), &reply), doing);
    return reply;
  });
}

std::optional<ts::DescribeTableResponse> Client::DescribeTable(const std::string& table,
                                                               const Scope& scope) {
  try {
    return Ask<ts::DescribeTableResponse>("DescribeTable",
                                          Encode(ts::TableNameRequest{table}),
                                          "describing table " + table, scope);
  } catch (const Error& error) {
    if (IsCode(error, ts::error_code::kObjectNotExist)) return std::nullopt;
    if (IsCode(error, ts::error_code::kParameterInvalid)) throw BlameScript(error);
    throw;
  }
}

std::optional<ts::TimeseriesTableMeta> Client::DescribeTimeseriesTable(
    const std::string& table, const Scope& scope) {
  try {
    return Ask<ts::DescribeTimeseriesTableResponse>(
               "DescribeTimeseriesTable", Encode(ts::TableNameRequest{table}),
               "describing time-series table " + table, scope)
        .meta;
  } catch (const Error& error) {
    if (IsCode(error, ts::error_code::kObjectNotExist)) return std::nullopt;
    if (IsCode(error, ts::error_code::kParameterInvalid)) throw BlameScript(error);
    throw;
  }
}

void Client::CreateTable(const ts::CreateTableRequest& request, const Scope& scope) {
  try {
    Call("CreateTable", Encode(request), "creating table " + request.meta.name, scope);
  } catch (const Error& error) {
    if (!IsCode(error, ts::error_code::kObjectAlreadyExist)) throw;
  }
}

std::vector<ts::StreamEntry> Client::ListStream(const std::string& table,
                                                const Scope& scope) {
  return Ask<ts::ListStreamResponse>("ListStream", Encode(ts::ListStreamRequest{table}),
                                     "listing the streams of table " + table, scope)
      .streams;
}

ts::DescribeStreamResponse Client::DescribeStream(const std::string& stream_id,
                                                  bool timeseries, const Scope& scope) {
  const std::string doing = "describing stream " + stream_id;
  ts::DescribeStreamRequest request;
  request.stream_id = stream_id;
  if (timeseries) request.support_timeseries_table = true;
  auto all =
      Ask<ts::DescribeStreamResponse>("DescribeStream", Encode(request), doing, scope);
  while (all.next_shard_id.has_value()) {
    request.inclusive_start_shard_id = std::exchange(all.next_shard_id, std::nullopt);
    auto page =
        Ask<ts::DescribeStreamResponse>("DescribeStream", Encode(request), doing, scope);
    for (ts::ShardInfo& shard : page.shards) all.shards.push_back(std::move(shard));
    all.next_shard_id = std::move(page.next_shard_id);
  }
  return all;
}

std::string Client::GetShardIterator(const std::string& stream_id,
                                     const std::string& shard_id,
                                     std::optional<int64_t> from_us, const Scope& scope) {
  const std::string doing = "asking for a start in shard " + shard_id;
  ts::GetShardIteratorRequest request{stream_id, shard_id, from_us, std::nullopt};
  for (;;) {
    auto reply = Ask<ts::GetShardIteratorResponse>("GetShardIterator", Encode(request),
                                                   doing, scope);
    if (!reply.next_token.has_value()) return std::move(reply.shard_iterator);
    request.token = std::move(reply.next_token);
  }
}

std::string Client::GetStreamRecord(const ts::GetStreamRecordRequest& request,
                                    const Scope& scope, ReplySeal* seal) {
  const std::string_view doing = "reading records of a shard";
  const std::string body = Encode(request);
  return retrier_.Run(
      scope, doing, [&] { return Attempt("GetStreamRecord", body, doing, scope, seal); });
}

std::string Client::GetRow(const ts::GetRowRequest& request, const Scope& scope) {
  return Ask<ts::GetRowResponse>("GetRow", Encode(request),
                                 "reading a row of table " + request.table_name, scope)
      .row;
}

std::vector<std::string> Client::BatchGetRow(const std::string& table,
                                             const std::vector<std::string>& keys,
                                             const ts::ReadSelection& selection,
                                             const Scope& scope) {
  const std::string doing = "reading rows of table " + table;
  std::vector<std::string> rows(keys.size());
  std::vector<size_t> missing(keys.size());
  std::iota(missing.begin(), missing.end(), size_t{0});
  retrier_.Run(scope, doing, [&] {
    ts::BatchGetRowRequest request;
    request.tables.push_back({table, {}, {}, selection});
    for (const size_t i : missing) request.tables[0].primary_keys.push_back(keys[i]);
    ts::BatchGetRowResponse reply;
    NeedReadable(
        ts::Decode(Attempt("BatchGetRow", Encode(request), doing, scope), &reply), doing);
    if (reply.tables.size() != 1 || reply.tables[0].rows.size() != missing.size()) {
      NeedReadable(ts::Status::Error("it has another number of rows"), doing);
    }
    const std::optional<Error> failure =
        TakeRows(reply.tables[0].rows, doing, &missing, &rows);
    if (failure.has_value()) throw Error(*failure);
    return true;
  });
  return rows;
}

ts::GetRangeResponse Client::GetRange(const ts::GetRangeRequest& request,
                                      const Scope& scope) {
  return Ask<ts::GetRangeResponse>("GetRange", Encode(request),
                                   "reading rows of table " + request.table_name, scope);
}

void Client::PutRow(const std::string& table, std::string row, const Scope& scope) {
  ts::WriteRowRequest request;
  request.table_name = table;
  request.row = std::move(row);
  Call("PutRow", Encode(request), "writing a row of table " + table, scope);
}

void Client::DeleteRow(const std::string& table, std::string row, const Scope& scope) {
  ts::WriteRowRequest request;
  request.table_name = table;
  request.row = std::move(row);
  Call("DeleteRow", Encode(request), "deleting a row of table " + table, scope);
}

std::vector<ts::BatchRowFailure> Client::BatchWriteRow(const std::string& table,
                                                       std::string_view body, size_t rows,
                                                       const Scope& scope) {
  const std::string doing = "writing rows of table " + table;
  return retrier_.Run(scope, doing, [&] {
    std::vector<ts::BatchRowFailure> failures;
    const std::string reply = Attempt("BatchWriteRow", body, doing, scope);
    NeedReadable(ts::DecodeBatchFailures(reply, rows, &failures), doing);
    return failures;
  });
}

std::vector<ts::PrimaryKey> Client::ComputeSplitPoints(const std::string& table,
                                                       int64_t piece_bytes,
                                                       const Scope& scope) {
  const std::string doing = "asking for split points of table " + table;
  const ts::ComputeSplitPointsBySizeRequest request{table, 1, piece_bytes, std::nullopt};
  const auto reply = Ask<ts::ComputeSplitPointsBySizeResponse>(
      "ComputeSplitPointsBySize", Encode(request), doing, scope);
  std::vector<ts::PrimaryKey> points;
  for (const std::string& point : reply.split_points) {
    NeedReadable(ts::DecodeKey(point, &points.emplace_back()), doing);
  }
  return points;
}

std::vector<std::string> Client::SplitTimeseriesScan(const std::string& table,
                                                     const std::string& measurement,
                                                     int32_t wanted, const Scope& scope) {
  ts::SplitTimeseriesScanTaskRequest request{table, std::nullopt, wanted};
  if (!measurement.empty()) request.measurement = measurement;
  return Ask<ts::SplitTimeseriesScanTaskResponse>(
             "SplitTimeseriesScanTask", Encode(request),
             "splitting the scan of time-series table " + table, scope)
      .splits;
}

ts::ScanTimeseriesDataResponse Client::ScanTimeseries(
    const ts::ScanTimeseriesDataRequest& request, const Scope& scope) {
  return Ask<ts::ScanTimeseriesDataResponse>(
      "ScanTimeseriesData", Encode(request),
      "reading points of time-series table " + request.table_name, scope);
}

std::vector<ts::FailedRow> Client::PutTimeseries(
    const ts::PutTimeseriesDataRequest& request, const Scope& scope) {
  return Ask<ts::PutTimeseriesDataResponse>(
             "PutTimeseriesData", Encode(request),
             "writing points of time-series table " + request.table_name, scope)
      .failed_rows;
}

InstanceAddress ReadInstanceAddress(const Config& config) {
  InstanceAddress address{config.Text("/endpoint", ""), config.Text("/instanceName", ""),
                          config.Text("/regionId", "")};
  const std::string& url = address.url;
  const size_t scheme = url.starts_with("https://")  ? 8
                        : url.starts_with("http://") ? 7
                                                     : 0;
  while (address.url.ends_with('/')) address.url.pop_back();
  if (scheme == 0 || url.size() <= scheme || url.find('/', scheme) != std::string::npos) {
    throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
                "/endpoint: '" + config.Text("/endpoint", "") +
                    "' is no address; write it like "
                    "https://INSTANCE.cn-hangzhou.ots.aliyuncs.com");
  }
  if (address.instance.empty()) {
    throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
                "/instanceName: missing; name the Tablestore instance");
  }
  return address;
}

}  // namespace hopline::plugins::tablestore
