#include "host/cli/ticker.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace hopline::cli {
namespace {

constexpr uint64_t kLineMs = 10'000;
constexpr uint64_t kBarMs = 200;
constexpr size_t kBarWidth = 24;

std::string Bar(double fraction) {
  const auto filled = static_cast<size_t>(fraction * static_cast<double>(kBarWidth));
  return "[" + std::string(filled, '=') + std::string(kBarWidth - filled, ' ') + "]";
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
    const std::string line = Line(rows, bytes, static_cast<double>(now - then) / 1e9);
    if (terminal_) {
      log_.SetStatus(line);
    } else {
      log_.Info(line);
    }
    rows = progress_.rows;
    bytes = progress_.bytes;
    then = now;
  }
}

std::string Ticker::Line(uint64_t rows_before, uint64_t bytes_before,
                         double seconds) const {
  const uint64_t rows = progress_.rows, bytes = progress_.bytes;
  const uint32_t tasks = progress_.tasks, done = progress_.tasks_done;
  // Both counters go back when an attempt fails.
  const auto rate = [&](uint64_t now, uint64_t before) {
    return static_cast<double>(now - std::min(now, before)) / std::max(seconds, 0.001);
  };
  const double fraction =
      tasks == 0 ? 0
                 : std::min(1.0, static_cast<double>(done) / static_cast<double>(tasks));
  return fmt::format(
      "{}{}/{} tasks, {} rows, {:.1f} MB, {:.0f} rows/s, {:.1f} MB/s, {} dirty{}",
      terminal_ ? Bar(fraction) + " " : "", done, tasks, rows,
      static_cast<double>(bytes) / 1e6, rate(rows, rows_before),
      rate(bytes, bytes_before) / 1e6, progress_.dirty.load(),
      progress_.committing ? ", committing" : "");
}

}  // namespace hopline::cli
