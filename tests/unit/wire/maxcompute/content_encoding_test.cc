#include "wire/maxcompute/content_encoding.h"

#include <doctest/doctest.h>

#include "tests/unit/wire/maxcompute/vectors.h"

namespace hopline::wire::maxcompute::test {
namespace {

constexpr ContentEncoding kAll[] = {
    ContentEncoding::kRaw,          ContentEncoding::kDeflate,
    ContentEncoding::kSnappyFramed, ContentEncoding::kLz4Frame,
    ContentEncoding::kOdpsLz4Frame, ContentEncoding::kZstd};

TEST_CASE("Content encodings: the recorded bodies are read") {
  const auto index = ReadJson("records.json");
  const std::string plain = ReadVector("rec_1000.bin");
  for (const char* name :
       {"rec_1000.deflate", "rec_1000.snappy_framed", "rec_1000.lz4_frame",
        "rec_1000.lz4_frame_independent", "rec_1000.zstd"}) {
    CAPTURE(name);
    const auto encoding = ParseContentEncoding(Text(index[name], "content_encoding"));
    REQUIRE(encoding.has_value());
    std::string out;
    const Status status =
        Decompress(*encoding, ReadVector(std::string(name) + ".bin"), 1 << 20, &out);
    CHECK_MESSAGE(status.ok(), status.message());
    CHECK(out == plain);
  }
}

TEST_CASE("Content encodings: what is written in pieces is read in pieces") {
  std::string plain;
  while (plain.size() < 300000) plain += ReadVector("rec_1000.bin");
  for (const ContentEncoding encoding : kAll) {
    CAPTURE(ContentEncodingName(encoding));
    std::string compressed;
    const auto compressor = Compressor::New(encoding);
    for (size_t at = 0; at < plain.size(); at += 10007) {
      compressor->Write(std::string_view(plain).substr(at, 10007), &compressed);
    }
    compressor->Finish(&compressed);
    std::string out;
    std::string part;
    const auto decompressor = Decompressor::New(encoding);
    for (size_t at = 0; at < compressed.size(); at += 211) {
      std::string_view piece = std::string_view(compressed).substr(at, 211);
      do {
        part.clear();
        REQUIRE(decompressor->Write(&piece, 1000, &part).ok());
        out += part;
      } while (!piece.empty() || part.size() >= 1000);
    }
    CHECK(decompressor->Finish().ok());
    CHECK(out == plain);
    CHECK((encoding == ContentEncoding::kRaw || compressed.size() < plain.size()));
  }
}

TEST_CASE("Content encodings: nothing at all is a stream too") {
  for (const ContentEncoding encoding : kAll) {
    CAPTURE(ContentEncodingName(encoding));
    std::string out = "old";
    CHECK(Decompress(encoding, Compress(encoding, ""), 100, &out).ok());
    CHECK(out.empty());
  }
}

TEST_CASE("Content encodings: incomplete, wrong and too large bodies are refused") {
  const std::string plain = ReadVector("rec_1000.bin");
  for (const ContentEncoding encoding : kAll) {
    if (encoding == ContentEncoding::kRaw) continue;
    CAPTURE(ContentEncodingName(encoding));
    const std::string body = Compress(encoding, plain);
    std::string out;
    CHECK_FALSE(Decompress(encoding, plain, 1 << 20, &out).ok());
    CHECK_FALSE(Decompress(encoding, body + "x", 1 << 20, &out).ok());
    CHECK_FALSE(
        Decompress(encoding, body.substr(0, body.size() / 2), 1 << 20, &out).ok());
    CHECK(Decompress(encoding, body, plain.size(), &out).ok());
    CHECK(Decompress(encoding, body, plain.size() - 1, &out)
              .message()
              .find("larger than") != std::string::npos);
  }
}

TEST_CASE(
    "Content encodings: LZ4 frames have independent blocks, as the Java SDK needs") {
  const std::string body = Compress(ContentEncoding::kLz4Frame, "abc");
  CHECK((static_cast<unsigned char>(body[4]) & 0x20) != 0);
}

TEST_CASE("Content encodings: names") {
  CHECK(ParseContentEncoding("") == ContentEncoding::kRaw);
  CHECK(ParseContentEncoding("Identity") == ContentEncoding::kRaw);
  CHECK(ParseContentEncoding("X-ODPS-LZ4-FRAME") == ContentEncoding::kOdpsLz4Frame);
  CHECK_FALSE(ParseContentEncoding("gzip").has_value());
}

}  // namespace
}  // namespace hopline::wire::maxcompute::test
