// What a script says, held against the table: columns, partitions, the form of the
// bodies.
#include <doctest/doctest.h>

#include "plugins/odps/reader_options.h"
#include "plugins/odps/row_slices.h"
#include "plugins/odps/source.h"
#include "plugins/odps/target.h"
#include "tests/unit/plugins/odps/one_column.h"
#include "tests/unit/plugins/support/test_host.h"

namespace hopline::plugins::odps {
namespace {

namespace mc = wire::maxcompute;

mc::Column ColumnOf(const char* name, const char* type) {
  mc::Column column;
  column.name = name;
  column.type = OneColumn::TypeOf(type);
  return column;
}

mc::TableSchema Parted() {
  mc::TableSchema table;
  table.columns = {ColumnOf("id", "bigint"), ColumnOf("name", "string")};
  table.partition_keys = {ColumnOf("pt", "string"), ColumnOf("hh", "bigint")};
  return table;
}

WriterOptions Writing(std::vector<std::string> columns, std::string partition = "") {
  WriterOptions options;
  options.columns = std::move(columns);
  options.partition = std::move(partition);
  return options;
}

Fields Incoming(size_t n) { return Fields(n, Field::Of("in", Type::kUtf8)); }

TEST_CASE("patterns of partitions are those of a shell, over whole names") {
  CHECK(MatchesPartition("pt=1,hh=2", "pt=1,hh=2"));
  CHECK(MatchesPartition(" PT = '1' / hh=\"2\"", "pt=1,hh=2"));
  CHECK(MatchesPartition("pt=1/hh=*", "pt=1,hh=23"));
  CHECK(MatchesPartition("pt=*,hh=?", "pt=a=b,hh=1"));
  CHECK(MatchesPartition("pt=*1*,hh=*", "pt=x1y,hh="));
  CHECK(MatchesPartition("pt=?", "pt=\u4e2d"));
  CHECK(MatchesPartition("pt=a.c", "pt=a.c"));
  CHECK_FALSE(MatchesPartition("pt=a.c", "pt=abc"));
  CHECK_FALSE(MatchesPartition("pt=A", "pt=a"));
  CHECK_FALSE(MatchesPartition("pt=??", "pt=\u4e2d"));
  CHECK_FALSE(MatchesPartition("pt=1", "pt=12"));
  CHECK_FALSE(MatchesPartition("pt=1", "pt=1,hh=2"));
  CHECK_FALSE(MatchesPartition("*", "pt=1,hh=2"));
  CHECK(MatchesPartition("*,*", "pt=1,hh=2"));
}

TEST_CASE("columns of a script go where the table has them") {
  const TargetColumns swapped =
      ResolveColumns(Writing({"NAME", "id"}), Parted(), Incoming(2));
  CHECK(swapped.source == std::vector<int64_t>{1, 0});
  CHECK(!swapped.partial);
  const TargetColumns one = ResolveColumns(Writing({"*"}), Parted(), Incoming(1));
  CHECK(one.source == std::vector<int64_t>{0, -1});
  CHECK(one.partial);
  CHECK_THROWS_WITH(ResolveColumns(Writing({"id", "nmae"}), Parted(), {}),
                    "/column/1: the table has no column nmae; it has id, name");
  CHECK_THROWS_WITH(ResolveColumns(Writing({"PT"}, "pt=1,hh=2"), Parted(), {}),
                    "/column/0: PT is a partition column; its value stands in partition");
  CHECK_THROWS_WITH(
      ResolveColumns(Writing({"id"}), Parted(), Incoming(2)),
      "/column: 2 columns come in, but only 1 are named; name a column for each");
}

TEST_CASE("rows name their partitions when asked for, or when nothing else is meant") {
  const std::vector<std::string> all = {"HH", "id", "name", "pt"};
  const TargetColumns target = ResolveColumns(Writing(all), Parted(), Incoming(4));
  CHECK(target.source == std::vector<int64_t>{1, 2});
  REQUIRE(target.keys.size() == 2);
  CHECK(target.keys[0].name == "pt");
  CHECK(target.keys[0].source == 3);
  CHECK(target.keys[1].name == "hh");
  CHECK(target.keys[1].source == 0);
  CHECK_FALSE(RowsNamePartitions(Writing(all, "pt=1,hh=2"), Parted()));
  CHECK_FALSE(RowsNamePartitions(Writing({"*"}), Parted()));
  WriterOptions options = Writing(all);
  options.dynamic = false;
  CHECK_FALSE(RowsNamePartitions(options, Parted()));
  options.dynamic = true;
  CHECK(RowsNamePartitions(options, Parted()));
  CHECK_THROWS_WITH(
      ResolveColumns(options, Parted(), Incoming(3)),
      "/column: 3 columns come in, but 4 are named; where rows name their partitions, "
      "each needs its own");
  options.columns = {"id"};
  CHECK_THROWS_WITH(
      RowsNamePartitions(options, Parted()),
      "/column: rows name their partitions by pt, hh; name pt, hh in it, too");
  CHECK_THROWS_WITH(RowsNamePartitions(Writing({"id", "pt"}), Parted()),
                    "/column: rows name their partitions by pt, hh; name hh in it, too");
  mc::TableSchema plain = Parted();
  plain.partition_keys.clear();
  CHECK_THROWS_WITH(
      RowsNamePartitions(options, plain),
      "/supportDynamicPartition: the table has no partitions; leave the key out");
  options.columns = all;
  options.partition_formats = {{"pt", "", "yyyyMMdd"}, {"name", "", "yyyyMMdd"}};
  CHECK_THROWS_WITH(ResolveColumns(options, Parted(), {}),
                    "/partitionColumnMapping/1/name: name is no partition column; the "
                    "table is partitioned by pt, hh");
}

TEST_CASE("a partition is put into the table's order, or refused") {
  const auto resolve = [](const char* partition) {
    return ResolvePartition(Writing({"*"}, partition), Parted());
  };
  CHECK(resolve("hh=2/pt='a b'") == "pt=a b,hh=2");
  CHECK_THROWS_WITH(resolve(""),
                    "/partition: missing; the table is partitioned by pt, hh: name one "
                    "partition, or all of these in column to take it from the rows");
  for (const char* wrong :
       {"pt=1", "pt=1,hh=2,x=3", "pt=1,pt=2", "pt=1,hh", "pt=1,hh="}) {
    CAPTURE(wrong);
    CHECK_THROWS_WITH(resolve(wrong), doctest::Contains("partitioned by pt, hh"));
  }
  mc::TableSchema plain = Parted();
  plain.partition_keys.clear();
  CHECK(ResolvePartition(Writing({"*"}), plain).empty());
  CHECK_THROWS_WITH(ResolvePartition(Writing({"*"}, "pt=1"), plain),
                    "/partition: the table has no partitions; leave the key out");
}

TEST_CASE("tables that Arrow cannot carry in full travel as records") {
  const auto types = [](const char* type) {
    return std::vector<mc::Type>{OneColumn::TypeOf("bigint"), OneColumn::TypeOf(type)};
  };
  CHECK(UsesArrow({}, types("array<string>")));
  CHECK_FALSE(UsesArrow(false, types("string")));
  CHECK_FALSE(UsesArrow({}, types("timestamp")));
  CHECK_FALSE(UsesArrow({}, types("array<struct<a:timestamp_ntz>>")));
  CHECK(UsesArrow(true, types("timestamp")));
}

TEST_CASE("a reader asks for each data column once, in the table's order") {
  ReaderOptions options;
  options.columns = {{"name", {}}, {"HH", {}}, {"c", "constant"}, {"ID", {}}, {"id", {}}};
  const SourceColumns source = ResolveSource(options, Parted());
  CHECK(source.read == std::vector<std::string>{"id", "name"});
  CHECK(source.outputs[0].data == 1);
  CHECK(source.outputs[1].key == 1);
  CHECK(source.fields[1].type == Type::kInt64);
  CHECK(source.outputs[2].constant == "constant");
  CHECK(source.outputs[3].data == 0);
  CHECK(source.outputs[4].data == 0);
  options.columns = {{"c", "only"}};
  CHECK(ResolveSource(options, Parted()).read == std::vector<std::string>{"id"});
  options.columns = {{"nmae", {}}};
  CHECK_THROWS_WITH(ResolveSource(options, Parted()),
                    "/column/0: the table has no column nmae; it has id, name, pt, hh");
  options.columns = {{"id + 1", {}}};
  CHECK_THROWS_WITH(ResolveSource(options, Parted()),
                    "/column/0: 'id + 1' is no column of the table; to have expressions "
                    "computed, set enableWhere and where");
}

TEST_CASE("a query selects columns, partition columns and expressions") {
  ReaderOptions options;
  options.where = "id > 1";
  options.columns = {{"length(name) as n", {}},
                     {"PT", {}},
                     {"c", "constant"},
                     {"name", {}},
                     {"hh", {}},
                     {"id + 1", {}}};
  SourceColumns source = ResolveSource(options, Parted());
  CHECK(source.read == std::vector<std::string>{"`name`", "`pt`", "`hh`",
                                                "length(name) as n", "id + 1"});
  CHECK(source.NeedsResult());
  mc::TableSchema result;
  result.columns = {ColumnOf("name", "string"), ColumnOf("pt", "string"),
                    ColumnOf("hh", "bigint"), ColumnOf("n", "bigint")};
  CHECK_THROWS_WITH(BindResult(result, &source),
                    "/column: the query gives 4 columns where 5 are selected; write one "
                    "expression an item");
  result.columns.push_back(ColumnOf("_c4", "double"));
  BindResult(result, &source);
  CHECK_FALSE(source.NeedsResult());
  std::vector<int64_t> data;
  std::vector<std::string> names;
  std::vector<Type> types;
  for (size_t i = 0; i < source.outputs.size(); ++i) {
    data.push_back(source.outputs[i].data);
    names.push_back(source.fields[i].name);
    types.push_back(source.fields[i].type);
  }
  CHECK(data == std::vector<int64_t>{3, 1, -1, 0, 2, 4});
  CHECK(names == std::vector<std::string>{"n", "pt", "c", "name", "hh", "_c4"});
  CHECK(types == std::vector<Type>{Type::kInt64, Type::kUtf8, Type::kUtf8, Type::kUtf8,
                                   Type::kInt64, Type::kDouble});
  options.columns = {{"nmae", {}}};
  CHECK_THROWS_WITH(ResolveSource(options, Parted()),
                    "/column/0: the table has no column nmae; it has id, name, pt, hh");
}

TEST_CASE("a condition that is wanted may be absent where there are no partitions") {
  ReaderOptions options;
  options.enable_where = true;
  CHECK_THROWS_WITH(
      ChoosePartitions(options, Parted(), {}),
      "/where: missing; enableWhere needs a condition where there are partitions");
  mc::TableSchema plain = Parted();
  plain.partition_keys.clear();
  CHECK(ChoosePartitions(options, plain, {}) == std::vector<std::string>{""});
}

TEST_CASE("rows are cut into parts of nearly equal length without gaps") {
  TestHost::Install();
  for (const int64_t count : {0, 1, 7, 1000}) {
    for (const int64_t parts : {0, 1, 3, 8}) {
      CAPTURE(count);
      CAPTURE(parts);
      RowSlice whole{"s", "", "pt=1", 10, count};
      int64_t next = 10, least = count, most = 0;
      for (const RowSlice& slice : CutRows(whole, parts)) {
        CHECK(slice.start == next);
        next += slice.count;
        least = std::min(least, slice.count);
        most = std::max(most, slice.count);
        CHECK(DecodeSlice(Encode(slice)).start == slice.start);
      }
      CHECK(next == 10 + count);
      CHECK(most - least <= 1);
    }
  }
  CHECK(CutRows({"s", "", "", 0, 0}, 4).size() == 1);
  CHECK_THROWS_WITH(DecodeSlice(R"({"format":9})"),
                    "the plan entry of a task cannot be read: it has format 9, this "
                    "version knows 1; end the run with the version that began it, or "
                    "abort it");
}

}  // namespace
}  // namespace hopline::plugins::odps
