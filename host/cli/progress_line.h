/// \file progress_line.h
/// How far a run is, in one line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace hopline::cli {

/// Rates since the line before.
struct ProgressNumbers {
  uint64_t rows = 0, bytes = 0, dirty = 0;
  uint32_t tasks = 0, tasks_done = 0;
  double rows_per_second = 0, bytes_per_second = 0;
  bool committing = false;
};

/// The engine's periodic line: "Total 40 records, 560 bytes | Speed 56B/s, 4 records/s |
/// Error 0 records | Percentage 50.00%".
/// Source: job.md §3.9.
std::string ProgressLine(const ProgressNumbers& numbers);

/// A bar and numbers that fit into `width` columns: what matters least is left out first.
std::string ProgressBar(const ProgressNumbers& numbers, size_t width);

/// 560B, 1.50KB, 12.00MB: units of 1024, as the engine prints them.
std::string SizeText(double bytes);

}  // namespace hopline::cli
