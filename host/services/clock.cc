#include "host/services/clock.h"

#include <algorithm>
#include <chrono>
#include <ctime>

namespace hopline::services {
namespace {

class RealClock final : public Clock {
 public:
  int64_t UnixMs() override {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  }
  int64_t MonotonicNs() override {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
  }
  bool WaitMs(uint64_t ms, CancelSignal* cancel) override {
    if (cancel != nullptr) return !cancel->WaitFor(ms);
    const timespec pause{static_cast<time_t>(ms / 1000),
                         static_cast<long>(ms % 1000 * 1'000'000)};
    ::nanosleep(&pause, nullptr);
    return true;
  }
};

}  // namespace

Clock& SystemClock() {
  static RealClock clock;
  return clock;
}

}  // namespace hopline::services
