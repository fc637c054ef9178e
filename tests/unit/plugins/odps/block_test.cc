#include "plugins/odps/block.h"

#include <doctest/doctest.h>

#include "tests/unit/plugins/odps/one_column.h"
#include "wire/maxcompute/record_reader.h"

namespace hopline::plugins::odps {
namespace {

namespace mc = wire::maxcompute;

std::string BytesOf(const BodySource& body) {
  std::string bytes(body.size(), '\0');
  size_t at = 0;
  while (at < bytes.size()) {
    const size_t n = body.ReadAt(at, bytes.data() + at, bytes.size() - at);
    REQUIRE(n > 0);
    at += n;
  }
  char more = 0;
  CHECK(body.ReadAt(bytes.size(), &more, 1) == 0);
  return bytes;
}

TEST_CASE("a body that outgrows its memory goes on in a file, and reads as one") {
  BlockBody body;
  std::string all;
  for (int i = 0; all.size() < BlockMemory{}.body + (size_t{3} << 20) + 7; ++i) {
    const std::string piece(300'007, static_cast<char>('a' + i % 26));
    body.Append(piece);
    all += piece;
  }
  REQUIRE(body.size() == all.size());
  CHECK((BytesOf(body) == all));
  // From anywhere, across the border between file and memory too.
  for (size_t at = 1; at < all.size(); at += 1'234'567) {
    char bytes[1000];
    const size_t n = body.ReadAt(at, bytes, sizeof bytes);
    REQUIRE(n > 0);
    CHECK(std::string_view(bytes, n) == std::string_view(all).substr(at, n));
  }
}

std::string Unpacked(const BodyForm& form, const BodySource& body) {
  const std::string bytes = BytesOf(body);
  if (form.encoding == mc::ContentEncoding::kRaw) return bytes;
  std::string out;
  REQUIRE(mc::Decompress(form.encoding, bytes, 1 << 30, &out).ok());
  return out;
}

int64_t CountRows(const BodyForm& form, const std::string& bytes,
                  const std::vector<mc::Type>& types) {
  if (!form.arrow) {
    constexpr auto kForm = mc::TimestampForm::kSecondsAndNanos;
    mc::Columns columns = mc::MakeColumns(types, kForm);
    REQUIRE(mc::DecodeRecords(bytes, types, kForm, &columns).ok());
    return columns[0].rows;
  }
  std::string payload;
  mc::ArrowFrameReader frame;
  REQUIRE(frame.Write(bytes, &payload).ok());
  REQUIRE(frame.Finish(&payload).ok());
  mc::ArrowBatchReader reader(types);
  std::string_view rest = payload;
  int64_t rows = 0;
  while (!rest.empty()) {
    mc::Columns batch;
    REQUIRE(reader.Read(&rest, &batch) == mc::ArrowBatchReader::Outcome::kBatch);
    rows += batch[0].rows;
  }
  return rows;
}

TEST_CASE("blocks of every form decode to their rows, one after the other") {
  using E = mc::ContentEncoding;
  const std::vector<mc::Type> types = {OneColumn::TypeOf("bigint")};
  for (const bool arrow : {false, true}) {
    for (const E encoding : {E::kRaw, E::kDeflate, E::kLz4Frame, E::kZstd}) {
      const BodyForm form{arrow, encoding};
      CAPTURE(arrow);
      CAPTURE(static_cast<int>(encoding));
      BlockEncoder encoder(form);
      mc::Columns columns = mc::MakeColumns(types, mc::TimestampForm::kNanoseconds);
      for (int64_t i = 0; i < 1000; ++i) {
        columns[0].AppendValid();
        columns[0].AppendBytes(&i, sizeof i);
      }
      encoder.Add(mc::ViewsOf(columns), 1000);
      encoder.Add(mc::ViewsOf(columns), 1000);
      CHECK(encoder.rows() == 2000);
      CHECK(encoder.raw_bytes() > 2000);
      CHECK(CountRows(form, Unpacked(form, *encoder.Finish()), types) == 2000);
      CHECK(encoder.rows() == 0);
      encoder.Add(mc::ViewsOf(columns), 1000);
      CHECK(CountRows(form, Unpacked(form, *encoder.Finish()), types) == 1000);
      CHECK(CountRows(form, Unpacked(form, *encoder.Finish()), types) == 0);
    }
  }
}

}  // namespace
}  // namespace hopline::plugins::odps
