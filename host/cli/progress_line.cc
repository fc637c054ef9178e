#include "host/cli/progress_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace hopline::cli {
namespace {

constexpr size_t kBarWidth = 24;

double Fraction(const ProgressNumbers& numbers) {
  if (numbers.tasks == 0) return 0;
  return std::min(
      1.0, static_cast<double>(numbers.tasks_done) / static_cast<double>(numbers.tasks));
}

std::string Bar(double fraction) {
  const auto filled = static_cast<size_t>(fraction * static_cast<double>(kBarWidth));
  return "[" + std::string(filled, '=') + std::string(kBarWidth - filled, ' ') + "]";
}

}  // namespace

std::string SizeText(double bytes) {
  static const char* const kUnits[] = {"B", "KB", "MB", "GB", "TB"};
  size_t unit = 0;
  while (bytes >= 1024 && unit < 4) {
    bytes /= 1024;
    ++unit;
  }
  return unit == 0 ? fmt::format("{:.0f}B", bytes)
                   : fmt::format("{:.2f}{}", bytes, kUnits[unit]);
}

std::string ProgressLine(const ProgressNumbers& numbers) {
  return fmt::format(
      "Total {} records, {} bytes | Speed {}/s, {:.0f} records/s | Error {} records | "
      "Percentage {:.2f}%{}",
      numbers.rows, numbers.bytes, SizeText(numbers.bytes_per_second),
      numbers.rows_per_second, numbers.dirty, 100 * Fraction(numbers),
      numbers.committing ? " | committing" : "");
}

std::string ProgressBar(const ProgressNumbers& numbers, size_t width) {
  const std::string tasks = fmt::format("{}/{} tasks", numbers.tasks_done, numbers.tasks);
  std::vector<std::string> parts = {tasks, fmt::format("{} rows", numbers.rows)};
  if (numbers.committing) parts.emplace_back("committing");
  if (numbers.dirty != 0) parts.push_back(fmt::format("{} dirty", numbers.dirty));
  parts.push_back(fmt::format("{:.0f} rows/s", numbers.rows_per_second));
  parts.push_back(SizeText(numbers.bytes_per_second) + "/s");
  parts.push_back(SizeText(static_cast<double>(numbers.bytes)));
  std::string line = Bar(Fraction(numbers));
  if (line.size() + 1 + tasks.size() > width) line.clear();
  for (size_t i = 0; i < parts.size(); ++i) {
    const std::string piece = (i > 0 ? ", " : line.empty() ? "" : " ") + parts[i];
    if (line.size() + piece.size() > width) break;
    line += piece;
  }
  return line;
}

}  // namespace hopline::cli
