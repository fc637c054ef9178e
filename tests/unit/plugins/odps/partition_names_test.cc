#include "plugins/odps/partition_names.h"

#include <doctest/doctest.h>
#include <hopline/builder.hpp>

#include <functional>

#include "tests/unit/plugins/odps/one_column.h"
#include "tests/unit/plugins/support/test_host.h"

namespace hopline::plugins::odps {
namespace {

/// What one cell becomes in partition "k", or why it cannot.
std::string NameOf(const char* key_type, const Field& field,
                   const std::function<void(ColumnBuilder&)>& append,
                   const PartitionFormat& format = {}) {
  TestHost::Install();
  WriterOptions options;
  if (!format.to.empty()) options.partition_formats = {format};
  PartitionNames names({{"k", OneColumn::TypeOf(key_type), 0}}, options, ColumnFormats{});
  const Fields fields = {field};
  BatchBuilder builder(fields);
  append(builder.column(0));
  builder.EndRow();
  const Batch batch = builder.Finish();
  std::string name;
  size_t column = 0;
  const char* reason = names.Read(BatchView(*batch, fields), fields, 0, &name, &column);
  return reason == nullptr ? name : reason;
}

std::string OfText(const char* key_type, const char* text,
                   const PartitionFormat& format = {}) {
  return NameOf(
      key_type, Field::Of("c", Type::kUtf8),
      [&](ColumnBuilder& column) { column.AppendBytes(text); }, format);
}

template <class T>
std::string OfFixed(const char* key_type, Type type, T value,
                    const PartitionFormat& format = {}) {
  return NameOf(
      key_type, Field::Of("c", type),
      [&](ColumnBuilder& column) { column.AppendFixed(value); }, format);
}

constexpr int64_t kMomentMs = 1'682'179'200'000;  // 2023-04-23 00:00:00 in GMT+8

TEST_CASE(
    "values of partitions are the texts of cells, whole numbers for number columns") {
  CHECK(OfText("string", "a b:c_1") == "k=a b:c_1");
  CHECK(OfText("varchar(9)", " x ") == "k=x");
  CHECK(OfText("bigint", "007") == "k=7");
  CHECK(OfFixed("int", Type::kInt64, int64_t{7}) == "k=7");
  CHECK(OfFixed("string", Type::kInt64, int64_t{-7}) == "k=-7");
  CHECK(OfText("bigint", "x").find("k=") == std::string::npos);
}

TEST_CASE("dates are milliseconds, unless they have a form") {
  const PartitionFormat form = {"K", "", "yyyyMMdd"};
  CHECK(OfFixed("string", Type::kTimestamp, kMomentMs) == "k=1682179200000");
  CHECK(OfFixed("string", Type::kTimestamp, kMomentMs, form) == "k=20230423");
  CHECK(OfText("string", "2023-04-23 10:00:00", form) == "k=20230423");
  const PartitionFormat both = {"k", "dd.MM.yyyy", "yyyy-MM"};
  CHECK(OfText("string", "23.04.2023", both) == "k=2023-04");
  CHECK(OfFixed("string", Type::kTimestamp, kMomentMs, both) == "k=2023-04");
  CHECK(OfText("string", "no date", both) ==
        "the text is no date of the form of srcDateFormat");
  CHECK(OfText("bigint", "2023-04-23", form) == "k=20230423");
}

TEST_CASE("signs that Tunnel puts between values cannot stand in them") {
  for (const char* text : {"a,b", "a/b", "a=b", "it's", "\"q\"", "back\\slash", "a\tb"}) {
    CAPTURE(text);
    CHECK(OfText("string", text) ==
          "the partition column holds a sign that names of partitions cannot have");
  }
}

TEST_CASE("a null, an empty and a blank value make the row dirty") {
  CHECK(OfText("string", "") == "the partition column is null or empty");
  CHECK(OfText("string", "  ") == "the partition column is null or empty");
  CHECK(NameOf("string", Field::Of("c", Type::kUtf8), [](ColumnBuilder& column) {
          column.AppendNull();
        }) == "the partition column is null or empty");
}

}  // namespace
}  // namespace hopline::plugins::odps
