#include <doctest/doctest.h>

#include <string>

#include "tests/unit/wire/maxcompute/vectors.h"
#include "wire/maxcompute/arrow_frame.h"
#include "wire/maxcompute/arrow_message.h"
#include "wire/maxcompute/content_encoding.h"
#include "wire/maxcompute/error.h"
#include "wire/maxcompute/instance.h"
#include "wire/maxcompute/record_reader.h"
#include "wire/maxcompute/record_writer.h"
#include "wire/maxcompute/session.h"
#include "wire/maxcompute/table.h"

// Every decoder meets recorded bytes cut short and with single bytes changed. What they
// answer does not matter; that they never leave the buffer, and never take memory that
// the bytes do not pay for, does (address sanitizer watches).
namespace hopline::wire::maxcompute::test {
namespace {

template <typename Feed>
void Torture(const std::string& bytes, const Feed& feed) {
  for (size_t size = 0; size <= bytes.size(); size += 1 + bytes.size() / 400) {
    feed(bytes.substr(0, size));
  }
  for (size_t at = 0; at < bytes.size(); at += 1 + bytes.size() / 2000) {
    for (const unsigned flip : {0x01U, 0x80U, 0xffU}) {
      std::string changed = bytes;
      changed[at] = static_cast<char>(static_cast<uint8_t>(changed[at]) ^ flip);
      feed(changed);
    }
  }
}

TEST_CASE("Hostile input: record streams") {
  const auto index = ReadJson("records.json");
  for (const char* name : {"rec_scalars", "rec_nested", "rec_string"}) {
    const auto types = TypesOf(index[name]);
    Torture(ReadVector(std::string(name) + ".bin"), [&](const std::string& bytes) {
      Columns columns = MakeColumns(types, TimestampForm::kSecondsAndNanos);
      (void)DecodeRecords(bytes, types, TimestampForm::kSecondsAndNanos, &columns);
      // Whatever was taken is whole.
      std::string out;
      RecordWriter writer(&out);
      writer.Write(ViewsOf(columns), 0, columns[0].rows);
    });
  }
}

TEST_CASE("Hostile input: a huge count costs nothing") {
  Columns columns = MakeColumns({TypeOf("array<string>")}, TimestampForm::kNanoseconds);
  const std::string bytes("\x0a\xff\xff\xff\xff\x07\x00", 7);
  CHECK_FALSE(DecodeRecords(bytes, {TypeOf("array<string>")}, TimestampForm::kNanoseconds,
                            &columns)
                  .ok());
  CHECK(columns[0].SizeBytes() < 100);
}

TEST_CASE("Hostile input: Arrow messages and frames") {
  std::vector<Type> types;
  for (const char* text :
       {"tinyint", "smallint", "int", "bigint", "boolean", "float", "double", "string",
        "binary", "date", "datetime", "timestamp", "timestamp_ntz", "decimal(10,2)",
        "array<string>", "struct<x:int,y:string>", "map<string,bigint>"}) {
    types.push_back(TypeOf(text));
  }
  Torture(ReadVector("arrow_batch0_message.bin"), [&](const std::string& bytes) {
    ArrowBatchReader reader(types);
    Columns columns;
    std::string_view rest = bytes;
    if (reader.Read(&rest, &columns) != ArrowBatchReader::Outcome::kBatch) return;
    std::string out;
    RecordWriter writer(&out);
    writer.Write(ViewsOf(columns), 0, columns[0].rows);
  });
  Torture(ReadVector("arrow_two_batches_chunk1024.bin"), [](const std::string& bytes) {
    ArrowFrameReader reader;
    std::string payload;
    if (reader.Write(bytes, &payload).ok()) (void)reader.Finish(&payload);
  });
}

TEST_CASE("Hostile input: compressed bodies") {
  for (const char* name : {"deflate", "snappy_framed", "lz4_frame", "zstd"}) {
    const std::string file = std::string("rec_1000.") + name;
    const auto encoding =
        ParseContentEncoding(Text(ReadJson("records.json")[file], "content_encoding"));
    Torture(ReadVector(file + ".bin").substr(0, 3000), [&](const std::string& bytes) {
      std::string out;
      (void)Decompress(*encoding, bytes, 1 << 20, &out);
      CHECK(out.size() <= (1 << 20) + 65536);
    });
  }
}

TEST_CASE("Hostile input: messages in XML and JSON") {
  const auto exchanges = ReadJson("http_exchanges.json");
  for (const auto& entry : exchanges.GetArray()) {
    const std::string body = Text(entry["response"], "body");
    if (body.empty() || body.size() > 3000) continue;
    for (size_t size = 0; size < body.size(); size += 7) {
      std::string bytes = body.substr(0, size);
      if (size % 2 == 0) bytes += body.substr(size / 2);
      UploadSession upload;
      DownloadSession download;
      Table table;
      TablePage tables;
      PartitionPage partitions;
      SqlTask task;
      TaskResult result;
      (void)ParseError(bytes);
      (void)ParseUploadSession(bytes, &upload);
      (void)ParseDownloadSession(bytes, &download);
      (void)ParseTable(bytes, &table);
      (void)ParseTablePage(bytes, &tables);
      (void)ParsePartitionPage(bytes, &partitions);
      (void)ParseInstanceRequest(bytes, &task);
      (void)ParseTaskResult(bytes, &result);
    }
  }
}

}  // namespace
}  // namespace hopline::wire::maxcompute::test
