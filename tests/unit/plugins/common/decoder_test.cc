// Packed files of other people's tools (tests/data/packed), whole, cut and damaged.
#include <doctest/doctest.h>
#include <hopline/error.hpp>

#include "plugins/common/compression.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

namespace hopline::plugins {
namespace {

std::string Load(const std::string& name) {
  std::ifstream file(HOPLINE_TEST_DATA "/packed/" + name, std::ios::binary);
  REQUIRE(file);
  std::stringstream content;
  content << file.rdbuf();
  return content.str();
}

/// Hands a text out in small pieces, as a network might.
class Pieces final : public ByteSource {
 public:
  Pieces(std::string bytes, size_t piece) : bytes_(std::move(bytes)), piece_(piece) {}
  size_t Read(char* out, size_t most) override {
    const size_t n = std::min({most, piece_, bytes_.size() - at_});
    std::memcpy(out, bytes_.data() + at_, n);
    at_ += n;
    return n;
  }

 private:
  std::string bytes_;
  size_t piece_;
  size_t at_ = 0;
};

std::string Unpack(Compression compression, const std::string& packed,
                   size_t piece = 4096, size_t room = 1000) {
  Pieces source(packed, piece);
  const auto decoder = MakeDecoder(compression, source);
  std::string out;
  std::string buffer(room, '\0');
  while (const size_t n = decoder->Read(buffer.data(), buffer.size())) {
    out.append(buffer, 0, n);
  }
  const size_t again = decoder->Read(buffer.data(), buffer.size());
  CHECK(again == 0);
  return out;
}

/// The error's text, or nothing when there was none and the bytes are the right ones.
std::optional<std::string> Problem(Compression compression, const std::string& packed,
                                   const std::string& plain) {
  try {
    const std::string unpacked = Unpack(compression, packed);
    CHECK(unpacked == plain);
    return std::nullopt;
  } catch (const Error& error) {
    CHECK(error.code() == HOPLINE_STATUS_DATA_INVALID);
    return error.message();
  }
}

struct PackedSample {
  const char* file;
  Compression compression;
};
constexpr std::array kSamples = {
    PackedSample{"one.gz", Compression::kGzip},
    PackedSample{"members.gz", Compression::kGzip},
    PackedSample{"padded.gz", Compression::kGzip},
    PackedSample{"one.bz2", Compression::kBzip2},
    PackedSample{"streams.bz2", Compression::kBzip2},
    PackedSample{"deflated.zip", Compression::kZip},
    PackedSample{"stored.zip", Compression::kZip},
    PackedSample{"descriptor.zip", Compression::kZip},
    PackedSample{"zip64.zip", Compression::kZip},
    PackedSample{"zip64_descriptor.zip", Compression::kZip},
    PackedSample{"folder.zip", Compression::kZip},
    PackedSample{"framed.snappy", Compression::kSnappy},
    PackedSample{"hadoop.snappy", Compression::kSnappy},
};

TEST_CASE("every packed file gives its bytes, whatever the pieces") {
  const std::string plain = Load("plain.csv");
  for (const PackedSample& sample : kSamples) {
    CAPTURE(sample.file);
    const std::string packed = Load(sample.file);
    CHECK(Unpack(sample.compression, packed) == plain);
    CHECK(Unpack(sample.compression, packed, 1, 7) == plain);
    CHECK(Unpack(sample.compression, packed, 13, 1) == plain);
  }
}

TEST_CASE("an empty file has no bytes in every format") {
  for (const PackedSample& sample : kSamples)
    CHECK(Unpack(sample.compression, "").empty());
}

TEST_CASE("a file that is cut off is an error with the place, never fewer rows") {
  const std::string plain = Load("plain.csv");
  for (const PackedSample& sample : kSamples) {
    CAPTURE(sample.file);
    const std::string packed = Load(sample.file);
    // What comes before the place where nothing is missing any more: a second member,
    // padding, the archive's directory. Hadoop's blocks and framed chunks have no end
    // mark; the size of the object stands for it.
    size_t whole = 0;
    for (size_t n = 1; n < packed.size(); ++n) {
      Pieces source(packed.substr(0, n), 4096);
      const auto decoder = MakeDecoder(sample.compression, source);
      std::string out(plain.size() + 1, '\0');
      size_t size = 0;
      try {
        while (const size_t more = decoder->Read(out.data() + size, out.size() - size)) {
          size += more;
        }
        CHECK(out.compare(0, size, plain, 0, size) == 0);
        ++whole;
      } catch (const Error& error) {
        CHECK(error.code() == HOPLINE_STATUS_DATA_INVALID);
        CHECK(error.message().find(" byte ") != std::string::npos);
      }
    }
    const std::string name = sample.file;
    if (name == "one.gz" || name == "one.bz2") CHECK(whole == 0);
    if (name == "members.gz" || name == "streams.bz2") CHECK(whole == 1);
    if (name == "padded.gz") CHECK(whole == 20);
  }
}

TEST_CASE("a damaged byte is an error or harmless, never other rows") {
  const std::string plain = Load("plain.csv");
  for (const PackedSample& sample : kSamples) {
    if (std::string_view(sample.file) == "hadoop.snappy") continue;  // it has no checksum
    CAPTURE(sample.file);
    const std::string packed = Load(sample.file);
    size_t errors = 0;
    for (size_t i = 0; i < packed.size(); ++i) {
      std::string damaged = packed;
      damaged[i] = static_cast<char>(damaged[i] ^ 0x20);
      CAPTURE(i);
      if (Problem(sample.compression, damaged, plain).has_value()) ++errors;
    }
    CHECK(errors > packed.size() / 2);
  }
}

TEST_CASE("archives that cannot be read whole are refused with the cure") {
  const auto refuses = [](const char* file, const char* message) {
    CAPTURE(file);
    CHECK_THROWS_WITH_AS(Unpack(Compression::kZip, Load(file)),
                         doctest::Contains(message), Error);
  };
  refuses("two_files.zip", "holds more than one file; put one file into each archive");
  refuses("stored_descriptor.zip", "pack it with deflate");
  refuses("method12.zip", "uses method 12; pack it with deflate");
  refuses("plain.csv", "no entry begins here");
  std::string encrypted = Load("deflated.zip");
  encrypted[6] = static_cast<char>(encrypted[6] | 1);
  CHECK_THROWS_WITH_AS(Unpack(Compression::kZip, encrypted),
                       doctest::Contains("is encrypted"), Error);
}

TEST_CASE("compress takes its words in any case and names the cure for others") {
  CHECK(ParseCompression("GZIP") == Compression::kGzip);
  CHECK(ParseCompression("none") == Compression::kNone);
  CHECK(ParseCompression("framing-snappy") == Compression::kSnappy);
  CHECK(ParseCompression("Hadoop-Snappy") == Compression::kSnappy);
  CHECK_THROWS_WITH_AS(ParseCompression("lzo"),
                       "'lzo' is not read; pack the objects with gzip, bzip2, zip or "
                       "snappy, or not at all",
                       Error);
  CHECK_THROWS_WITH_AS(ParseCompression("rar"), doctest::Contains("'rar' is not known"),
                       Error);
}

}  // namespace
}  // namespace hopline::plugins
