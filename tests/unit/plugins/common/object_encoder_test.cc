#include "plugins/common/object_encoder.h"

#include <doctest/doctest.h>
#include <hopline/builder.hpp>

#include "tests/unit/plugins/support/test_host.h"

#include <cmath>
#include <utility>

namespace hopline::plugins {
namespace {

class KeptObjects final : public ObjectSink {
 public:
  void BeginObject(const std::string& name) override { objects.emplace_back(name, ""); }
  void Write(std::string_view bytes) override {
    objects.back().second += bytes;
    pieces.push_back({bytes.size(), reinterpret_cast<uintptr_t>(bytes.data()) % 4096});
  }
  void EndObject() override { ++ended; }

  std::vector<std::pair<std::string, std::string>> objects;
  size_t ended = 0;
  struct Piece {
    size_t size, past_page;
  };
  std::vector<Piece> pieces;
};

const Fields kFields = {Field::Of("s", Type::kUtf8), Field::Of("d", Type::kDouble)};

Batch Rows(int n, std::string_view text, double number = 0.5) {
  BatchBuilder builder(kFields);
  for (int i = 0; i < n; ++i) {
    builder.column(0).AppendBytes(text);
    builder.column(1).AppendFixed(number);
    builder.EndRow();
  }
  return builder.Finish();
}

ObjectOptions Csv() {
  ObjectOptions options;
  options.object = "o";
  options.format = FileFormat::kCsv;
  options.rows.csv = true;
  return options;
}

struct Written {
  KeptObjects sink;
  TestScope scope;
};

void Encode(const ObjectOptions& options, std::vector<Batch> batches, Written& out) {
  const Schema schema = MakeSchema(kFields);
  ObjectEncoder encoder(options, ColumnFormats{}, *schema, "o__task", out.scope,
                        out.sink);
  for (const Batch& batch : batches) encoder.Write(*batch);
  encoder.Finish();
}

std::vector<Batch> One(Batch batch) {
  std::vector<Batch> batches;
  batches.push_back(std::move(batch));
  return batches;
}

TEST_CASE("an object begins with the header and ends with the last row") {
  ObjectOptions options = Csv();
  options.rows.write_header = true;
  options.suffix = "csv";
  Written out;
  Encode(options, One(Rows(2, "a,b")), out);
  REQUIRE(out.sink.objects.size() == 1);
  CHECK(out.sink.objects[0].first == "o__task.csv");
  CHECK(out.sink.objects[0].second == "s,d\n\"a,b\",0.5\n\"a,b\",0.5\n");
  CHECK(out.sink.ended == 1);
}

TEST_CASE("without rows there is an empty object, unless it is not wanted") {
  ObjectOptions options = Csv();
  Written wanted;
  Encode(options, {}, wanted);
  REQUIRE(wanted.sink.objects.size() == 1);
  CHECK(wanted.sink.objects[0].second.empty());
  options.generate_empty_file = false;
  Written unwanted;
  Encode(options, {}, unwanted);
  CHECK(unwanted.sink.objects.empty());
}

TEST_CASE(
    "an object takes its blocks, then the next one begins with a header of its own") {
  ObjectOptions options = Csv();
  options.rows.header = {"h"};
  options.rows.write_header = true;
  options.block_chars = 10;
  options.blocks_per_object = 2;
  Written out;
  Encode(options, One(Rows(5, "x")), out);  // a row has 6 characters, the header 2
  REQUIRE(out.sink.objects.size() == 2);
  // Block 1: header and two rows (14 characters); block 2: two rows; then the next
  // object.
  CHECK(out.sink.objects[0].second == "h\nx,0.5\nx,0.5\nx,0.5\nx,0.5\n");
  CHECK(out.sink.objects[1] ==
        std::pair<std::string, std::string>("o__task_1", "h\nx,0.5\n"));
}

TEST_CASE("blocks are counted in UTF-16 units, not bytes") {
  ObjectOptions options = Csv();
  options.block_chars = 14;
  options.blocks_per_object = 1;
  Written out;
  // Two han characters and an emoji: 2 + 2 units of 10 bytes; with ",0.5\n" 9 units.
  Encode(options, One(Rows(4, "\xE4\xB8\xAD\xE6\x96\x87\xF0\x9F\x98\x80")), out);
  CHECK(out.sink.objects.size() == 2);
}

TEST_CASE("each block of UTF-16 begins with its byte order mark") {
  ObjectOptions options = Csv();
  options.encoding = "UTF-16";
  options.block_chars = 6;
  Written out;
  Encode(options, One(Rows(2, "x")), out);
  REQUIRE(out.sink.objects.size() == 1);
  const std::string row(
      "\xFE\xFF\0x\0,\0"
      "0\0.\0"
      "5\0\n",
      14);
  CHECK(out.sink.objects[0].second == row + row);
}

TEST_CASE("a row without text is dirty and leaves the others alone") {
  Written out;
  std::vector<Batch> batches;
  batches.push_back(Rows(1, "a"));
  batches.push_back(Rows(1, "b", std::nan("")));
  batches.push_back(Rows(1, "c"));
  Encode(Csv(), std::move(batches), out);
  CHECK(out.sink.objects[0].second == "a,0.5\nc,0.5\n");
  CHECK(out.scope.dirty_rows == 1);
  REQUIRE(out.scope.dirty.size() == 1);
  CHECK(out.scope.dirty[0].column == "d");
}

TEST_CASE("the last columns of an object's first row join its name, the last one first") {
  ObjectOptions options = Csv();
  options.partition_columns = 2;
  Written out;
  Encode(options, One(Rows(1, "cn")), out);
  CHECK(out.sink.objects[0].first == "o__task_0.5cn");
}

/// All pieces but the last are full, and they begin at a page.
void CheckPieces(const KeptObjects& sink) {
  REQUIRE(sink.pieces.size() > 2);
  for (const KeptObjects::Piece& piece : sink.pieces) CHECK(piece.past_page == 0);
  for (size_t i = 0; i + 1 < sink.pieces.size(); ++i) {
    CHECK(sink.pieces[i].size == ObjectEncoder::kPieceBytes);
  }
}

std::string Repeat(const std::string& text, size_t times) {
  std::string all;
  for (size_t i = 0; i < times; ++i) all += text;
  return all;
}

TEST_CASE("many rows pass through in full pieces without loss") {
  Written out;
  std::vector<Batch> batches;
  for (int i = 0; i < 20; ++i) batches.push_back(Rows(5000, std::string(40, 'x')));
  Encode(Csv(), std::move(batches), out);
  REQUIRE(out.sink.objects.size() == 1);
  CHECK(out.sink.objects[0].second == Repeat(std::string(40, 'x') + ",0.5\n", 100'000));
  CheckPieces(out.sink);
}

TEST_CASE("a row may be larger than a piece") {
  Written out;
  const std::string text(ObjectEncoder::kPieceBytes * 5 / 2, 'x');
  Encode(Csv(), One(Rows(2, text)), out);
  CHECK(out.sink.objects[0].second == Repeat(text + ",0.5\n", 2));
  CheckPieces(out.sink);
}

TEST_CASE("blocks of a charset without marks are no reason for small pieces") {
  ObjectOptions options = Csv();
  options.encoding = "GBK";
  options.block_chars = 1000;
  options.blocks_per_object = 1'000'000;
  Written out;
  Encode(options, One(Rows(200'000, "\xE4\xB8\xAD,")), out);
  CHECK(out.sink.objects[0].second == Repeat("\"\xD6\xD0,\",0.5\n", 200'000));
  CheckPieces(out.sink);
}

}  // namespace
}  // namespace hopline::plugins
