#include "tests/bench/replay_tables.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>

#include "tests/bench/plain_http.h"
#include "tests/bench/stream_rows.h"
#include "wire/common/crc32c.h"
#include "wire/tablestore/batch_rows.h"
#include "wire/tablestore/plain_buffer_writer.h"
#include "wire/tablestore/row_messages.h"
#include "wire/tablestore/timeseries_messages.h"
#include "wire/tablestore/timeseries_rows_writer.h"

namespace hopline::bench {
namespace {

namespace ts = wire::tablestore;

using Words = std::vector<std::string>;
using Bodies = std::vector<std::string>;

constexpr uint64_t kRowsPerRequest = 100;

[[noreturn]] void Fail(const char* what) {
  std::fprintf(stderr, "replay: %s\n", what);
  std::_Exit(1);  // other threads may be sending
}

uint64_t Number(const std::string& word) {
  return std::strtoull(word.c_str(), nullptr, 10);
}

Instance InstanceOf(const Words& words) {
  return {words[1], words[2], words[3], words[4]};
}

void ReadRange(const Words& words) {
  const Instance instance = InstanceOf(words);
  PlainHttp http;
  ts::GetRangeRequest request;
  request.table_name = words[5];
  request.selection.max_versions = 1;
  const std::string key = TableOfRows("").key.front().name;
  request.start_key = ts::EncodeKey({{key, ts::Value::InfMin()}});
  request.end_key = ts::EncodeKey({{key, ts::Value::InfMax()}});
  for (;;) {
    ts::GetRangeResponse page;  // for the next key only
    if (!ts::Decode(SendTablestore(http, instance, "GetRange", Encode(request)), &page)
             .ok()) {
      Fail("a page cannot be read");
    }
    if (!page.next_start_key.has_value()) return;
    request.start_key = *page.next_start_key;
  }
}

void Scan(const Words& words) {
  const Instance instance = InstanceOf(words);
  PlainHttp http;
  ts::ScanTimeseriesDataRequest request;
  request.table_name = words[5];
  request.encoding = ts::TimeseriesEncoding::kPlainBuffer;
  request.supported_table_version = ts::kTimeseriesTableVersion;
  do {
    ts::ScanTimeseriesDataResponse page;  // for the token only
    if (!ts::Decode(SendTablestore(http, instance, "ScanTimeseriesData", Encode(request)),
                    &page)
             .ok()) {
      Fail("a page cannot be read");
    }
    request.token = page.next_token;
  } while (request.token.has_value() && !request.token->empty());
}

Bodies RowBodies(const std::string& table, uint64_t rows, uint64_t keys) {
  Bodies bodies;
  for (uint64_t begin = 0; begin < rows; begin += kRowsPerRequest) {
    Bodies encoded;
    for (uint64_t i = begin; i < std::min(begin + kRowsPerRequest, rows); ++i) {
      ts::Row row = MakeRow(i, keys);
      for (ts::Cell& cell : row.cells) cell.timestamp_ms.reset();
      encoded.push_back(ts::EncodeRow(row));
    }
    std::vector<ts::BatchRowSlice> slices;
    for (const std::string& row : encoded) {
      slices.push_back({ts::BatchOperation::kPut, row});
    }
    bodies.push_back(ts::EncodeBatchWrite(table, slices));
  }
  return bodies;
}

Bodies PointBodies(const std::string& table, uint64_t count, uint64_t lines) {
  Bodies bodies;
  ts::TimeseriesRowsWriter writer;
  const std::string text(100, 't');
  for (uint64_t begin = 0; begin < count; begin += kRowsPerRequest) {
    for (uint64_t i = begin; i < std::min(begin + kRowsPerRequest, count); ++i) {
      const std::string host = "host" + std::to_string(i % lines);
      const auto number = static_cast<int64_t>(i);
      ts::TimeseriesRowView point;
      point.measurement = "cpu";
      point.source = host;
      point.tag_list = {{"os", "linux"}, {"region", "hangzhou"}};
      point.time_us = int64_t{1'600'000'000'000'000} + number;
      point.fields = {{"n", ts::ValueView::Integer(number)},
                      {"ok", ts::ValueView::Boolean(i % 2 == 0)},
                      {"t", ts::ValueView::String(text)},
                      {"x", ts::ValueView::Double(static_cast<double>(i) / 8)}};
      writer.Add(point);
    }
    ts::PutTimeseriesDataRequest request;
    request.table_name = table;
    request.rows = writer.Finish();
    request.crc32c = wire::Crc32c(0, request.rows);
    request.supported_table_version = ts::kTimeseriesTableVersion;
    bodies.push_back(ts::Encode(request));
    writer.Clear();
  }
  return bodies;
}

/// Sends the bodies over `lanes` connections.
void SendAll(const Instance& instance, const char* operation, const Bodies& bodies,
             size_t lanes) {
  std::vector<std::thread> threads;
  for (size_t lane = 0; lane < lanes; ++lane) {
    threads.emplace_back([&, lane] {
      PlainHttp http;
      for (size_t i = lane; i < bodies.size(); i += lanes) {
        SendTablestore(http, instance, operation, bodies[i]);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace

std::function<void()> PrepareTableTransfer(const Words& words) {
  const std::string& kind = words[0];
  if (kind == "range" && words.size() == 6) return [words] { ReadRange(words); };
  if (kind == "scan" && words.size() == 6) return [words] { Scan(words); };
  const bool points = kind == "points";
  if ((kind != "rows" && !points) || words.size() != 9) return {};
  const uint64_t count = Number(words[6]);
  const uint64_t keys = Number(words[7]);
  const auto bodies = std::make_shared<const Bodies>(
      points ? PointBodies(words[5], count, keys) : RowBodies(words[5], count, keys));
  return [words, points, bodies] {
    SendAll(InstanceOf(words), points ? "PutTimeseriesData" : "BatchWriteRow", *bodies,
            Number(words[8]));
  };
}

}  // namespace hopline::bench
