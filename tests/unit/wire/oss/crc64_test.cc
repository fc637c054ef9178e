#include "wire/oss/crc64.h"

#include <doctest/doctest.h>

#include "tests/unit/wire/oss/vectors.h"

namespace hopline::wire::oss::test {
namespace {

std::string FromHex(const std::string& hex) {
  std::string bytes;
  for (size_t i = 0; i < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

/// The bytes that a vector means: given as hex, or by how to make them.
std::string BytesOf(const rapidjson::Value& entry) {
  if (entry.HasMember("hex")) return FromHex(Text(entry, "hex"));
  const std::string name = Text(entry, "name");
  std::string bytes(entry["length"].GetUint64(), '\0');
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (name == "1 MiB + 1 of 0xff") bytes[i] = '\xff';
    if (name.find("bytes 0..255") == 0 || name.find("counter") != std::string::npos) {
      bytes[i] = static_cast<char>(i & 255);
    }
  }
  return bytes;
}

TEST_CASE("Crc64: the published values hold, whole and fed in odd pieces") {
  const auto vectors = ReadJson("crc64.json");
  for (const auto& entry : vectors["values"].GetArray()) {
    CAPTURE(Text(entry, "name"));
    const std::string bytes = BytesOf(entry);
    const uint64_t expected = std::stoull(Text(entry, "crc64"));
    CHECK(Crc64(0, bytes) == expected);
    uint64_t crc = 0;
    size_t piece = 1;
    for (size_t at = 0; at < bytes.size(); at += piece, piece = piece * 3 % 1021 + 1) {
      crc = Crc64(crc, std::string_view(bytes).substr(at, piece));
    }
    CHECK(crc == expected);
  }
}

TEST_CASE("Crc64Combine: the published combinations hold") {
  const auto vectors = ReadJson("crc64.json");
  for (const auto& entry : vectors["combine"].GetArray()) {
    CAPTURE(Text(entry, "name"));
    CHECK(Crc64Combine(std::stoull(Text(entry, "first_crc64")),
                       std::stoull(Text(entry, "second_crc64")),
                       entry["second_length"].GetUint64()) ==
          std::stoull(Text(entry, "combined_crc64")));
  }
}

TEST_CASE("Crc64Combine: equals the CRC of the concatenation for every split") {
  const std::string text = "This is a test of the emergency broadcast system.";
  for (size_t cut = 0; cut <= text.size(); ++cut) {
    const uint64_t first = Crc64(0, text.substr(0, cut));
    const uint64_t second = Crc64(0, text.substr(cut));
    CHECK(Crc64Combine(first, second, text.size() - cut) == Crc64(0, text));
  }
}

}  // namespace
}  // namespace hopline::wire::oss::test
