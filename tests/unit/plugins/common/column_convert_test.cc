// DataX's conversion matrix, cell by cell (job.md §4.2 to §4.6).
#include "plugins/common/column_convert.h"

#include <doctest/doctest.h>

#include "plugins/common/number_text.h"

#include <cmath>
#include <string>

namespace hopline::plugins {
namespace {

/// One cell with its field.
struct Sample {
  Field field;
  Cell cell;

  static Sample Of(Type type, ColumnKind kind) {
    Sample sample{Field::Of("c", type, kind), {}};
    sample.cell.type = type;
    sample.cell.kind = kind;
    sample.cell.unit = sample.field.unit;
    sample.cell.is_null = false;
    return sample;
  }
  static Sample Long(int64_t value) {
    Sample sample = Of(Type::kInt64, ColumnKind::kLong);
    sample.cell.integer = value;
    return sample;
  }
  static Sample Real(double value) {
    Sample sample = Of(Type::kDouble, ColumnKind::kDouble);
    sample.cell.real = value;
    return sample;
  }
  static Sample Text(const char* value, ColumnKind kind = ColumnKind::kString) {
    Sample sample = Of(Type::kUtf8, kind);
    sample.cell.bytes = value;
    return sample;
  }
  static Sample Bool(bool value) {
    Sample sample = Of(Type::kBool, ColumnKind::kBool);
    sample.cell.integer = value ? 1 : 0;
    return sample;
  }
  static Sample Datetime(int64_t unix_ms) {
    Sample sample = Of(Type::kTimestamp, ColumnKind::kDatetime);
    sample.cell.integer = unix_ms;
    return sample;
  }
  static Sample Bytes(const char* value) {
    Sample sample = Of(Type::kBinary, ColumnKind::kBytes);
    sample.cell.bytes = value;
    return sample;
  }
};

/// What the six conversions give, as text; "✗ …" for a reason.
struct Row {
  std::string as_long, as_double, as_text, as_date, as_bytes, as_bool, as_decimal;
};

template <class Value, class Show>
std::string Told(const char* reason, const Value& value, Show show) {
  return reason == nullptr ? show(value) : std::string("✗ ") + reason;
}

Row Convert(const Sample& s) {
  ColumnConverter converter{ColumnFormats{}};
  int64_t whole = 0, date = 0;
  double real = 0;
  bool truth = false;
  TextBuffer text, bytes, decimal;
  const auto number = [](int64_t n) { return std::to_string(n); };
  const auto content = [](const TextBuffer& buffer) {
    return std::string(buffer.view());
  };
  const auto shortest = [](double d) {
    TextBuffer out;
    return AppendDouble(out, d) ? std::string(out.view())
           : std::isnan(d)      ? std::string("NaN")
           : d < 0              ? std::string("-Infinity")
                                : std::string("Infinity");
  };
  Row row;
  row.as_long = Told(converter.ToLong(s.cell, s.field, &whole), whole, number);
  row.as_double = Told(converter.ToDouble(s.cell, s.field, &real), real, shortest);
  row.as_text = Told(converter.ToText(text, s.cell, s.field), text, content);
  row.as_date = Told(converter.ToDate(s.cell, s.field, &date), date, number);
  row.as_bytes = Told(converter.ToBytes(bytes, s.cell, s.field), bytes, content);
  row.as_bool = Told(converter.ToBool(s.cell, s.field, &truth), truth,
                     [](bool b) { return std::string(b ? "true" : "false"); });
  row.as_decimal = Told(converter.ToDecimal(decimal, s.cell, s.field), decimal, content);
  return row;
}

void Expect(const Sample& sample, const Row& expected) {
  const Row row = Convert(sample);
  CHECK(row.as_long == expected.as_long);
  CHECK(row.as_double == expected.as_double);
  CHECK(row.as_text == expected.as_text);
  CHECK(row.as_date == expected.as_date);
  CHECK(row.as_bytes == expected.as_bytes);
  CHECK(row.as_bool == expected.as_bool);
  CHECK(row.as_decimal == expected.as_decimal);
}

TEST_CASE("a long becomes everything but bytes") {
  Expect(Sample::Long(1682272200000),
         {"1682272200000", "1682272200000", "1682272200000", "1682272200000",
          "✗ a number cannot become bytes", "true", "1682272200000"});
  CHECK(Convert(Sample::Long(0)).as_bool == "false");
  Expect(Sample::Text("123456789012345678901234567890", ColumnKind::kLong),
         {"✗ the number is out of range", "123456789012345680000000000000",
          "123456789012345678901234567890", "✗ the number is out of range",
          "✗ a number cannot become bytes", "true", "123456789012345678901234567890"});
  CHECK(Convert(Sample::Text("12.9", ColumnKind::kLong)).as_double == "12.0");
  CHECK(Convert(Sample::Text("1e3", ColumnKind::kLong)).as_text == "1000");
}

TEST_CASE("a double becomes numbers and text") {
  const std::string no_date = "✗ a double cannot become a date";
  const std::string no_bytes = "✗ a number cannot become bytes";
  const std::string no_bool = "✗ a double cannot become a bool";
  Expect(Sample::Real(-2.75),
         {"-2", "-2.75", "-2.75", no_date, no_bytes, no_bool, "-2.75"});
  Expect(Sample::Text("1.10", ColumnKind::kDouble),
         {"1", "1.1", "1.10", no_date, no_bytes, no_bool, "1.10"});
  CHECK(Convert(Sample::Real(1e19)).as_long == "✗ the number is out of range");
  CHECK(Convert(Sample::Real(std::nan(""))).as_long ==
        "✗ NaN and infinity become nothing else");
  for (const char* word : {"Infinity", "+Infinity", "infinity"}) {
    CHECK(Convert(Sample::Text(word, ColumnKind::kDouble)).as_double == "Infinity");
  }
  CHECK(Convert(Sample::Text("-Infinity", ColumnKind::kDouble)).as_double == "-Infinity");
  CHECK(Convert(Sample::Text("1e400", ColumnKind::kDouble)).as_double ==
        "✗ the number is out of range");
  CHECK(Convert(Sample::Text("1e-400", ColumnKind::kDouble)).as_double ==
        "✗ the number is out of range");
}

TEST_CASE("text becomes what it says") {
  Expect(Sample::Text("12.9"), {"12", "12.9", "12.9", "✗ the text is no date", "12.9",
                                "✗ the text is neither true nor false", "12.9"});
  CHECK(Convert(Sample::Text("TrUe")).as_bool == "true");
  CHECK(Convert(Sample::Text(" 12")).as_long == "✗ the text is no number");
  CHECK(Convert(Sample::Text("NaN")).as_long == "✗ NaN and infinity become nothing else");
  CHECK(Convert(Sample::Text("NaN")).as_double == "NaN");
  CHECK(Convert(Sample::Text("NaN")).as_decimal ==
        "✗ NaN and infinity become nothing else");
  CHECK(Convert(Sample::Text("9223372036854775808")).as_long ==
        "✗ the number is out of range");
  CHECK(Convert(Sample::Text("")).as_double == "✗ the text is no number");
}

TEST_CASE("text becomes a date by the job's patterns, leniently") {
  const auto date = [](const char* text) { return Convert(Sample::Text(text)).as_date; };
  CHECK(date("2023-04-23 17:50:00") == "1682243400000");
  CHECK(date("2023-04-23 17:50:00.123") == "1682243400000");
  CHECK(date("2023-04-23 17:50") == "1682179200000");  // the date alone fits
  CHECK(date("2023-04-23T17:50:00") == "1682179200000");
  CHECK(date("2023-4-3") == "1680451200000");
  CHECK(date("20230423") == "1682179200000");
  CHECK(date("17:50:00") == "35400000");
  CHECK(date("2023-02-30") == "1677686400000");
  CHECK(date("2023-13-45 99:99:99") == "1708202439000");
  for (const char* bad : {"20230423175000", "1682272200000", "2023/04/23", "", "abc"}) {
    CHECK(date(bad) == "✗ the text is no date");
  }
}

TEST_CASE("a bool becomes one or zero and its word") {
  Expect(Sample::Bool(true), {"1", "1.0", "true", "✗ a bool cannot become a date",
                              "✗ a bool cannot become bytes", "true", "1"});
  Expect(Sample::Bool(false), {"0", "0.0", "false", "✗ a bool cannot become a date",
                               "✗ a bool cannot become bytes", "false", "0"});
}

TEST_CASE("a date becomes milliseconds and the text of its kind") {
  Expect(Sample::Datetime(1682243400123),
         {"1682243400123", "✗ a date cannot become a double", "2023-04-23 17:50:00",
          "1682243400123", "✗ a date cannot become bytes",
          "✗ a date cannot become a bool", "✗ a date cannot become a decimal number"});
  Sample day = Sample::Of(Type::kDate32, ColumnKind::kDate);
  day.cell.integer = 19470;  // 2023-04-23, a day of the job's zone
  CHECK(Convert(day).as_long == "1682179200000");
  CHECK(Convert(day).as_text == "2023-04-23");
  Sample time = Sample::Of(Type::kTime32, ColumnKind::kTime);
  time.cell.integer = 64'200'000;
  CHECK(Convert(time).as_date == "35400000");
  CHECK(Convert(time).as_text == "17:50:00");
}

TEST_CASE("bytes become text only") {
  const std::string no_number = "✗ bytes cannot become a number";
  Expect(Sample::Bytes("7"), {no_number, no_number, "7", "✗ bytes cannot become a date",
                              "7", "✗ bytes cannot become a bool", no_number});
}

TEST_CASE("text becomes bytes in the charset of the job's columns") {
  ColumnFormats formats;
  formats.encoding = "GBK";
  ColumnConverter converter(formats);
  const Sample text = Sample::Text("中");
  TextBuffer bytes;
  CHECK(converter.ToBytes(bytes, text.cell, text.field) == nullptr);
  CHECK(bytes.view() == "\xd6\xd0");
}

TEST_CASE("decimal numbers keep their digits") {
  Sample sample{Field::Of("c", Type::kDecimal128), {}};
  sample.field.scale = 2;
  sample.cell.type = Type::kDecimal128;
  sample.cell.kind = ColumnKind::kDouble;
  sample.cell.is_null = false;
  std::string value(16, '\0');
  value[0] = 110;  // 1.10
  sample.cell.bytes = value;
  Expect(sample,
         {"1", "1.1", "1.10", "✗ a double cannot become a date",
          "✗ a number cannot become bytes", "✗ a double cannot become a bool", "1.10"});
}

}  // namespace
}  // namespace hopline::plugins
