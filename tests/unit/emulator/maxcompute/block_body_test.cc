#include "emulator/maxcompute/block_body.h"

#include <doctest/doctest.h>

#include "emulator/maxcompute/failure.h"
#include "tests/unit/emulator/maxcompute/tunnel_client.h"
#include "wire/maxcompute/arrow_frame.h"
#include "wire/maxcompute/arrow_message.h"

namespace hopline::emulator::maxcompute::test {
namespace {

namespace wm = wire::maxcompute;
using wm::ContentEncoding;

wm::TableSchema SchemaOf(const char* type) {
  wm::TableSchema schema;
  schema.columns = {{"c", {}, "", true}};
  REQUIRE(wm::ParseType(type, &schema.columns[0].type).ok());
  return schema;
}

/// The code of what DecodeBlock throws, or the count of rows.
std::string Decode(std::string_view body, ContentEncoding encoding, bool arrow,
                   const wm::TableSchema& schema) {
  try {
    return std::to_string(DecodeBlock(body, encoding, arrow, schema).count());
  } catch (const Failure& failure) {
    return failure.code;
  }
}

/// Two rows, framed.
std::string ArrowBody(const wm::TableSchema& schema, wm::TimestampForm form,
                      wm::BufferCompression compression) {
  wm::Columns columns = wm::MakeColumns({schema.columns[0].type}, form);
  columns[0].AppendNull();
  columns[0].AppendNull();
  std::string body;
  wm::ArrowFrameWriter frame(&body);
  wm::WriteRecordBatch(wm::ViewsOf(columns), 0, 2, compression,
                       [&](std::string_view bytes) { frame.Write(bytes); });
  frame.Finish();
  return body;
}

TEST_CASE("Block body: records, in pieces, in every encoding") {
  const wm::TableSchema schema = SchemaOf("bigint");
  std::vector<int64_t> values(100000);
  for (size_t i = 0; i < values.size(); ++i) values[i] = static_cast<int64_t>(i) * 7919;
  const std::string body = BigintStream(values);
  CHECK(body.size() > (size_t{1} << 20));
  for (const auto encoding :
       {ContentEncoding::kRaw, ContentEncoding::kDeflate, ContentEncoding::kSnappyFramed,
        ContentEncoding::kLz4Frame, ContentEncoding::kZstd}) {
    CHECK(Decode(wm::Compress(encoding, body), encoding, false, schema) == "100000");
  }
}

TEST_CASE("Block body: each kind of damage has its code") {
  const wm::TableSchema schema = SchemaOf("bigint");
  const std::string body = BigintStream({1, 2, 3});
  const auto raw = ContentEncoding::kRaw;
  CHECK(Decode(body, raw, false, schema) == "3");
  CHECK(Decode("", raw, false, schema) == "IncompleteBody");
  CHECK(Decode(body.substr(0, body.size() / 2), raw, false, schema) == "IncompleteBody");
  CHECK(Decode(body + "x", raw, false, schema) == "MalformedDataStream");
  std::string wrong = body;
  wrong[1] = 0x06;
  CHECK(Decode(wrong, raw, false, schema) == "CorruptedDataStream");
  CHECK(Decode(body, ContentEncoding::kDeflate, false, schema) == "MalformedDataStream");
  const std::string packed = wm::Compress(ContentEncoding::kDeflate, body);
  CHECK(Decode(packed.substr(0, packed.size() - 3), ContentEncoding::kDeflate, false,
               schema) == "IncompleteBody");
  CHECK(Decode(body, raw, false, SchemaOf("double")) == "MalformedDataStream");
  const std::string arrow =
      ArrowBody(schema, wm::TimestampForm::kNanoseconds, wm::BufferCompression::kNone);
  CHECK(Decode(arrow, raw, true, schema) == "2");
  CHECK(Decode("", raw, true, schema) == "0");
  CHECK(Decode(arrow.substr(0, 40), raw, true, schema) == "CorruptedDataStream");
  CHECK(Decode(arrow, raw, true, SchemaOf("string")) == "MalformedDataStream");
}

TEST_CASE("Block body: zstd means the whole body, or the buffers inside") {
  const wm::TableSchema schema = SchemaOf("bigint");
  const auto form = wm::TimestampForm::kNanoseconds;
  const std::string plain = ArrowBody(schema, form, wm::BufferCompression::kNone);
  CHECK(Decode(wm::Compress(ContentEncoding::kZstd, plain), ContentEncoding::kZstd, true,
               schema) == "2");
  CHECK(Decode(ArrowBody(schema, form, wm::BufferCompression::kZstd),
               ContentEncoding::kZstd, true, schema) == "2");
  CHECK(Decode(ArrowBody(schema, form, wm::BufferCompression::kLz4Frame),
               ContentEncoding::kLz4Frame, true, schema) == "2");
}

TEST_CASE("Block body: timestamps may come in either form") {
  const wm::TableSchema schema = SchemaOf("array<timestamp>");
  for (const auto form :
       {wm::TimestampForm::kNanoseconds, wm::TimestampForm::kSecondsAndNanos}) {
    CHECK(Decode(ArrowBody(schema, form, wm::BufferCompression::kNone),
                 ContentEncoding::kRaw, true, schema) == "2");
  }
}

TEST_CASE("Block body: what a column cannot hold is refused by its name") {
  wm::TableSchema schema = SchemaOf("bigint");
  CHECK(Decode(BigintStream({INT64_MIN}), ContentEncoding::kRaw, false, schema) ==
        "InvalidArgument");
  schema.columns[0].nullable = false;
  try {
    DecodeBlock(
        ArrowBody(schema, wm::TimestampForm::kNanoseconds, wm::BufferCompression::kNone),
        ContentEncoding::kRaw, true, schema);
    FAIL("no failure");
  } catch (const Failure& failure) {
    CHECK(failure.message == "column c: NULL in a column that is NOT NULL");
  }
}

}  // namespace
}  // namespace hopline::emulator::maxcompute::test
