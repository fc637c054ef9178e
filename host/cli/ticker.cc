#include "host/cli/ticker.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <string>

namespace hopline::cli {
namespace {

constexpr uint64_t kLineMs = 10'000;
constexpr uint64_t kBarMs = 200;
constexpr size_t kUnknownWidth = 80;

/// Columns of the terminal now; its user may change them at any time.
size_t TerminalWidth() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
    return kUnknownWidth;
  }
  return size.ws_col;
}

}  // namespace

Ticker::Ticker(const run::Progress& progress, services::Log& log, services::Clock& clock,
               bool terminal)
    : progress_(progress), log_(log), clock_(clock), terminal_(terminal) {
  thread_ = std::thread([this] { Loop(); });
}

Ticker::~Ticker() {
  stop_.Cancel();
  thread_.join();
  if (terminal_) log_.SetStatus("");
}

void Ticker::Loop() {
  services::CancelSignal stop(&stop_);
  uint64_t rows = 0, bytes = 0;
  int64_t then = clock_.MonotonicNs();
  while (clock_.WaitMs(terminal_ ? kBarMs : kLineMs, &stop)) {
    const int64_t now = clock_.MonotonicNs();
    const double seconds = static_cast<double>(now - then) / 1e9;
    const ProgressNumbers numbers = Numbers(rows, bytes, seconds);
    if (terminal_) {
      // A line that fills the last column would wrap, and could not be taken back.
      log_.SetStatus(ProgressBar(numbers, TerminalWidth() - 1));
    } else {
      log_.Write(HOPLINE_LOG_INFO, "progress", ProgressLine(numbers), Fields(numbers));
    }
    rows = numbers.rows;
    bytes = numbers.bytes;
    then = now;
  }
}

ProgressNumbers Ticker::Numbers(uint64_t rows_before, uint64_t bytes_before,
                                double seconds) const {
  // Both counters go back when an attempt fails.
  const auto rate = [&](uint64_t now, uint64_t before) {
    return static_cast<double>(now - std::min(now, before)) / std::max(seconds, 0.001);
  };
  ProgressNumbers numbers;
  numbers.rows = progress_.rows;
  numbers.bytes = progress_.bytes;
  numbers.dirty = progress_.dirty;
  numbers.tasks = progress_.tasks;
  numbers.tasks_done = progress_.tasks_done;
  numbers.rows_per_second = rate(numbers.rows, rows_before);
  numbers.bytes_per_second = rate(numbers.bytes, bytes_before);
  numbers.committing = progress_.committing;
  return numbers;
}

services::LogFields Ticker::Fields(const ProgressNumbers& numbers) const {
  if (!log_.structured()) return {};
  return {{"rows", std::to_string(numbers.rows)},
          {"bytes", std::to_string(numbers.bytes)},
          {"dirty", std::to_string(numbers.dirty)},
          {"tasks", std::to_string(numbers.tasks)},
          {"tasks_done", std::to_string(numbers.tasks_done)}};
}

}  // namespace hopline::cli
