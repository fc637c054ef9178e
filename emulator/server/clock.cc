#include "emulator/server/clock.h"

#include <chrono>

namespace hopline::emulator {
namespace {

int64_t MachineUnixUs() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace

int64_t Clock::NowUnixUs() const { return MachineUnixUs() + offset_us_.load(); }

void Clock::Set(int64_t unix_us) { offset_us_.store(unix_us - MachineUnixUs()); }

void Clock::Advance(int64_t us) { offset_us_.fetch_add(us); }

void Clock::UseRealTime() { offset_us_.store(0); }

bool Clock::IsReal() const { return offset_us_.load() == 0; }

}  // namespace hopline::emulator
