#include "tests/unit/plugins/ots/mischief.h"

#include "wire/tablestore/batch_messages.h"
#include "wire/tablestore/dates.h"
#include "wire/tablestore/envelope.h"

namespace hopline::plugins::ots {

namespace ts = wire::tablestore;

namespace {

constexpr char kSecret[] = "testAccessKey";

HttpResponse Signed(int status, std::string body, int64_t now_ms) {
  const ts::ResponseEnvelope envelope{"BatchWriteRow", "testAccessId", kSecret, "request",
                                      ts::FormatDate(now_ms)};
  HttpResponse response{status, ts::MakeResponseHeaders(envelope, body), std::move(body)};
  return response;
}

}  // namespace

/// Lets every `every`-th row fail; the others reach the service.
HttpResponse Mischief::FailRows(const HttpRequest& request, size_t every,
                                const Scope& scope) {
  const int64_t now_ms = table_.clock.NowUnixUs() / 1000;
  ts::BatchWriteRowRequest message;
  if (!ts::Decode(request.body, &message).ok()) return {};
  ts::BatchWriteTable& rows = message.tables.at(0);
  ts::BatchWriteRowResponse answer;
  ts::BatchTableResult& result = answer.tables.emplace_back();
  result.table_name = rows.table_name;
  result.rows.resize(rows.rows.size());
  std::vector<ts::BatchWriteRow> kept;
  std::vector<size_t> places;
  for (size_t i = 0; i < rows.rows.size(); ++i) {
    if (i % every == 0) {
      result.rows[i].error = ts::ServiceError{row_code, "not now", std::nullopt};
    } else {
      places.push_back(i);
      kept.push_back(std::move(rows.rows[i]));
    }
  }
  rows.rows = std::move(kept);
  if (!places.empty()) {
    const std::string body = ts::Encode(message);
    const ts::RequestEnvelope envelope{
        "BatchWriteRow", kInstance, {"testAccessId", kSecret, ""}, now_ms, ""};
    const HttpResponse reply = table_.transport.Send(
        {"POST", request.url, ts::MakeRequestHeaders(envelope, body), body}, scope);
    ts::BatchWriteRowResponse written;
    if (!ts::Decode(reply.body, &written).ok()) return reply;
    for (size_t i = 0; i < places.size(); ++i) {
      result.rows[places[i]] = written.tables.at(0).rows.at(i);
    }
  }
  return Signed(200, ts::Encode(answer), now_ms);
}

HttpResponse Mischief::Send(const HttpRequest& request, const Scope& scope) {
  scope.ThrowIfCancelled();
  if (!request.url.ends_with("/BatchWriteRow")) {
    return table_.transport.Send(request, scope);
  }
  Kind kind;
  {
    const std::lock_guard lock(mutex_);
    kind = plan(batches_++);
  }
  switch (kind) {
    case Kind::kNone:
      return table_.transport.Send(request, scope);
    case Kind::kLostReply:
      table_.transport.Send(request, scope);
      break;
    case Kind::kLostRequest:
      break;
    case Kind::kThrottled:
      return Signed(503, ts::Encode(ts::ServiceError{"OTSServerBusy", "busy", {}}),
                    table_.clock.NowUnixUs() / 1000);
    case Kind::kHalf:
      return FailRows(request, 2, scope);
    case Kind::kAllRows:
      return FailRows(request, 1, scope);
  }
  throw Error(HOPLINE_STATUS_IO, "connection reset").OutcomeUnknown();
}

}  // namespace hopline::plugins::ots
