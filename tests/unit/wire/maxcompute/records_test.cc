#include <doctest/doctest.h>

#include <set>

#include "tests/unit/wire/maxcompute/vectors.h"
#include "wire/maxcompute/record_reader.h"
#include "wire/maxcompute/record_writer.h"

namespace hopline::wire::maxcompute::test {
namespace {

std::string Encode(const Columns& columns) {
  std::string out;
  RecordWriter writer(&out);
  writer.Write(ViewsOf(columns), 0, columns[0].rows);
  writer.Finish();
  return out;
}

bool SameColumn(const ColumnData& a, const ColumnData& b) {
  if (a.rows != b.rows || a.validity != b.validity || a.values != b.values ||
      a.offsets != b.offsets || a.null_count != b.null_count) {
    return false;
  }
  for (size_t i = 0; i < a.children.size(); ++i) {
    if (!SameColumn(a.children[i], b.children[i])) return false;
  }
  return true;
}

void CheckSame(const Columns& a, const Columns& b) {
  REQUIRE(a.size() == b.size());
  for (size_t i = 0; i < a.size(); ++i) {
    CAPTURE(i);
    CHECK(SameColumn(a[i], b[i]));
  }
}

/// What our writer has no need to reproduce: decimals with fewer digits than their scale
/// or with exponents, and a footer that servers alone write.
const std::set<std::string> kReadOnly = {"rec_decimal_text", "rec_download_metrics",
                                         "rec_scalars"};

TEST_CASE("Records: every recorded stream is read, and written to the same bytes") {
  const auto index = ReadJson("records.json");
  int seen = 0;
  for (auto entry = index.MemberBegin(); entry != index.MemberEnd(); ++entry) {
    const std::string name = entry->name.GetString();
    if (!entry->value.HasMember("rows") || !entry->value["rows"].IsArray()) continue;
    CAPTURE(name);
    const std::string bytes = ReadVector(name + ".bin");
    for (const auto form :
         {TimestampForm::kNanoseconds, TimestampForm::kSecondsAndNanos}) {
      const Columns expected = ColumnsOf(entry->value, form);
      Columns actual = MakeColumns(TypesOf(entry->value), form);
      const Status status = DecodeRecords(bytes, TypesOf(entry->value), form, &actual);
      CHECK_MESSAGE(status.ok(), status.message());
      CheckSame(actual, expected);
      if (!kReadOnly.contains(name)) CHECK(Encode(expected) == bytes);
    }
    ++seen;
  }
  CHECK(seen >= 9);
}

TEST_CASE("Records: all scalar types are written to the recorded bytes") {
  const auto index = ReadJson("records.json");
  const Columns columns =
      ColumnsOf(index["rec_scalars"], TimestampForm::kSecondsAndNanos);
  std::string records;
  RecordWriter writer(&records);
  writer.Write(ViewsOf(columns), 0, 2);
  CHECK(records.size() > 150);
  CHECK(ReadVector("rec_scalars.bin").starts_with(records));
}

TEST_CASE("Records: a stream that comes byte by byte gives the same rows") {
  const auto index = ReadJson("records.json");
  for (const char* name : {"rec_scalars", "rec_nested", "rec_download_metrics"}) {
    CAPTURE(name);
    const auto types = TypesOf(index[name]);
    const std::string bytes = ReadVector(std::string(name) + ".bin");
    RecordReader reader(types, TimestampForm::kSecondsAndNanos);
    Columns columns = MakeColumns(types, reader.form());
    std::string pending;
    auto outcome = RecordReader::Outcome::kNeedsMore;
    for (const char byte : bytes) {
      CHECK(outcome == RecordReader::Outcome::kNeedsMore);
      pending += byte;
      std::string_view rest = pending;
      outcome = reader.Read(&rest, {}, &columns);
      pending.erase(0, pending.size() - rest.size());
    }
    // The end of the footer is only known when no metrics can follow.
    CHECK(outcome == RecordReader::Outcome::kEnd);
    CheckSame(columns, ColumnsOf(index[name], TimestampForm::kSecondsAndNanos));
  }
}

TEST_CASE("Records: limits stop at the end of a record, and reading goes on") {
  const std::vector<Type> types = {TypeOf("bigint"), TypeOf("string"), TypeOf("double"),
                                   TypeOf("boolean")};
  const std::string bytes = ReadVector("rec_1000.bin");
  RecordReader reader(types, TimestampForm::kNanoseconds);
  std::string_view rest = bytes;
  int64_t rows = 0;
  std::string again;
  RecordWriter writer(&again);
  while (true) {
    Columns columns = MakeColumns(types, TimestampForm::kNanoseconds);
    const auto outcome = reader.Read(&rest, {.rows = 300, .bytes = 8000}, &columns);
    CHECK(columns[0].rows <= 300);
    rows += columns[0].rows;
    writer.Write(ViewsOf(columns), 0, columns[0].rows);
    if (outcome == RecordReader::Outcome::kEnd) break;
    REQUIRE(outcome == RecordReader::Outcome::kFull);
  }
  writer.Finish();
  CHECK(rows == 1000);
  CHECK(again == bytes);
}

TEST_CASE("Records: rows of a slice are written as if they were alone") {
  const auto index = ReadJson("records.json");
  const Columns columns = ColumnsOf(index["rec_nested"], TimestampForm::kNanoseconds);
  std::vector<ColumnView> slices;
  for (const ColumnData& column : columns) slices.push_back(Slice(column.View(), 1, 2));
  std::string by_slice;
  RecordWriter slice_writer(&by_slice);
  slice_writer.Write(slices, 0, 2);
  slice_writer.Finish();
  std::string by_range;
  RecordWriter range_writer(&by_range);
  range_writer.Write(ViewsOf(columns), 1, 2);
  range_writer.Finish();
  CHECK(by_slice == by_range);
}

TEST_CASE("Records: checksums may be written as negative numbers of ten bytes") {
  Columns columns = MakeColumns({TypeOf("bigint")}, TimestampForm::kNanoseconds);
  int seen = 0;
  for (int64_t value = 0; value < 8; ++value) {
    columns[0].Truncate(0);
    columns[0].AppendBytes(&value, sizeof value);
    columns[0].AppendValid();
    const std::string bytes = Encode(columns);
    // 08 value, then the four bytes of the tag, then the checksum.
    std::string checksum = bytes.substr(6, bytes.find("\xf0\xff\xff\x7f", 6) - 6);
    if (checksum.size() != 5 || (checksum[4] & 0x08) == 0) continue;
    checksum[4] = static_cast<char>(checksum[4] | 0xf0);
    checksum += "\xff\xff\xff\xff\x01";
    const std::string negative =
        bytes.substr(0, 6) + checksum + bytes.substr(bytes.find("\xf0\xff\xff\x7f", 6));
    Columns again = MakeColumns({TypeOf("bigint")}, TimestampForm::kNanoseconds);
    const Status status =
        DecodeRecords(negative, {TypeOf("bigint")}, TimestampForm::kNanoseconds, &again);
    CHECK_MESSAGE(status.ok(), status.message());
    ++seen;
  }
  CHECK(seen > 0);
}

std::string Fault(const std::string& bytes, const char* type) {
  Columns columns = MakeColumns({TypeOf(type)}, TimestampForm::kNanoseconds);
  return DecodeRecords(bytes, {TypeOf(type)}, TimestampForm::kNanoseconds, &columns)
      .message();
}

TEST_CASE("Records: what is wrong with a stream is said") {
  const std::string bytes = ReadVector("rec_bigint.bin");
  CHECK(Fault(bytes, "bigint").empty());
  CHECK(Fault(bytes + "x", "bigint").find("bytes follow the footer") !=
        std::string::npos);
  CHECK(Fault(bytes.substr(0, bytes.size() - 1), "bigint").find("without its footer") !=
        std::string::npos);
  CHECK(Fault("", "bigint").find("without its footer") != std::string::npos);
  std::string wrong = bytes;
  wrong[1] = '\x04';  // the value of the first record
  CHECK(Fault(wrong, "bigint") ==
        "record 1 of the stream: its checksum does not fit its bytes");
  CHECK(Fault(bytes, "tinyint").find("a value of type tinyint is out of range") !=
        std::string::npos);
  CHECK(Fault(bytes, "double").find("column 1 has wire type 0") != std::string::npos);
  wrong = bytes;
  wrong.back() = static_cast<char>(wrong.back() ^ 1);
  CHECK(Fault(wrong, "bigint").find("the checksum of the stream") != std::string::npos);
}

TEST_CASE("Records: nanoseconds reach from 1677 to 2262, the other form further") {
  const std::vector<Type> types = {TypeOf("timestamp")};
  for (const int64_t seconds : {-62135596800, -9223372037, 9223372037, 253402300799}) {
    Columns columns = MakeColumns(types, TimestampForm::kSecondsAndNanos);
    const int32_t nanos = 1;
    columns[0].children[0].AppendBytes(&seconds, sizeof seconds);
    columns[0].children[0].AppendValid();
    columns[0].children[1].AppendBytes(&nanos, sizeof nanos);
    columns[0].children[1].AppendValid();
    columns[0].AppendValid();
    const std::string bytes = Encode(columns);
    Columns again = MakeColumns(types, TimestampForm::kSecondsAndNanos);
    CHECK(DecodeRecords(bytes, types, TimestampForm::kSecondsAndNanos, &again).ok());
    CheckSame(again, columns);
    Columns narrow = MakeColumns(types, TimestampForm::kNanoseconds);
    CHECK(DecodeRecords(bytes, types, TimestampForm::kNanoseconds, &narrow)
              .message()
              .find("lies outside 1677 to 2262") != std::string::npos);
  }
}

}  // namespace
}  // namespace hopline::wire::maxcompute::test
