#include "host/cli/progress_line.h"

#include <doctest/doctest.h>

namespace hopline::cli {
namespace {

ProgressNumbers Half() {
  ProgressNumbers numbers;
  numbers.rows = 40;
  numbers.bytes = 560;
  numbers.dirty = 2;
  numbers.tasks = 4;
  numbers.tasks_done = 2;
  numbers.rows_per_second = 4;
  numbers.bytes_per_second = 56;
  return numbers;
}

// Source: job.md §3.9.
TEST_CASE("the periodic line is the engine's") {
  CHECK(ProgressLine(Half()) ==
        "Total 40 records, 560 bytes | Speed 56B/s, 4 records/s | Error 2 records | "
        "Percentage 50.00%");
}

TEST_CASE("sizes have the engine's units") {
  CHECK(SizeText(0) == "0B");
  CHECK(SizeText(1023) == "1023B");
  CHECK(SizeText(1536) == "1.50KB");
  CHECK(SizeText(12.0 * 1024 * 1024) == "12.00MB");
  CHECK(SizeText(5e15) == "4547.47TB");
}

TEST_CASE("the bar leaves out what does not fit, whole pieces at a time") {
  CHECK(ProgressBar(Half(), 200) ==
        "[============            ] 2/4 tasks, 40 rows, 2 dirty, 4 rows/s, 56B/s, 560B");
  CHECK(ProgressBar(Half(), 50) == "[============            ] 2/4 tasks, 40 rows");
  CHECK(ProgressBar(Half(), 30) == "2/4 tasks, 40 rows, 2 dirty");
  for (size_t width = 0; width < 120; ++width) {
    CHECK(ProgressBar(Half(), width).size() <= width);
  }
}

TEST_CASE("nothing planned is nothing done") {
  CHECK(ProgressLine({}).find("Percentage 0.00%") != std::string::npos);
}

}  // namespace
}  // namespace hopline::cli
