#include "wire/common/crc32c.h"

#include <doctest/doctest.h>

#include <string>

namespace hopline::wire::test {
namespace {

std::string Counting(int first, int step) {
  std::string bytes;
  for (int i = 0; i < 32; ++i) bytes += static_cast<char>(first + i * step);
  return bytes;
}

void CheckBoth(std::string_view bytes, uint32_t expected) {
  CHECK(Crc32c(0, bytes) == expected);
  CHECK(Crc32cByTable(0, bytes) == expected);
}

TEST_CASE(
    "Crc32c: the values of RFC 3720, appendix B.4, and the usual check value hold") {
  CheckBoth("", 0);
  CheckBoth("123456789", 0xE3069283);
  CheckBoth(std::string(32, '\0'), 0x8A9136AA);
  CheckBoth(std::string(32, '\xff'), 0x62A8AB43);
  CheckBoth(Counting(0, 1), 0x46DD794E);
  CheckBoth(Counting(31, -1), 0x113FDB5C);
}

TEST_CASE("Crc32c: both ways agree whatever the length, and pieces add up") {
  std::string bytes;
  for (uint32_t i = 0; i < 200; ++i) bytes += static_cast<char>(i * 151 + 7);
  const std::string_view all = bytes;
  const uint32_t whole = Crc32c(0, all);
  for (size_t cut = 0; cut <= all.size(); ++cut) {
    CHECK(Crc32c(0, all.substr(cut)) == Crc32cByTable(0, all.substr(cut)));
    CHECK(Crc32c(Crc32c(0, all.substr(0, cut)), all.substr(cut)) == whole);
    CHECK(Crc32cByTable(Crc32cByTable(0, all.substr(0, cut)), all.substr(cut)) == whole);
  }
}

}  // namespace
}  // namespace hopline::wire::test
