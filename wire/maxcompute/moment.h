#pragma once

#include <cstdint>

namespace hopline::wire::maxcompute {

/// A moment as records hold it: seconds rounded down, nanoseconds 0 to 999999999.
struct Moment {
  int64_t seconds = 0;
  int32_t nanos = 0;
};

inline constexpr int64_t kNanosPerSecond = 1'000'000'000;

inline Moment MomentOf(int64_t nanoseconds) {
  int64_t seconds = nanoseconds / kNanosPerSecond;
  int64_t nanos = nanoseconds % kNanosPerSecond;
  if (nanos < 0) {
    nanos += kNanosPerSecond;
    --seconds;
  }
  return {seconds, static_cast<int32_t>(nanos)};
}

/// False when an int64 cannot hold it.
inline bool NanosecondsOf(const Moment& moment, int64_t* nanoseconds) {
  // A negative moment is reached from the second above it, so that the smallest one fits.
  const int64_t up = moment.seconds < 0 ? 1 : 0;
  return !__builtin_mul_overflow(moment.seconds + up, kNanosPerSecond, nanoseconds) &&
         !__builtin_add_overflow(*nanoseconds, moment.nanos - up * kNanosPerSecond,
                                 nanoseconds);
}

}  // namespace hopline::wire::maxcompute
