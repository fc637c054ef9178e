#include <doctest/doctest.h>

#include <string>

#include "vectors.h"
#include "wire/tablestore/plain_buffer_reader.h"
#include "wire/tablestore/plain_buffer_writer.h"

namespace hopline::wire::tablestore {
namespace {

using Kind = PlainBufferFault::Kind;

Row RowWithKey(Value value) {
  Row row;
  row.key.push_back({"pk", std::move(value)});
  return row;
}

Row RowWithCell(Cell cell) {
  Row row = RowWithKey(Value::String("a"));
  cell.name = "c";
  row.cells.push_back(std::move(cell));
  return row;
}

Row RowWithSequence(Row row, uint32_t epoch, uint32_t row_index) {
  row.sequence = SequenceInfo{epoch, 1600000000123456, row_index};
  return row;
}

Row Deletion() {
  Row row = RowWithKey(Value::String("a"));
  row.delete_marker = true;
  return row;
}

struct Sample {
  const char* label;
  Row row;
};

std::vector<Sample> Samples() {
  const int64_t version = 1600000000123;
  const auto put = [](Value value) {
    return RowWithCell({"", std::move(value), {}, {}});
  };
  Sample marked{"row_delete_marker_with_extension", Deletion()};
  marked.row.sequence = SequenceInfo{0, 1600000000123456, 0};
  return {
      {"row_pk_string", RowWithKey(Value::String("a"))},
      {"row_pk_string_empty", RowWithKey(Value::String(""))},
      {"row_pk_int64_1", RowWithKey(Value::Integer(1))},
      {"row_pk_int64_min", RowWithKey(Value::Integer(INT64_MIN))},
      {"row_pk_blob_00ff", RowWithKey(Value::Binary(std::string("\x00\xff", 2)))},
      {"row_pk_inf_min", RowWithKey(Value::InfMin())},
      {"row_pk_inf_max", RowWithKey(Value::InfMax())},
      {"row_pk_auto_increment", RowWithKey(Value::AutoIncrement())},
      {"row_col_int64", put(Value::Integer(-2))},
      {"row_col_double_pi", put(Value::Double(3.141592653589793))},
      {"row_col_bool_true", put(Value::Boolean(true))},
      {"row_col_bool_false", put(Value::Boolean(false))},
      {"row_col_string_utf8", put(Value::String("\xe4\xbd\xa0\xe5\xa5\xbd"))},
      {"row_col_blob", put(Value::Binary("\x01\x02\x03"))},
      {"row_col_with_timestamp_1600000000123",
       RowWithCell({"", Value::Integer(7), version, CellOperation::kPut})},
      {"row_col_delete_one_version_ts",
       RowWithCell({"", {}, version, CellOperation::kDeleteOneVersion})},
      {"row_col_delete_all_versions",
       RowWithCell({"", {}, {}, CellOperation::kDeleteAllVersions})},
      {"row_col_increment_10",
       RowWithCell({"", Value::Integer(10), {}, CellOperation::kIncrement})},
      {"row_delete_marker", Deletion()},
      {"row_with_extension_epoch3_rowindex9",
       RowWithSequence(RowWithCell({"", Value::Integer(7), version, CellOperation::kPut}),
                       3, 9)},
      std::move(marked),
  };
}

TEST_CASE("PlainBuffer.WritesTheVendorsBytes") {
  const auto golden = vectors::PlainBufferSamples();
  for (const Sample& sample : Samples()) {
    CAPTURE(sample.label);
    // The two samples with an extension differ in nothing the writer could know but their
    // time.
    Row row = sample.row;
    if (std::string(sample.label).find("delete_marker_with_ext") != std::string::npos) {
      Row decoded;
      REQUIRE(DecodeRow(golden.at(sample.label), &decoded).ok());
      row.sequence = decoded.sequence;
    }
    CHECK(EncodeRow(row) == golden.at(sample.label));
  }
}

TEST_CASE("PlainBuffer.ReadsTheVendorsBytes") {
  const auto golden = vectors::PlainBufferSamples();
  for (const Sample& sample : Samples()) {
    CAPTURE(sample.label);
    Row row;
    REQUIRE(DecodeRow(golden.at(sample.label), &row).ok());
    CHECK(row == sample.row);
  }
}

TEST_CASE("PlainBuffer.ReadsSeveralRowsBehindOneHeader") {
  const std::string buffer = vectors::PlainBufferSamples().at("two_rows");
  PlainBufferReader reader(buffer, PlainBufferReader::Lengths::kChecked);
  RowView row;

  REQUIRE(reader.Next(&row));
  CHECK(row.key[0].value.bytes == "a");
  CHECK(row.cells.empty());
  REQUIRE(reader.Next(&row));
  CHECK(row.key[0].value.bytes == "b");
  CHECK(row.cells[0].value.AsInteger() == 1);
  CHECK_FALSE(reader.Next(&row));
  CHECK_FALSE(reader.failed());
}

TEST_CASE("PlainBuffer.WritesSeveralRowsBehindOneHeader") {
  std::string buffer;
  AppendRow(RowWithKey(Value::String("a")), &buffer);
  Row second = RowWithKey(Value::String("b"));
  second.cells.push_back({"c", Value::Integer(1), {}, {}});
  AppendRow(second, &buffer);

  CHECK(buffer == vectors::PlainBufferSamples().at("two_rows"));
}

TEST_CASE("PlainBuffer.HoldsNoRowsWhenEmpty") {
  PlainBufferReader reader("");
  RowView row;

  CHECK_FALSE(reader.Next(&row));
  CHECK_FALSE(reader.failed());
}

TEST_CASE("PlainBuffer.IgnoresZerosBehindTheLastRow") {
  std::string buffer = EncodeKey({{"pk", Value::InfMin()}});
  buffer.append(2, '\0');
  PrimaryKey key;

  REQUIRE(DecodeKey(buffer, &key).ok());
  CHECK(key[0].value.type() == ValueType::kInfMin);
}

TEST_CASE("PlainBuffer.RefusesOtherBytesBehindTheLastRow") {
  const std::string buffer = EncodeKey({{"pk", Value::Integer(1)}}) + "x";
  PlainBufferReader reader(buffer);
  RowView row;

  REQUIRE(reader.Next(&row));
  CHECK_FALSE(reader.Next(&row));
  CHECK(reader.fault().kind == Kind::kUnexpectedTag);
  CHECK(reader.fault().actual == 'x');
}

TEST_CASE("PlainBuffer.NamesTheFaultOfBrokenBuffers") {
  const std::string good = vectors::PlainBufferSamples().at("row_col_int64");
  const auto fault_of = [](const std::string& buffer) {
    PlainBufferReader reader(buffer, PlainBufferReader::Lengths::kChecked);
    RowView row;
    CHECK_FALSE(reader.Next(&row));
    return reader.fault().kind;
  };
  const auto with_byte = [&](size_t at, char byte) {
    std::string buffer = good;
    buffer[at] = byte;
    return buffer;
  };

  CHECK(fault_of(with_byte(0, 'x')) == Kind::kBadHeader);
  CHECK(fault_of(good.substr(0, good.size() - 1)) == Kind::kTruncated);
  CHECK(fault_of(with_byte(6, 0x05)) == Kind::kUnexpectedTag);
  CHECK(fault_of(with_byte(13, 0x0B)) == Kind::kUnexpectedTag);
  CHECK(fault_of(with_byte(14, 0x07)) == Kind::kBadLength);
  CHECK(fault_of(with_byte(18, 0x7F)) == Kind::kUnknownType);
  CHECK(fault_of(with_byte(11, 'q')) == Kind::kCellChecksum);
  CHECK(fault_of(with_byte(good.size() - 1, 0x00)) == Kind::kRowChecksum);
  CHECK(fault_of(std::string("\x75\0\0\0\x01\x09\0", 7)) == Kind::kEmptyKey);
}

TEST_CASE("PlainBuffer.IgnoresTheLengthBeforeAValueUnlessAskedToCheck") {
  std::string buffer = vectors::PlainBufferSamples().at("row_col_int64");
  buffer[14] = 0x07;
  Row row;

  REQUIRE(DecodeRow(buffer, &row).ok());
  CHECK(row == RowWithCell({"", Value::Integer(-2), {}, {}}));
}

TEST_CASE("BareValue.MatchesTheVendorsBytes") {
  const auto golden = vectors::PlainBufferSamples();
  const auto check = [&](const char* label, const Value& value) {
    const std::string bytes = golden.at(std::string(label) + "(no length prefix)");
    CAPTURE(label);
    CHECK(EncodeBareValue(value.view()) == bytes);
    Value decoded;
    REQUIRE(DecodeBareValue(bytes, &decoded).ok());
    CHECK(decoded == value);
  };

  check("value_only_int64_5", Value::Integer(5));
  check("value_only_string_abc", Value::String("abc"));
  check("value_only_double_1.5", Value::Double(1.5));
  check("value_only_bool_true", Value::Boolean(true));
  check("value_only_blob_0102", Value::Binary("\x01\x02"));
  check("pk_value_only_inf_min", Value::InfMin());
}

TEST_CASE("BareValue.RefusesCutAndOverlongInput") {
  Value value;

  CHECK_FALSE(DecodeBareValue("", &value).ok());
  CHECK_FALSE(DecodeBareValue(std::string("\x00\x01", 2), &value).ok());
  CHECK_FALSE(DecodeBareValue(std::string("\x02\x01\x00", 3), &value).ok());
  CHECK_FALSE(DecodeBareValue("\x42", &value).ok());
}

TEST_CASE("KeyValues.AreOrderedAsTheServiceOrdersThem") {
  const std::vector<Value> ascending = {
      Value::InfMin(),   Value::Integer(INT64_MIN), Value::Integer(-1),
      Value::Integer(0), Value::Integer(INT64_MAX), Value::InfMax()};
  const std::vector<Value> strings = {Value::InfMin(),    Value::String(""),
                                      Value::String("a"), Value::String("a\x01"),
                                      Value::String("b"), Value::String("\xc3\xa4"),
                                      Value::InfMax()};
  for (const auto& values : {ascending, strings}) {
    for (size_t i = 0; i < values.size(); ++i) {
      for (size_t j = 0; j < values.size(); ++j) {
        CHECK(CompareKeyValues(values[i].view(), values[j].view()) == (i <=> j));
      }
    }
  }
}

}  // namespace
}  // namespace hopline::wire::tablestore
