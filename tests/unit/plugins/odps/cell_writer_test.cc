#include "plugins/odps/cell_writer.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <limits>

#include "tests/unit/plugins/odps/one_column.h"

namespace hopline::plugins::odps {
namespace {

using wire::maxcompute::TimestampForm;

constexpr int64_t kLowest = std::numeric_limits<int64_t>::min();
constexpr uint64_t kMostBytes = 100;

struct Subject {
  WriterOptions options;
  ColumnFormats formats;

  const char* Append(const Cell& cell, OneColumn& out) const {
    return CellWriter(options, formats, kMostBytes)
        .Append(cell, FieldFor(cell), out.data);
  }
  std::string Reason(const Cell& cell, std::string_view type) const {
    OneColumn out(type);
    const char* reason = Append(cell, out);
    return reason == nullptr ? "" : reason;
  }
  template <class T>
  T Value(const Cell& cell, std::string_view type) const {
    OneColumn out(type);
    const char* reason = Append(cell, out);
    REQUIRE_MESSAGE(reason == nullptr, std::string(type), ": ", std::string(reason));
    return out.Last<T>();
  }
  std::string Written(const Cell& cell, std::string_view type) const {
    OneColumn out(type);
    REQUIRE(Append(cell, out) == nullptr);
    return out.LastIsNull() ? "<null>" : out.LastBytes();
  }
};

const char* const kAllTypes[] = {"tinyint",
                                 "smallint",
                                 "int",
                                 "bigint",
                                 "float",
                                 "double",
                                 "boolean",
                                 "string",
                                 "binary",
                                 "char(4)",
                                 "date",
                                 "varchar(6)",
                                 "decimal",
                                 "decimal(38,18)",
                                 "datetime",
                                 "json",
                                 "timestamp",
                                 "timestamp_ntz",
                                 "array<int>",
                                 "map<string,int>",
                                 "struct<a:int>",
                                 "interval_day_time",
                                 "interval_year_month"};

TEST_CASE("null is null in every type, and empty text where emptyAsNull says so") {
  Subject subject;
  for (const char* type : kAllTypes) {
    CAPTURE(type);
    OneColumn out(type);
    CHECK(subject.Append(Cell{}, out) == nullptr);
    CHECK(out.LastIsNull());
    subject.options.empty_as_null = true;
    CHECK(subject.Append(Text(""), out) == nullptr);
    CHECK(out.data.rows == 2);
    CHECK(out.LastIsNull());
    subject.options.empty_as_null = false;
  }
  CHECK(subject.Written(Text(""), "string") == "");
  CHECK(subject.Reason(Text(""), "bigint") != "");
  subject.options.empty_as_null = true;
  CHECK(subject.Written(Bytes(""), "binary") == "");
}

TEST_CASE("whole numbers keep to the range of their column") {
  const Subject subject;
  CHECK(subject.Value<int8_t>(Whole(-128), "tinyint") == -128);
  CHECK(subject.Value<int16_t>(Whole(32767), "smallint") == 32767);
  CHECK(subject.Value<int32_t>(Whole(-2147483648LL), "int") == -2147483648LL);
  CHECK(subject.Value<int64_t>(Whole(kLowest + 1), "bigint") == kLowest + 1);
  const std::string out_of_range = "the number is out of the column's range";
  CHECK(subject.Reason(Whole(128), "tinyint") == out_of_range);
  CHECK(subject.Reason(Whole(-32769), "smallint") == out_of_range);
  CHECK(subject.Reason(Whole(2147483648LL), "int") == out_of_range);
  CHECK(subject.Reason(Whole(kLowest), "bigint") == out_of_range);
  CHECK(subject.Reason(Text("9223372036854775808"), "bigint") != "");
}

TEST_CASE("sources become numbers, truths and bytes as the matrix says") {
  const Subject subject;
  CHECK(subject.Value<int64_t>(Real(-2.9), "bigint") == -2);
  CHECK(subject.Value<int64_t>(Text("1.5e3"), "bigint") == 1500);
  CHECK(subject.Value<int64_t>(Truth(true), "bigint") == 1);
  CHECK(subject.Value<int64_t>(Instant(1234), "bigint") == 1234);
  CHECK(subject.Value<double>(Whole(3), "double") == 3);
  CHECK(std::isnan(subject.Value<double>(Text("NaN"), "double")));
  CHECK(subject.Value<float>(Real(0.1), "float") == 0.1F);
  CHECK(std::isinf(subject.Value<float>(Real(1e300), "float")));
  CHECK(subject.Value<uint8_t>(Text("TRUE"), "boolean") == 1);
  CHECK(subject.Value<uint8_t>(Whole(0), "boolean") == 0);
  CHECK(subject.Written(Text("\u4e2d"), "binary") == "\u4e2d");
  CHECK(subject.Written(Truth(false), "string") == "false");
  CHECK(subject.Written(Instant(0), "string") == "1970-01-01 08:00:00");
  for (const auto& wrong : std::initializer_list<std::pair<Cell, const char*>>{
           {Text(" 1"), "bigint"},
           {Text("x"), "double"},
           {Real(std::nan("")), "bigint"},
           {Bytes("1"), "bigint"},
           {Instant(0), "double"},
           {Real(1), "boolean"},
           {Text("1"), "boolean"},
           {Truth(true), "datetime"},
           {Real(1), "datetime"},
           {Bytes("1"), "datetime"},
           {Text("tomorrow"), "date"},
           {Whole(1), "binary"},
           {Real(1), "binary"},
           {Bytes("1"), "boolean"},
           {Bytes("1"), "decimal(10,2)"},
           {Instant(0), "decimal(10,2)"}}) {
    CAPTURE(wrong.second);
    CHECK(subject.Reason(wrong.first, wrong.second) != "");
  }
}

TEST_CASE("text has its limits in characters, and by overLengthRule in bytes") {
  Subject subject;
  CHECK(subject.Written(Text("\U0001F600\U0001F600"), "char(2)") ==
        "\U0001F600\U0001F600");
  CHECK(subject.Reason(Text("abc"), "varchar(2)") ==
        "the text has more characters than the column");
  CHECK(subject.Written(Text(std::string(100, 'x')), "string").size() == 100);
  const std::string long_text(101, 'x');
  CHECK(subject.Reason(Text(long_text), "string") ==
        "the value is longer than the service takes");
  subject.options.max_odps_bytes = 8;
  subject.options.long_value = LongValue::kNull;
  CHECK(subject.Written(Text("12345678"), "string") == "12345678");
  CHECK(subject.Written(Text("123456789"), "string") == "<null>");
  CHECK(subject.Written(Bytes("123456789"), "binary") == "<null>");
  CHECK(subject.Written(Text("123456789"), "varchar(20)") == "123456789");
  subject.options.long_value = LongValue::kTruncate;
  subject.options.cut_bytes = 7;
  CHECK(subject.Written(Text("\u4e2d\u4e2d\u4e2d"), "string") == "\u4e2d\u4e2d");
  CHECK(subject.Written(Bytes("\u4e2d\u4e2d\u4e2d"), "binary") == "\u4e2d\u4e2d\xe4");
  // A document that is cut is no document.
  CHECK(subject.Written(Text(R"({"a":"123456789"})"), "json") == R"({"a":"123456789"})");
  CHECK(subject.Reason(Text('"' + long_text + '"'), "json") != "");
}

TEST_CASE("decimals are rounded to their scale, and keep to their digits") {
  const Subject subject;
  const auto small = [&](const Cell& cell) {
    const auto words = subject.Value<std::array<int64_t, 2>>(cell, "decimal(4,2)");
    CHECK(words[1] == (words[0] < 0 ? -1 : 0));
    return words[0];
  };
  CHECK(small(Text("99.994")) == 9999);
  CHECK(small(Text("-99.994")) == -9999);
  CHECK(small(Text("1.005")) == 101);
  CHECK(small(Text("-1.005")) == -101);
  CHECK(small(Whole(-7)) == -700);
  CHECK(small(Real(2.5)) == 250);
  CHECK(small(Text("1e1")) == 1000);
  CHECK(small(Truth(true)) == 100);
  CHECK(subject.Reason(Text("99.995"), "decimal(4,2)") ==
        "the number is out of the column's range");
  CHECK(subject.Reason(Text("x"), "decimal(4,2)") != "");
  CHECK(subject.Reason(Real(std::numeric_limits<double>::infinity()), "decimal(4,2)") !=
        "");
  const std::string most(38, '9');
  CHECK(subject.Reason(Text(most), "decimal(38,0)") == "");
  CHECK(subject.Reason(Text(most + "9"), "decimal(38,0)") != "");
  CHECK(subject.Reason(Text(std::string(20, '9') + "." + std::string(18, '9')),
                       "decimal(38,18)") == "");
  CHECK(subject.Written(Text("-1.50"), "decimal") == "-1.50");
  CHECK(subject.Reason(Text(std::string(36, '9')), "decimal") == "");
  CHECK(subject.Reason(Text(std::string(37, '9')), "decimal") ==
        "the number is out of the column's range");
}

TEST_CASE("a DATE is the day in calendarTimeZone, or in the job's zone") {
  Subject subject;
  constexpr int64_t kEvening = 20 * 3'600'000;  // of 1970-01-01, UTC
  CHECK(subject.Value<int32_t>(Instant(kEvening), "date") == 1);
  subject.options.day_zone = "UTC";
  CHECK(subject.Value<int32_t>(Instant(kEvening), "date") == 0);
  CHECK(subject.Value<int32_t>(Instant(-1), "date") == -1);
  // Days have no zone.
  subject.options.day_zone = "GMT-11";
  CHECK(subject.Value<int32_t>(Day(19'000), "date") == 19'000);
  CHECK(subject.Value<int32_t>(Day(-719'162), "date") == -719'162);
  CHECK(subject.Value<int32_t>(Day(2'932'896), "date") == 2'932'896);
  CHECK(subject.Reason(Day(-719'163), "date") != "");
  CHECK(subject.Reason(Day(2'932'897), "date") != "");
}

TEST_CASE("numbers of milliseconds beyond the calendar are no days, nor moments") {
  Subject subject;
  constexpr int64_t kDaysThatWrap = 86'400'000LL << 32;
  for (const char* zone : {"GMT+8", "GMT-8", "America/New_York"}) {
    subject.formats.time_zone = zone;
    for (const int64_t ms : {kLowest, kDaysThatWrap, INT64_MAX}) {
      for (const char* type : {"date", "datetime", "timestamp", "timestamp_ntz"}) {
        CHECK(subject.Reason(Whole(ms), type).find("lies outside") != std::string::npos);
      }
    }
  }
}

TEST_CASE("a reading of a clock that the job's zone skips stays what it is") {
  constexpr int64_t kSkipped = 1'710'037'800;  // 2024-03-10 02:30:00
  Subject subject;
  subject.formats.time_zone = "America/New_York";
  const auto seconds = [&](const Cell& cell, const Field& field) {
    OneColumn out("timestamp_ntz");
    REQUIRE(CellWriter(subject.options, subject.formats, kMostBytes)
                .Append(cell, field, out.data) == nullptr);
    return OneColumn::LastOf<int64_t>(out.data.children[0]);
  };
  Field wall = Field::Of("c", Type::kTimestamp);
  detail::ParseFormat("tsn:", wall);
  CHECK(seconds(Instant(kSkipped * 1'000'000'000, TimeUnit::kNano), wall) == kSkipped);
  const Cell text = Text("2024-03-10 02:30:00");
  CHECK(seconds(text, FieldFor(text)) == kSkipped);
  const Cell instant = Instant(kSkipped * 1000);
  CHECK(seconds(instant, FieldFor(instant)) == kSkipped - 5 * 3600);
  OneColumn list("array<timestamp_ntz>");
  REQUIRE(subject.Append(Text(R"(["2024-03-10 02:30:00"])"), list) == nullptr);
  CHECK(OneColumn::LastOf<int64_t>(list.data.children[0].children[0]) == kSkipped);
}

TEST_CASE("timestamps keep what the source has, before 1970 too") {
  const Subject subject;
  const auto parts = [&](const Cell& cell, const char* type) {
    OneColumn out(type);
    REQUIRE(subject.Append(cell, out) == nullptr);
    return std::pair(OneColumn::LastOf<int64_t>(out.data.children[0]),
                     OneColumn::LastOf<int32_t>(out.data.children[1]));
  };
  CHECK(parts(Instant(-1, TimeUnit::kNano), "timestamp") == std::pair(-1L, 999'999'999));
  CHECK(parts(Instant(-1, TimeUnit::kMicro), "timestamp") == std::pair(-1L, 999'999'000));
  CHECK(parts(Instant(-1), "timestamp") == std::pair(-1L, 999'000'000));
  CHECK(parts(Instant(1'234'567'890'123'456'789, TimeUnit::kNano), "timestamp") ==
        std::pair(1'234'567'890L, 123'456'789));
  CHECK(parts(Text("1969-12-31 23:59:59"), "timestamp") == std::pair(-28'801L, 0));
  // The wall clock of the job's zone.
  CHECK(parts(Instant(0), "timestamp_ntz") == std::pair(28'800L, 0));
  CHECK(subject.Value<int64_t>(Instant(-1, TimeUnit::kNano), "datetime") == -1);
  CHECK(subject.Reason(Instant(253'402'387'200'001), "datetime") != "");

  OneColumn arrow("timestamp", TimestampForm::kNanoseconds);
  CHECK(subject.Append(Instant(-1, TimeUnit::kNano), arrow) == nullptr);
  CHECK(arrow.Last<int64_t>() == -1);
  const char* reason = subject.Append(Instant(10'000'000'000'000), arrow);
  REQUIRE(reason != nullptr);
  CHECK(std::string(reason).find("set tunnelFormat to records") != std::string::npos);
}

}  // namespace
}  // namespace hopline::plugins::odps
