// How fast the otsstream reader turns pages of the log into batches, without network.
// Prints one line of JSON: rows per core-second.
//
//   otsstream_decode ROWS
//
// "row_mode" and "column_mode" are the connector's own steps: open a page, decode a
// record, append it to a batch. "plain_loop" is the decoder alone, which looks at every
// cell.
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

#include "plugins/otsstream/record_rows.h"
#include "tests/bench/stream_rows.h"
#include "wire/tablestore/plain_buffer_reader.h"
#include "wire/tablestore/stream_records.h"

namespace hopline::bench {
namespace {

namespace otsstream = plugins::otsstream;
namespace ts = wire::tablestore;

constexpr uint64_t kRowsPerPage = 1000;
constexpr uint64_t kPages = 64;  // 14 MB: more than the caches hold
constexpr int64_t kBatchRows = 16'384;

std::vector<std::string> MakePages() {
  std::vector<std::string> pages(kPages);
  for (uint64_t i = 0; i < kPages * kRowsPerPage; ++i) {
    const std::string row = EncodeRecord(i, 100'000, 1'700'000'000'000'000);
    ts::StreamRecordWriter::AppendRecord({ts::StreamAction::kPut, row, {}},
                                         &pages[i / kRowsPerPage]);
  }
  for (std::string& page : pages) {
    ts::StreamRecordWriter::Finish("next", std::nullopt, false, &page);
  }
  return pages;
}

double ProcessorSeconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Hands records of the pages to `take`, until there were `rows`; rows per core-second.
double Measure(uint64_t rows, const std::vector<std::string>& pages,
               const std::function<void(const otsstream::LogRecord&)>& take) {
  otsstream::LogRecord record;
  ts::StreamRecordView view;
  const double start = ProcessorSeconds();
  uint64_t done = 0;
  for (size_t page = 0; done < rows; page = (page + 1) % pages.size()) {
    ts::StreamRecordReader records;
    if (!records.Open(pages[page]).ok()) std::abort();
    while (records.Next(&view)) {
      if (!ts::DecodeRow(view.row, &record.row).ok()) std::abort();
      record.action = view.action;
      take(record);
      ++done;
    }
  }
  return static_cast<double>(done) / (ProcessorSeconds() - start);
}

double MeasureMode(uint64_t rows, const std::vector<std::string>& pages, bool row_mode) {
  otsstream::Options options;
  options.row_mode = row_mode;
  if (row_mode) {
    for (const char* name : {"id", "n", "x", "ok", "t"}) {
      options.columns.push_back({name, std::nullopt, otsstream::ColumnImage::kNew});
    }
  }
  const auto out = otsstream::MakeRecordRows(options, TableOfRows("orders"),
                                             plugins::ColumnFormats{}, {});
  return Measure(rows, pages, [&](const otsstream::LogRecord& record) {
    out->Append(record, "shard_000001", INT64_MAX);
    if (out->rows() >= kBatchRows) out->Finish();
  });
}

int Main(uint64_t rows) {
  const std::vector<std::string> pages = MakePages();
  const size_t bytes = EncodeRecord(0, 100'000, 1'700'000'000'000'000).size();
  if (bytes != kRecordBytes) {
    std::fprintf(stderr, "a record has %zu bytes, not %zu\n", bytes, kRecordBytes);
    return 1;
  }
  uint64_t cells = 0;
  const double loop = Measure(rows, pages, [&](const otsstream::LogRecord& record) {
    for (const ts::CellView& cell : record.row.cells) cells += cell.has_value ? 1 : 0;
  });
  if (cells == 0) return 1;
  std::printf("{\"plain_loop\":%.0f,\"row_mode\":%.0f,\"column_mode\":%.0f}\n", loop,
              MeasureMode(rows, pages, true), MeasureMode(rows, pages, false));
  return 0;
}

}  // namespace
}  // namespace hopline::bench

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: otsstream_decode ROWS\n");
    return 2;
  }
  return hopline::bench::Main(std::strtoull(argv[1], nullptr, 10));
}
