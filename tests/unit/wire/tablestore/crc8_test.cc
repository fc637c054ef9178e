#include "wire/tablestore/crc8.h"

#include <doctest/doctest.h>

#include <cstring>
#include <sstream>
#include <string>

#include "vectors.h"

namespace hopline::wire::tablestore {
namespace {

template <typename Integer>
std::string LittleEndian(const std::string& decimal) {
  const auto value = static_cast<Integer>(std::stoll(decimal));
  std::string bytes(sizeof(value), '\0');
  std::memcpy(bytes.data(), &value, sizeof(value));
  return bytes;
}

TEST_CASE("Crc8.AgreesWithEveryLineOfTheVendorsSelfCheck") {
  int checked = 0;
  for (const std::string& line : vectors::Lines("crc8_selfcheck.txt")) {
    std::istringstream fields(line);
    std::string kind, input, seed, expected;
    fields >> kind >> input >> seed >> expected;
    std::string bytes;
    if (kind == "bytes" && input != "-") bytes = vectors::FromHex(input);
    if (kind == "int32") bytes = LittleEndian<int32_t>(input);
    if (kind == "int64") bytes = LittleEndian<int64_t>(input);

    const auto start = static_cast<uint8_t>(std::stoul(seed, nullptr, 16));
    const unsigned crc = UpdateCrc8(start, bytes);

    CAPTURE(line);
    CHECK(crc == std::stoul(expected, nullptr, 16));
    ++checked;
  }
  CHECK(checked >= 20);
}

TEST_CASE("Crc8.GivesTheSameByteByByteAndInRuns") {
  std::string bytes;
  for (int i = 0; i < 100; ++i) bytes.push_back(static_cast<char>(i * 37 + 11));
  for (size_t size = 0; size <= bytes.size(); ++size) {
    uint8_t one_by_one = 0x5A;
    for (size_t i = 0; i < size; ++i) {
      one_by_one = UpdateCrc8(one_by_one, static_cast<uint8_t>(bytes[i]));
    }
    CHECK(UpdateCrc8(0x5A, std::string_view(bytes).substr(0, size)) == one_by_one);
  }
}

}  // namespace
}  // namespace hopline::wire::tablestore
