// Records into rows of a wide-column table.
#include <doctest/doctest.h>

#include "tests/unit/plugins/ots/write_run.h"

namespace hopline::plugins::ots {
namespace {

using Lines = std::vector<std::string>;

std::string Parameters(const std::string& mode, const std::string& columns,
                       const std::string& key = R"("pk0")") {
  return R"("writeMode":")" + mode + R"(","primaryKey":[)" + key + R"(],"column":[)" +
         columns + "]";
}

constexpr char kAb[] = R"({"name":"a","type":"STRING"},{"name":"b","type":"INT"})";

TEST_CASE("PutRow replaces rows and leaves nulls out") {
  TestTable table;
  table.PutRow({Text("k1")}, {Put("old", Text("gone")), Put("a", Text("gone"))});
  TestWrite write(table, Parameters("PutRow", kAb), TextFields(3));
  write.Run({{T("k1"), Null(), T("5")}, {T("k2"), T("x"), T("6")}});
  CHECK(table.Dump() == Lines{"k1|b|5", "k2|a|x", "k2|b|6"});
}

TEST_CASE("UpdateRow merges, a null deletes the column") {
  TestTable table;
  table.PutRow({Text("k1")}, {Put("other", Text("stays")), Put("a", Text("goes"))});
  TestWrite write(table, Parameters("UpdateRow", kAb), TextFields(3));
  write.Run({{T("k1"), Null(), T("5")}});
  CHECK(table.Dump() == Lines{"k1|b|5", "k1|other|stays"});
}

TEST_CASE("DeleteRow deletes by key in both versions") {
  for (const char* version : {"false", "true"}) {
    TestTable table;
    for (const char* key : {"k1", "k2", "k3"}) {
      table.PutRow({Text(key)}, {Put("a", Text("x"))});
    }
    TestWrite write(table, Parameters("deleterow", "") + R"(,"newVersion":)" + version,
                    TextFields(1));
    write.Run({{T("k1")}, {T("k3")}, {T("none")}});
    CHECK(table.Dump() == Lines{"k2|a|x"});
  }
}

TEST_CASE("key columns may stand in any order, and come in the table's") {
  TestTable table({KeyType::kString, KeyType::kInteger, KeyType::kBinary});
  TestWrite write(table,
                  Parameters("PutRow", R"({"name":"v","type":"BOOL"})",
                             R"({"name":"pk2","type":"binary"},"pk0",)"
                             R"({"name":"pk1","type":"INT"})"),
                  TextFields(4));
  write.Run({{T("bytes"), T("s"), T("-7"), T("TRUE")}});
  CHECK(table.Dump() == Lines{"s|-7|b:bytes|v|true"});
}

TEST_CASE("PutRow: records of nulls are left out and told, [] writes keys alone") {
  TestTable table;
  TestWrite nulls(table, Parameters("PutRow", kAb), TextFields(3));
  nulls.Run({{T("k1"), Null(), Null()}, {T("k2"), T("x"), Null()}});
  CHECK(table.Dump() == Lines{"k2|a|x"});
  CHECK(nulls.scope.dirty_rows == 0);
  CHECK(TestHost::log().back().starts_with("1 records had null in every column"));
  TestWrite keys(table, Parameters("PutRow", ""), TextFields(1));
  keys.Run({{T("k3")}});
  CHECK(table.Dump() == Lines{"k2|a|x", "k3|"});
}

TEST_CASE("a default version is that of every cell") {
  TestTable table;
  TestWrite write(table,
                  Parameters("PutRow", kAb) + R"(,"defaultTimestampInMillisecond":)" +
                      std::to_string(kNowMs - 5),
                  TextFields(3));
  write.Run({{T("k"), T("x"), T("1")}});
  const std::string at = std::to_string(kNowMs - 5);
  CHECK(table.Dump(kTable, true) == Lines{"k|a|" + at + "|x", "k|b|" + at + "|1"});
}

TEST_CASE(
    "auto-increment keys are filled by the service; records of one key stay apart") {
  TestTable table;
  table.AddTable("log",
                 {{"id", KeyType::kString, false}, {"n", KeyType::kInteger, true}});
  TestWrite write(table,
                  R"("newVersion":true,"enableAutoIncrement":true,"writeMode":"PutRow",)"
                  R"("table":"log","primaryKey":["id"],)"
                  R"("column":[{"name":"a","type":"STRING"}])",
                  TextFields(2));
  std::vector<Record> records;
  for (int i = 0; i < 250; ++i) records.push_back({T("k"), T(std::to_string(i))});
  write.Run(records);
  const Lines rows = table.Dump("log");
  REQUIRE(rows.size() == 250);
  for (size_t i = 0; i < rows.size(); ++i) {
    CHECK(rows[i].ends_with("|a|" + std::to_string(i)));
  }
  CHECK(table.transport.Count("BatchWriteRow") == 3);
}

TEST_CASE("keys and values that do not fit are dirty, with column and reason") {
  TestTable table({KeyType::kInteger});
  TestWrite write(table, Parameters("PutRow", kAb), TextFields(3));
  write.Run({{Null(), T("x"), T("1")},
             {T("x"), T("x"), T("1")},
             {T("2"), T("x"), T("one")},
             {T("3"), T("x"), T("9223372036854775808")},
             {T("4"), T("x"), T("4.9")}});
  CHECK(table.Dump() == Lines{"4|a|x", "4|b|4"});
  REQUIRE(write.scope.dirty.size() == 4);
  CHECK(write.scope.dirty_rows == 4);
  CHECK(write.scope.dirty[0].column == "pk0");
  CHECK(write.scope.dirty[0].reason ==
        "The column of record is NULL, primary key name : pk0");
  CHECK(write.scope.dirty[1].reason.starts_with(
      "Column coversion error, src type : string, expect type: INT"));
  CHECK(write.scope.dirty[2].column == "b");
}

TEST_CASE("cells of every kind become values of every type, as DataX converts") {
  TestTable table;
  Fields fields = {Field::Of("k", Type::kUtf8),
                   Field::Of("int", Type::kInt64),
                   Field::Of("double", Type::kDouble),
                   Field::Of("float", Type::kFloat),
                   Field::Of("bool", Type::kBool),
                   Field::Of("bytes", Type::kBinary),
                   Field::Of("when", Type::kTimestamp),
                   Field::Of("day", Type::kDate32),
                   Field::Of("decimal text", Type::kUtf8, ColumnKind::kDouble),
                   Field::Of("variant", Type::kVariant)};
  std::string columns;
  for (size_t i = 1; i < fields.size(); ++i) {
    columns += std::string(i > 1 ? "," : "") + R"({"name":"c)" + std::to_string(i) +
               R"(","type":"TYPE"})";
  }
  const auto write_as = [&](const std::string& type, std::vector<size_t> but) {
    std::string typed = columns;
    for (size_t at = 0; (at = typed.find("TYPE", at)) != std::string::npos;) {
      typed.replace(at, 4, type);
    }
    TestWrite write(table, Parameters("PutRow", typed), fields);
    Record record = {T(type),
                     I(7),
                     D(-2.75),
                     [](ColumnBuilder& c) { c.AppendFixed(0.1F); },
                     B(true),
                     X("xyz"),
                     I(1'700'000'000'123),
                     [](ColumnBuilder& c) { c.AppendFixed(int32_t{1}); },
                     T("12.50"),
                     VD(3.5)};
    for (const size_t i : but) record[i] = Null();
    write.Run({record});
    CHECK(write.scope.dirty.empty());
    Lines lines = table.Dump();
    std::erase_if(lines, [&](const auto& line) { return !line.starts_with(type + "|"); });
    for (std::string& line : lines) line = line.substr(type.size() + 1);
    return lines;
  };
  CHECK(write_as("STRING", {}) == Lines{"c1|7", "c2|-2.75", "c3|0.1", "c4|true", "c5|xyz",
                                        "c6|2023-11-15 06:13:20", "c7|1970-01-02",
                                        "c8|12.50", "c9|3.5"});
  CHECK(write_as("INT", {5}) == Lines{"c1|7", "c2|-2", "c3|0", "c4|1", "c6|1700000000123",
                                      "c7|57600000", "c8|12", "c9|3"});
  CHECK(write_as("DOUBLE", {5, 6, 7}) == Lines{"c1|d7.000000", "c2|d-2.750000",
                                               "c3|d0.100000", "c4|d1.000000",
                                               "c8|d12.500000", "c9|d3.500000"});
  CHECK(write_as("BOOL", {2, 3, 5, 6, 7, 8, 9}) == Lines{"c1|true", "c4|true"});
  CHECK(write_as("BINARY", {1, 2, 3, 4, 6, 7, 8, 9}) == Lines{"c5|b:xyz"});
}

