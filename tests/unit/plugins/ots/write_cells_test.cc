// Records of single cells into rows, and back.
#include <doctest/doctest.h>

#include "tests/unit/plugins/ots/write_run.h"

namespace hopline::plugins::ots {
namespace {

using Lines = std::vector<std::string>;

constexpr char kWriteCells[] =
    R"("newVersion":true,"mode":"multiVersion","primaryKey":["pk0"])";

Fields CellFields() {
  return {Field::Of("pk0", Type::kUtf8), Field::Of("name", Type::kUtf8),
          Field::Of("version", Type::kInt64), Field::Of("value", Type::kVariant)};
}

AppendCell VNull() {
  return [](ColumnBuilder& column) { column.VariantNull(); };
}

std::string At(int64_t offset) { return std::to_string(kNowMs + offset); }

TEST_CASE("versions and types are kept, null deletes one version") {
  TestTable table({KeyType::kString}, 10);
  table.UpdateRow({Text("k")}, {Put("a", Int(1), kNowMs), Put("a", Int(2), kNowMs + 1)});
  TestWrite write(table, kWriteCells, CellFields());
  write.Run({{T("k"), T("a"), I(kNowMs), VNull()},
             {T("k"), T("b"), I(kNowMs), VI(-5)},
             {T("k"), T("b"), I(kNowMs + 1), VD(2.5)},
             {T("k"), T("c"), I(kNowMs), VB(true)},
             {T("k"), T("d"), I(kNowMs), VX("xy")},
             {T("l"), T("e"), I(kNowMs), VT("text")}});
  CHECK(table.Dump(kTable, true) ==
        Lines{"k|a|" + At(1) + "|2", "k|b|" + At(1) + "|d2.500000",
              "k|b|" + At(0) + "|-5", "k|c|" + At(0) + "|true", "k|d|" + At(0) + "|b:xy",
              "l|e|" + At(0) + "|text"});
}

TEST_CASE("consecutive records of one key are one update, of at most 1024 cells") {
  TestTable table({KeyType::kString}, 1);
  std::vector<Record> records;
  for (int i = 0; i < 2'100; ++i) {
    records.push_back(
        {T("wide"), T("c" + std::to_string(i % 1'050)), I(kNowMs + i / 1'050), VI(i)});
  }
  TestWrite write(table, kWriteCells, CellFields());
  write.Run(records, 500);
  CHECK(table.Dump().size() == 1'050);
  CHECK(table.Dump().front() == "wide|c0|1050");
  // 1024, 1024 and 52 cells, each in a request of its own: the key may not repeat.
  CHECK(table.transport.Count("BatchWriteRow") == 3);
}

TEST_CASE("records without name, version or key, and dates, are dirty") {
  TestTable table({KeyType::kString}, 10);
  const auto date = [](ColumnBuilder& column) { column.VariantTimestampMs(0); };
  TestWrite write(table, std::string(kWriteCells) + R"(,"columnNamePrefixFilter":"p_")",
                  CellFields());
  write.Run({{Null(), T("p_a"), I(kNowMs), VI(1)},
             {T("k"), Null(), I(kNowMs), VI(1)},
             {T("k"), T("p_a"), Null(), VI(1)},
             {T("k"), T("a"), I(kNowMs), VI(1)},
             {T("k"), T("p_"), I(kNowMs), VI(1)},
             {T("k"), T("p_a"), I(kNowMs), date},
             {T("k"), T("p_good"), I(kNowMs), VI(7)}});
  CHECK(table.Dump() == Lines{"k|good|7"});
  REQUIRE(write.scope.dirty.size() == 6);
  CHECK(
      write.scope.dirty[1].reason.starts_with("The input column name can not be empty"));
  CHECK(write.scope.dirty[2].reason ==
        "The input timestamp can not be empty in the multiVersion mode");
  CHECK(write.scope.dirty[3].reason.find("not define in column") != std::string::npos);
  CHECK(write.scope.dirty[5].reason.starts_with("a date has no type of its own"));
}

TEST_CASE("every record of a refused update is dirty") {
  TestTable table({KeyType::kString}, 10);
  TestWrite write(table, kWriteCells, CellFields());
  write.Run({{T("k"), T("a"), I(kNowMs), VI(1)},
             {T("k"), T("bad name!"), I(kNowMs), VI(2)},
             {T("l"), T("a"), I(kNowMs), VI(3)}});
  CHECK(table.Dump() == Lines{"l|a|3"});
  CHECK(write.scope.dirty_rows == 2);
}

TEST_CASE("a table that is read and written cell by cell is the same table") {
  TestTable table(
      {KeyType::kString, KeyType::kInteger, KeyType::kBinary, KeyType::kInteger}, 3);
  for (int row = 0; row < 20; ++row) {
    Cells cells;
    for (int i = 0; i < 200; ++i) {
      const std::string name = "c" + std::to_string(i);
      const int64_t version = kNowMs + i % 3;
      switch ((row + i) % 5) {
        case 0:
          cells.push_back(Put(name, Int(i), version));
          break;
        case 1:
          cells.push_back(Put(name, Real(i / 4.0), version));
          break;
        case 2:
          cells.push_back(Put(name, Bool(i % 2 == 0), version));
          break;
        case 3:
          cells.push_back(Put(name, Bytes(std::string("\0\xff", 2)), version));
          break;
        default:
          cells.push_back(Put(name, Text("\xe4\xb8\xad"), version));
          cells.push_back(Put(name, Text("older"), version - 1));
      }
    }
    table.PutRow(
        {Text("r" + std::to_string(row % 3)), Int(-row), Bytes("\x01"), Int(row)},
        std::move(cells));
  }
  std::vector<wire::tablestore::KeyColumnSchema> key;
  for (const KeyType type :
       {KeyType::kString, KeyType::kInteger, KeyType::kBinary, KeyType::kInteger}) {
    key.push_back({"pk" + std::to_string(key.size()), type, false});
  }
  table.AddTable("copy", key, 3);

  TestRead read(table, R"("newVersion":true,"mode":"multiVersion")");
  const auto reader = read.Open();
  const Schema schema = reader->ReadSchema();
  TestWrite write(table,
                  R"("table":"copy","newVersion":true,"mode":"multiVersion",)"
                  R"("primaryKey":["pk0","pk1","pk2","pk3"])",
                  Fields::Read(*schema));
  const auto writer = write.Open();
  TaskContext to;
  to.task = writer->Prepare(*schema);
  to.scope = write.scope;
  const auto sink = writer->OpenTask(std::move(to), *schema);
  const Plan plan = reader->MakePlan({1, 0});
  TaskContext from;
  from.task = plan.tasks.at(0).entry;
  from.scope = read.scope;
  const auto source = reader->OpenTask(std::move(from));
  while (Batch batch = source->Next()) sink->Write(std::move(batch));
  sink->Prepare();

  CHECK(table.Dump("copy", true) == table.Dump(kTable, true));
  CHECK(table.Dump("copy").size() == 20 * 240);
  CHECK(write.scope.dirty.empty());
}

}  // namespace
}  // namespace hopline::plugins::ots
