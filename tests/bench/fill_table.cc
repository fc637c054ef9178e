// Fills a Tablestore table with the rows of stream_rows.h, two hundred a request, as fast
// as the service takes them; the table must be there.
//
//   fill_table URL INSTANCE ACCESS_ID ACCESS_KEY TABLE ROWS KEYS
//
// Rows repeat after KEYS different keys, so that a log may be long and its table small.
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "tests/bench/plain_http.h"
#include "tests/bench/stream_rows.h"
#include "wire/tablestore/batch_messages.h"
#include "wire/tablestore/plain_buffer_writer.h"

namespace hopline::bench {
namespace {

namespace ts = wire::tablestore;

constexpr uint64_t kRowsPerRequest = 200;

void Fill(const Instance& instance, const char* table, uint64_t rows, uint64_t keys) {
  PlainHttp http;
  for (uint64_t begin = 0; begin < rows; begin += kRowsPerRequest) {
    ts::BatchWriteRowRequest request;
    request.tables.push_back({table, {}});
    for (uint64_t i = begin; i < std::min(begin + kRowsPerRequest, rows); ++i) {
      ts::Row row = MakeRow(i, keys);
      for (ts::Cell& cell : row.cells) cell.timestamp_ms.reset();
      request.tables[0].rows.push_back(
          {ts::BatchOperation::kPut, ts::EncodeRow(row), {}, std::nullopt});
    }
    ts::BatchWriteRowResponse reply;
    const std::string body =
        SendTablestore(http, instance, "BatchWriteRow", Encode(request));
    const bool all = ts::Decode(body, &reply).ok() && reply.tables.size() == 1 &&
                     std::all_of(reply.tables[0].rows.begin(), reply.tables[0].rows.end(),
                                 [](const auto& row) { return row.ok(); });
    if (!all) {
      std::fprintf(stderr, "fill_table: a row was refused\n");
      std::exit(1);
    }
  }
}

}  // namespace
}  // namespace hopline::bench

int main(int argc, char** argv) {
  if (argc != 8) {
    std::fprintf(stderr, "usage: fill_table URL INSTANCE ID KEY TABLE ROWS KEYS\n");
    return 2;
  }
  hopline::bench::Fill({argv[1], argv[2], argv[3], argv[4]}, argv[5],
                       std::strtoull(argv[6], nullptr, 10),
                       std::strtoull(argv[7], nullptr, 10));
  return 0;
}