TEST_CASE("conversions that DataX does not know are dirty") {
  TestTable table;
  const auto dirty = [&](Type from, const char* to, AppendCell cell) {
    TestWrite write(
        table, Parameters("PutRow", R"({"name":"a","type":")" + std::string(to) + "\"}"),
        {Field::Of("k", Type::kUtf8), Field::Of("v", from)});
    write.Run({{T("k"), std::move(cell)}});
    return write.scope.dirty_rows == 1;
  };
  CHECK(dirty(Type::kBool, "BINARY", B(true)));
  CHECK(dirty(Type::kBinary, "INT", X("1")));
  CHECK(dirty(Type::kBinary, "DOUBLE", X("1")));
  CHECK(dirty(Type::kDouble, "BOOL", D(1)));
  CHECK(dirty(Type::kDouble, "BINARY", D(1)));
  CHECK(dirty(Type::kInt64, "BINARY", I(1)));
  CHECK(dirty(Type::kDouble, "DOUBLE", D(1.0 / 0.0)));
  CHECK(dirty(Type::kDouble, "INT", D(1e19)));
  CHECK(dirty(Type::kTimestamp, "DOUBLE", I(1)));
  CHECK(dirty(Type::kTimestamp, "BOOL", I(1)));
  CHECK(dirty(Type::kUtf8, "BOOL", T("1")));
  CHECK(table.Dump().empty());
}

TEST_CASE("requests keep to the limits of rows and bytes") {
  TestTable table;
  std::vector<Record> records;
  for (int i = 0; i < 1'000; ++i) {
    records.push_back({T("k" + std::to_string(i)), T(std::string(1'000, 'x')), T("1")});
  }
  const auto requests = [&](const std::string& more) {
    const int before = table.transport.Count("BatchWriteRow");
    TestWrite(table, Parameters("PutRow", kAb) + more, TextFields(3)).Run(records, 1'000);
    return table.transport.Count("BatchWriteRow") - before;
  };
  CHECK(requests(R"(,"concurrencyWrite":1)") == 10);
  CHECK(requests(R"(,"concurrencyWrite":1,"batchWriteCount":200)") == 5);
  const int small =
      requests(R"(,"concurrencyWrite":1,"requestTotalSizeLimitation":20000)");
  CHECK(small >= 55);
  CHECK(small <= 63);
  CHECK(table.Dump().size() == 2'000);
}

}  // namespace
}  // namespace hopline::plugins::ots
