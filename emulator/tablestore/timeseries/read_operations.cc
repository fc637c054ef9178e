#include <algorithm>
#include <limits>

#include "emulator/tablestore/limits.h"
#include "emulator/tablestore/timeseries/layout.h"
#include "emulator/tablestore/timeseries/operations.h"
#include "emulator/tablestore/timeseries/point_page.h"
#include "emulator/tablestore/timeseries/scan_split.h"

namespace hopline::emulator::tablestore {
namespace {

using codec::Value;
using Kind = WalkStep::Kind;

struct TimeSpan {
  int64_t begin_us = std::numeric_limits<int64_t>::min();  // inclusive
  int64_t end_us = std::numeric_limits<int64_t>::max();    // exclusive
};

TimeSpan SpanOf(std::optional<int64_t> begin_us, std::optional<int64_t> end_us) {
  TimeSpan span;
  span.begin_us = begin_us.value_or(span.begin_us);
  span.end_us = end_us.value_or(span.end_us);
  if (span.begin_us >= span.end_us) {
    FailParameter("The begin time must be less than the end time.");
  }
  return span;
}

TimeSpan SpanOf(const codec::GetTimeseriesDataRequest& request) {
  if (!request.specific_us) return SpanOf(request.begin_us, request.end_us);
  if (request.begin_us || request.end_us) {
    FailParameter("Specific time and time range cannot be given at the same time.");
  }
  if (*request.specific_us == std::numeric_limits<int64_t>::max()) {
    FailParameter("The specific time is out of range.");
  }
  return {*request.specific_us, *request.specific_us + 1};
}

Key With(Key line, Value last) {
  line.push_back(std::move(last));
  return line;
}

bool StartsWith(const Key& key, const Key& line) {
  return key.size() >= line.size() && std::equal(line.begin(), line.end(), key.begin());
}

// Reads one split from some key on.
class Scan {
 public:
  Scan(const TimeseriesLayout& layout, const ScanSplit& split, const TimeSpan& span,
       PointPage* page)
      : layout_(layout), split_(split), span_(span), page_(page) {}

  WalkStep Visit(const Key& key, const StoredRow& row) {
    if (!split_.end.empty() && key.front().bytes() >= split_.end) return {Kind::kStop};
    // A page ends too when much was passed over: a call must not take long.
    if (page_->full() || steps_++ == limits::kPagePoints) {
      page_->next_token = TokenOf(layout_.schema(), key);
      return {Kind::kStop};
    }
    const std::string& measurement = key[layout_.measurement_column()].bytes();
    const int64_t time_us = key[layout_.time_column()].AsInteger();
    if ((!split_.measurement.empty() && measurement != split_.measurement) ||
        time_us >= span_.end_us) {
      return {Kind::kSeek, With(layout_.LineOf(key), Value::InfMax())};
    }
    if (time_us < span_.begin_us) {
      return {Kind::kSeek, With(layout_.LineOf(key), Value::Integer(span_.begin_us))};
    }
    page_->Add(key, row);
    return {};
  }

 private:
  const TimeseriesLayout& layout_;
  const ScanSplit& split_;
  const TimeSpan span_;
  PointPage* page_;
  size_t steps_ = 0;
};

}  // namespace

std::string GetTimeseriesData(const Call& call) {
  const auto request = DecodeBody<codec::GetTimeseriesDataRequest>(call);
  const TimeseriesTable table =
      call.store->FindTimeseriesTable(call.instance, request.table_name);
  const TimeseriesLayout layout(table.data->meta());
  layout.CheckVersion(request.supported_table_version);
  const TimeSpan span = SpanOf(request);
  const Key line = layout.LineKey(request.key);
  PointPage page(layout.schema(), request.fields, request.limit);
  const bool forward = !request.backward.value_or(false);
  Key start = forward
                  ? With(line, Value::Integer(span.begin_us))
                  : With(With(line, Value::Integer(span.end_us - 1)), Value::InfMax());
  if (request.token) {
    start = KeyOfToken(layout.schema(), *request.token);
    if (!StartsWith(start, line)) FailParameter("Invalid token.");
  }
  table.data->Walk(start, forward, call.now_us,
                   [&](const Key& key, const StoredRow& row) -> WalkStep {
                     if (!StartsWith(key, line)) return {Kind::kStop};
                     const int64_t time_us = key[layout.time_column()].AsInteger();
                     if (time_us < span.begin_us || time_us >= span.end_us)
                       return {Kind::kStop};
                     if (page.full()) {
                       page.next_token = TokenOf(layout.schema(), key);
                       return {Kind::kStop};
                     }
                     page.Add(key, row);
                     return {};
                   });
  codec::GetTimeseriesDataResponse response;
  response.rows = std::move(page.rows);
  response.next_token = std::move(page.next_token);
  return codec::Encode(response);
}

std::string SplitTimeseriesScanTask(const Call& call) {
  const auto request = DecodeBody<codec::SplitTimeseriesScanTaskRequest>(call);
  (void)call.store->FindTimeseriesTable(call.instance, request.table_name);
  if (request.split_count_hint <= 0) {
    FailParameter("The split count hint must be greater than 0.");
  }
  const size_t count =
      std::min(static_cast<size_t>(request.split_count_hint), limits::kScanSplits);
  codec::SplitTimeseriesScanTaskResponse response;
  for (const ScanSplit& split : SplitsOf(count, request.measurement.value_or(""))) {
    response.splits.push_back(Format(split));
  }
  return codec::Encode(response);
}

std::string ScanTimeseriesData(const Call& call) {
  const auto request = DecodeBody<codec::ScanTimeseriesDataRequest>(call);
  const TimeseriesTable table =
      call.store->FindTimeseriesTable(call.instance, request.table_name);
  const TimeseriesLayout layout(table.data->meta());
  layout.CheckVersion(request.supported_table_version);
  codec::ScanTimeseriesDataResponse response;
  if (request.encoding.value_or(response.encoding) != response.encoding) {
    FailParameter("Rows are given as PlainBuffer only.");
  }
  const TimeSpan span = SpanOf(request.start_us, request.end_us);
  const ScanSplit split = request.split ? ParseScanSplit(*request.split) : ScanSplit{};
  PointPage page(layout.schema(), request.fields, request.limit);
  Key start;
  if (!split.begin.empty()) start.push_back(Value::String(split.begin));
  if (request.token && !request.token->empty()) {
    start = KeyOfToken(layout.schema(), *request.token);
  }
  Scan scan(layout, split, span, &page);
  table.data->Walk(start, true, call.now_us, [&](const Key& key, const StoredRow& row) {
    return scan.Visit(key, row);
  });
  response.rows = std::move(page.rows);
  response.next_token = std::move(page.next_token);
  return codec::Encode(response);
}

}  // namespace hopline::emulator::tablestore
