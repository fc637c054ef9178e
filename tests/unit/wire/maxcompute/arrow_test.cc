#include <doctest/doctest.h>

#include <cstring>

#include "tests/unit/wire/maxcompute/vectors.h"
#include "wire/common/encoding.h"
#include "wire/maxcompute/arrow_frame.h"
#include "wire/maxcompute/arrow_message.h"
#include "wire/maxcompute/record_writer.h"

namespace hopline::wire::maxcompute::test {
namespace {

/// The columns of the recorded batches (README of the vectors).
std::vector<Type> RecordedTypes() {
  std::vector<Type> types;
  for (const char* text :
       {"tinyint", "smallint", "int", "bigint", "boolean", "float", "double", "string",
        "binary", "date", "datetime", "timestamp", "timestamp_ntz", "decimal(10,2)",
        "array<string>", "struct<x:int,y:string>", "map<string,bigint>"}) {
    types.push_back(TypeOf(text));
  }
  return types;
}

std::string Unframe(std::string_view framed, size_t piece_bytes) {
  ArrowFrameReader reader;
  std::string payload;
  for (size_t at = 0; at < framed.size(); at += piece_bytes) {
    const Status status = reader.Write(framed.substr(at, piece_bytes), &payload);
    REQUIRE_MESSAGE(status.ok(), status.message());
  }
  const Status status = reader.Finish(&payload);
  REQUIRE_MESSAGE(status.ok(), status.message());
  return payload;
}

std::string Frame(std::string_view payload, size_t chunk_bytes, size_t piece_bytes) {
  std::string out;
  ArrowFrameWriter writer(&out, chunk_bytes);
  for (size_t at = 0; at < payload.size(); at += piece_bytes) {
    writer.Write(payload.substr(at, piece_bytes));
  }
  writer.Finish();
  return out;
}

std::string Encode(const std::vector<ColumnView>& columns, int64_t first, int64_t count,
                   BufferCompression compression = BufferCompression::kNone) {
  std::string out;
  WriteRecordBatch(columns, first, count, compression,
                   [&](std::string_view bytes) { out += bytes; });
  return out;
}

Columns Decode(std::string_view payload, const std::vector<Type>& types) {
  ArrowBatchReader reader(types);
  Columns columns;
  const auto outcome = reader.Read(&payload, &columns);
  REQUIRE_MESSAGE(outcome == ArrowBatchReader::Outcome::kBatch, reader.fault());
  CHECK(payload.empty());
  return columns;
}

/// Rows as a record stream: equal for equal rows, however the buffers lie.
std::string RowsOf(const std::vector<ColumnView>& columns, int64_t first, int64_t count) {
  std::string out;
  RecordWriter writer(&out);
  writer.Write(columns, first, count);
  return out;
}

TEST_CASE("Arrow frames: recorded streams are read, and written to the same bytes") {
  const auto index = ReadJson("arrow.json");
  int seen = 0;
  for (auto entry = index.MemberBegin(); entry != index.MemberEnd(); ++entry) {
    const std::string name = entry->name.GetString();
    const auto chunk_bytes = entry->value["chunk_size"].GetUint();
    CAPTURE(name);
    if (entry->value.HasMember("hex")) {
      const std::string hex = Text(entry->value, "hex");
      const std::string framed =
          Frame(Text(entry->value, "payload_ascii"), chunk_bytes, 3);
      CHECK(HexLower(framed) == hex);
      CHECK(Unframe(framed, 1) == Text(entry->value, "payload_ascii"));
      continue;
    }
    const std::string framed = ReadVector(name + ".bin");
    const std::string payload = Unframe(framed, framed.size());
    CHECK(payload.size() == entry->value["payload_size"].GetUint());
    CHECK(Unframe(framed, 1) == payload);
    if (payload.empty()) continue;
    CHECK(Frame(payload, chunk_bytes, payload.size()) == framed);
    CHECK(Frame(payload, chunk_bytes, 7) == framed);
    ++seen;
  }
  CHECK(seen == 4);
}

TEST_CASE("Arrow frames: an empty stream may have three forms") {
  CHECK(Unframe("", 1).empty());
  CHECK(Unframe(std::string(4, '\0'), 1).empty());
  CHECK(Unframe(Frame("", kArrowChunkBytes, 1), 1).empty());
  CHECK(Frame("", kArrowChunkBytes, 1) == std::string("\0\1\0\0\0\0\0\0", 8));
}

TEST_CASE("Arrow frames: wrong checksums and cut streams are refused") {
  const std::string framed = ReadVector("arrow_two_batches_chunk1024.bin");
  for (const size_t at : {size_t{100}, framed.size() - 10}) {
    std::string wrong = framed;
    wrong[at] = static_cast<char>(wrong[at] ^ 1);
    ArrowFrameReader reader;
    std::string payload;
    const bool written = reader.Write(wrong, &payload).ok();
    CHECK_FALSE((written && reader.Finish(&payload).ok()));
  }
  for (size_t size = 1; size < framed.size(); size += 13) {
    ArrowFrameReader reader;
    std::string payload;
    REQUIRE(reader.Write(framed.substr(0, size), &payload).ok());
    CHECK_FALSE(reader.Finish(&payload).ok());
  }
}

TEST_CASE("Arrow messages: the recorded batches hold the rows that the README tells") {
  const std::string payload =
      Unframe(ReadVector("arrow_two_batches_chunk65536.bin"), 999);
  std::string_view rest = payload;
  ArrowBatchReader reader(RecordedTypes());
  Columns first;
  Columns second;
  REQUIRE(reader.Read(&rest, &first) == ArrowBatchReader::Outcome::kBatch);
  REQUIRE(reader.Read(&rest, &second) == ArrowBatchReader::Outcome::kBatch);
  CHECK(reader.Read(&rest, &second) == ArrowBatchReader::Outcome::kNeedsMore);
  REQUIRE(first[0].rows == 4);
  for (const ColumnData& column : first) CHECK(column.View().IsNull(1));
  int64_t bigint = 0;
  std::memcpy(&bigint, first[3].values.data() + 24, sizeof bigint);
  CHECK(bigint == 14999999999);
  const auto& text = first[7];
  CHECK(std::string(text.values.begin() + text.offsets[3],
                    text.values.begin() + text.offsets[4]) == "row-3 \xe4\xb8\xad");
  int64_t unscaled = 0;
  std::memcpy(&unscaled, first[13].values.data() + 48, sizeof unscaled);
  CHECK(unscaled == -8746);
  CHECK(first[15].children[1].View().IsNull(2));
  CHECK(second[0].rows == 2);
}

TEST_CASE("Arrow messages: what is written is read, whole and in slices") {
  const Columns columns = Decode(ReadVector("arrow_batch0_message.bin"), RecordedTypes());
  const auto views = ViewsOf(columns);
  for (const auto compression : {BufferCompression::kNone, BufferCompression::kLz4Frame,
                                 BufferCompression::kZstd}) {
    for (int64_t first = 0; first <= 4; ++first) {
      for (int64_t count = 0; first + count <= 4; ++count) {
        CAPTURE(first);
        CAPTURE(count);
        const Columns again =
            Decode(Encode(views, first, count, compression), RecordedTypes());
        CHECK(RowsOf(ViewsOf(again), 0, count) == RowsOf(views, first, count));
      }
    }
  }
}

TEST_CASE("Arrow messages: every layout survives slices at any bit") {
  const auto index = ReadJson("records.json");
  for (const char* name : {"rec_scalars", "rec_nested"}) {
    const Columns columns = ColumnsOf(index[name], TimestampForm::kSecondsAndNanos);
    for (int64_t first = 0; first < columns[0].rows; ++first) {
      const int64_t count = columns[0].rows - first;
      const Columns again =
          Decode(Encode(ViewsOf(columns), first, count), TypesOf(index[name]));
      CHECK(RowsOf(ViewsOf(again), 0, count) == RowsOf(ViewsOf(columns), first, count));
    }
  }
}

TEST_CASE("Arrow messages: long columns are cut at bits that do not begin a byte") {
  Columns columns = MakeColumns({TypeOf("boolean"), TypeOf("array<boolean>")},
                                TimestampForm::kNanoseconds);
  for (int i = 0; i < 100; ++i) {
    if (i % 5 == 0) {
      columns[0].AppendNull();
      columns[1].AppendNull();
      continue;
    }
    columns[0].AppendBool(i % 3 == 0);
    for (int k = 0; k < i % 4; ++k) columns[1].children[0].AppendBool(k == 1);
    columns[1].CloseOffset(columns[1].children[0].rows);
    columns[1].AppendValid();
  }
  const auto views = ViewsOf(columns);
  for (int64_t first = 0; first < 20; ++first) {
    const Columns again =
        Decode(Encode(views, first, 61), {columns[0].type, columns[1].type});
    CHECK(RowsOf(ViewsOf(again), 0, 61) == RowsOf(views, first, 61));
  }
}

TEST_CASE("Arrow messages: a message that does not fit the schema is refused") {
  const std::string message = ReadVector("arrow_batch0_message.bin");
  const auto fault = [](std::string_view bytes, std::vector<Type> types) {
    ArrowBatchReader reader(std::move(types));
    Columns columns;
    CHECK(reader.Read(&bytes, &columns) == ArrowBatchReader::Outcome::kFault);
    return reader.fault();
  };
  CHECK(fault(message, {TypeOf("bigint")}).find("do not fit the schema") !=
        std::string::npos);
  auto types = RecordedTypes();
  types[0] = TypeOf("bigint");  // eight times as wide
  CHECK(fault(message, types).find("a buffer is too short") != std::string::npos);
  CHECK(fault(ReadVector("arrow_schema_message.bin"), RecordedTypes())
            .find("no RecordBatch") != std::string::npos);
  CHECK(fault("no message at all", RecordedTypes()).find("ff ff ff ff") !=
        std::string::npos);
}

TEST_CASE("Arrow: types without a form on which the clients agree") {
  CHECK(HasArrowForm(TypeOf("map<string,array<decimal(38,18)>>")));
  CHECK_FALSE(HasArrowForm(TypeOf("decimal")));
  CHECK_FALSE(HasArrowForm(TypeOf("array<interval_day_time>")));
}

}  // namespace
}  // namespace hopline::wire::maxcompute::test
