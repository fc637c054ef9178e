#include "plugins/odps/moments.h"

#include "plugins/common/time_zone.h"

namespace hopline::plugins::odps {

namespace mc = wire::maxcompute;

namespace {

// Source: maxcompute.md §3.3.
constexpr int64_t kFirstDay = -719'162, kLastDay = 2'932'896;
constexpr int64_t kFirstMs = -62'167'305'600'000, kLastMs = 253'402'387'200'000;

/// Quotient and remainder, the remainder never negative.
struct Floored {
  int64_t quotient, remainder;
};
Floored Floor(int64_t value, int64_t divisor) {
  int64_t quotient = value / divisor;
  if (value % divisor < 0) --quotient;
  return {quotient, value - quotient * divisor};
}

}  // namespace

int64_t FloorDays(int64_t local_ms) { return Floor(local_ms, kDayMs).quotient; }

bool IsDay(int64_t day) { return day >= kFirstDay && day <= kLastDay; }
bool IsMoment(int64_t unix_ms) { return unix_ms >= kFirstMs && unix_ms <= kLastMs; }

int32_t NanosBelowMs(const Cell& cell) {
  switch (cell.unit) {
    case TimeUnit::kMicro:
      return static_cast<int32_t>(Floor(cell.integer, 1000).remainder * 1000);
    case TimeUnit::kNano:
      return static_cast<int32_t>(Floor(cell.integer, 1'000'000).remainder);
    default:
      return 0;
  }
}

const char* PutTimestamp(Moment moment, mc::ColumnData& out) {
  if (out.layout == mc::Layout::kSecondsAndNanos) {
    const Floored seconds = Floor(moment.unix_ms, 1000);
    const auto nanos =
        static_cast<int32_t>(seconds.remainder * 1'000'000 + moment.below_ms);
    out.AppendValid();
    out.children[0].AppendValid();
    out.children[0].AppendBytes(&seconds.quotient, sizeof seconds.quotient);
    out.children[1].AppendValid();
    out.children[1].AppendBytes(&nanos, sizeof nanos);
    return nullptr;
  }
  int64_t ns = 0;
  if (__builtin_mul_overflow(moment.unix_ms, int64_t{1'000'000}, &ns) ||
      __builtin_add_overflow(ns, int64_t{moment.below_ms}, &ns)) {
    return "the moment lies outside of what Arrow can carry; set tunnelFormat to records";
  }
  out.AppendValid();
  out.AppendBytes(&ns, sizeof ns);
  return nullptr;
}

}  // namespace hopline::plugins::odps
