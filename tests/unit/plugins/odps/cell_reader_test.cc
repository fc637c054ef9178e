// Columns of the service into columns of a batch, up to the ends of what they can hold,
// and beyond.
#include "plugins/odps/cell_reader.h"

#include <doctest/doctest.h>
#include <hopline/builder.hpp>

#include <cmath>
#include <limits>
#include <string>

#include "plugins/common/column_text.h"
#include "plugins/odps/source.h"
#include "tests/unit/plugins/odps/one_column.h"
#include "tests/unit/plugins/support/test_host.h"

namespace hopline::plugins::odps {
namespace {

namespace mc = wire::maxcompute;

constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
constexpr int64_t kMost = std::numeric_limits<int64_t>::max();

template <class T>
void Put(T value, mc::ColumnData& column) {
  column.AppendValid();
  column.AppendBytes(&value, sizeof value);
}

void PutMoment(int64_t seconds, int32_t nanos, mc::ColumnData& column) {
  Put(seconds, column.children[0]);
  Put(nanos, column.children[1]);
  column.AppendValid();
}

void EndList(mc::ColumnData& list) {
  list.CloseOffset(list.children[0].rows);
  list.AppendValid();
}

struct Read {
  std::string reason, text;
  int64_t integer = 0;
};

/// The last row of a column.
Read ReadLast(const mc::ColumnData& column, const char* zone = "UTC") {
  TestHost::Install();
  ColumnFormats formats;
  formats.time_zone = zone;
  CellReader reader(formats, false);
  const Fields fields = {FieldOf("c", column.type)};
  BatchBuilder builder(fields);
  const char* reason =
      reader.Append(column.View(), column.rows - 1, column.rows, builder.column(0));
  if (reason != nullptr) return {reason, "", 0};
  builder.EndRow();
  const Batch batch = builder.Finish();
  const Cell cell = BatchView(*batch, fields).column(0).At(0);
  TextBuffer text;
  if (cell.type != Type::kTimestamp)
    REQUIRE(ColumnText(formats, {}).Append(text, cell, fields[0]) == nullptr);
  return {"", std::string(text.view()), cell.integer};
}

TEST_CASE("timestamps reach both ends of what nanoseconds hold, in either form") {
  OneColumn records("timestamp");
  PutMoment(-9'223'372'037, 145'224'192, records.data);
  CHECK(ReadLast(records.data).integer == kLeast);
  PutMoment(9'223'372'036, 854'775'807, records.data);
  CHECK(ReadLast(records.data).integer == kMost);
  PutMoment(9'223'372'036, 854'775'808, records.data);
  CHECK(ReadLast(records.data).reason.find("1678 to 2261") != std::string::npos);
  OneColumn arrow("timestamp", mc::TimestampForm::kNanoseconds);
  for (const int64_t ns : {kLeast, int64_t{-1}, kMost}) {
    Put(ns, arrow.data);
    CHECK(ReadLast(arrow.data).integer == ns);
  }
}

TEST_CASE("moments in lists that no calendar has are told") {
  for (const char* zone : {"GMT+8", "America/New_York"}) {
    for (const int64_t value : {kLeast, kLeast / 1000, kMost / 1000, kMost}) {
      CAPTURE(value);
      for (const char* type : {"array<timestamp>", "array<timestamp_ntz>"}) {
        OneColumn list(type);
        PutMoment(value, 5, list.data.children[0]);
        EndList(list.data);
        CHECK(ReadLast(list.data, zone).reason.find("0 to 9999") != std::string::npos);
      }
      OneColumn list("array<datetime>");
      Put(value, list.data.children[0]);
      EndList(list.data);
      CHECK(ReadLast(list.data, zone).reason.find("0 to 9999") != std::string::npos);
    }
  }
}

TEST_CASE("a reading of a clock that the job's zone skips stays what it is") {
  OneColumn list("array<timestamp_ntz>");
  PutMoment(1'710'037'800, 0, list.data.children[0]);
  EndList(list.data);
  CHECK(ReadLast(list.data, "America/New_York").text == R"(["2024-03-10 02:30:00"])");
}

TEST_CASE("floats have the digits of floats") {
  OneColumn column("float");
  Put(0.1F, column.data);
  CHECK(ReadLast(column.data).text == "0.1");
  OneColumn list("array<float>");
  Put(0.1F, list.data.children[0]);
  EndList(list.data);
  CHECK(ReadLast(list.data).text == "[0.1]");
}

TEST_CASE("numbers that JSON does not have are texts in lists") {
  OneColumn list("array<double>");
  for (const double value :
       {std::numeric_limits<double>::quiet_NaN(), HUGE_VAL, -HUGE_VAL, -0.0}) {
    Put(value, list.data.children[0]);
  }
  EndList(list.data);
  CHECK(ReadLast(list.data).text == R"(["NaN","Infinity","-Infinity",-0.0])");
}

}  // namespace
}  // namespace hopline::plugins::odps
