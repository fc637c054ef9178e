#include "emulator/maxcompute/sessions.h"

#include <fmt/core.h>

#include <random>

#include "wire/common/date.h"

namespace hopline::emulator::maxcompute {
namespace {

/// "20240301120000".
std::string Digits(int64_t unix_s) {
  const std::string text = wire::FormatBasicDate(unix_s);  // 20240301T120000Z
  return text.substr(0, 8) + text.substr(9, 6);
}

}  // namespace

IdSource::IdSource() : seed_(std::random_device()()) {}

std::string IdSource::NewSessionId(int64_t now_unix_s) {
  return fmt::format("{}{:08x}{:08x}", Digits(now_unix_s), static_cast<uint32_t>(seed_),
                     static_cast<uint32_t>(last_.fetch_add(1)));
}

std::string IdSource::NewInstanceId(int64_t now_unix_us) {
  return fmt::format("{}{:03}g{:08x}{:06x}", Digits(now_unix_us / 1000000),
                     now_unix_us / 1000 % 1000, static_cast<uint32_t>(seed_),
                     static_cast<uint32_t>(last_.fetch_add(1)));
}

std::string IdSource::NewRequestId(int64_t now_unix_s) {
  return fmt::format("{:08X}{:08X}{:08X}", static_cast<uint32_t>(now_unix_s),
                     static_cast<uint32_t>(seed_),
                     static_cast<uint32_t>(last_.fetch_add(1)));
}

}  // namespace hopline::emulator::maxcompute
