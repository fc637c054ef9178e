#include "plugins/file/reader.h"

#include <doctest/doctest.h>

#include "tests/unit/plugins/support/read_rows.h"
#include "tests/unit/plugins/support/test_folder.h"

namespace hopline::plugins::file {
namespace {

JobContext Job(const Folder& folder, const std::string& members) {
  TestHost::Install();
  JobContext context;
  context.config = Config("{\"path\":\"" + folder.path() + "\"," + members + "}");
  context.settings = Config("{}");
  return context;
}

TextRows ReadFolder(const Folder& folder, const std::string& members, TestScope& scope,
                    uint32_t tasks = 1) {
  return ReadAll([&] { return std::make_unique<FileReader>(Job(folder, members)); },
                 scope, tasks);
}

TextRows Rows(const Folder& folder, const std::string& members) {
  TestScope scope;
  return ReadFolder(folder, members, scope);
}

TEST_CASE("without columns every field is text, short records are filled with nulls") {
  const Folder folder;
  folder.Put("a.csv", "1,\"x,y\",\\N\n2\n");
  CHECK(Rows(folder, R"("object":["a.csv"],"nullFormat":"\\N")") ==
        TextRows{"1|x,y|<null>", "2|<null>|<null>"});
}

TEST_CASE("columns are converted as DataX converts them") {
  const Folder folder;
  folder.Put("a.csv", "12.9,1e5,TRUE,2023-11-15 06:13:20.5,x\n");
  const char* columns = R"("object":["a.csv"],"column":[
      {"type":"long","index":0},{"type":"double","index":1},{"type":"boolean","index":2},
      {"type":"date","index":3},{"type":"string","value":"constant"},
      {"type":"string","index":4},{"type":"date","value":"15.11.23","format":"dd.MM.yy"}])";
  CHECK(Rows(folder, columns) ==
        TextRows{"12|1e5|true|2023-11-15 06:13:20|constant|x|2023-11-15 00:00:00"});
}

TEST_CASE("a record that does not fit is dirty and dropped whole") {
  const Folder folder;
  folder.Put("a.csv", "1,true\nx,true\n,true\n3\n4,yes\n5,false\n");
  TestScope scope;
  const TextRows rows = ReadFolder(
      folder,
      R"("object":["a.csv"],"column":[{"type":"long","index":0},{"type":"boolean","index":1}])",
      scope);
  CHECK(rows == TextRows{"1|true", "5|false"});
  REQUIRE(scope.dirty.size() == 4);
  CHECK(scope.dirty[0].reason == "the text is not a number");
  CHECK(scope.dirty[2].reason == "the record has no such field");
  CHECK(scope.dirty[3].column == "column 1");
}

TEST_CASE("patterns find files in all folders below, hidden ones of runs never") {
  const Folder folder;
  folder.Put("d/a1.csv", "1\n");
  folder.Put("d/a2.csv", "2\n");
  folder.Put("d/deep/a3.csv", "3\n");
  folder.Put("d/b1.csv", "4\n");
  folder.Put("d/.hopline-x-0", "5\n");
  const auto read = [&](const char* object) {
    return Rows(folder, std::string("\"object\":[\"") + object + "\"]");
  };
  CHECK(read("d/*.csv") == TextRows{"1", "2", "4", "3"});
  CHECK(read("d/a?.csv") == TextRows{"1", "2"});
  CHECK(read("d/[!a]1*") == TextRows{"4"});
  CHECK(read("d/*[13].csv") == TextRows{"1", "4", "3"});
  CHECK(read("d/*") == TextRows{"1", "2", "4", "3"});
}

TEST_CASE("files are shared out among tasks, each read once") {
  const Folder folder;
  for (int i = 0; i < 5; ++i) {
    folder.Put("f" + std::to_string(i),
               std::string(static_cast<size_t>(i) + 1, 'x') + "\n");
  }
  TestScope scope;
  const TextRows rows = ReadFolder(folder, R"("object":["f*"])", scope, 3);
  CHECK(rows.size() == 5);
  const Plan plan = FileReader(Job(folder, R"("object":["f*"])")).MakePlan({3, 0});
  REQUIRE(plan.tasks.size() == 3);
  for (const PlanTask& task : plan.tasks) CHECK(task.est_bytes <= 9);
}

TEST_CASE("a file that changed since the plan is not read") {
  const Folder folder;
  folder.Put("a", "1\n");
  FileReader reader(Job(folder, R"("object":["a"])"));
  const Plan plan = reader.MakePlan({1, 0});
  folder.Put("a", "1\n2\n");
  TaskContext context;
  context.task = plan.tasks[0].entry;
  const auto task = reader.OpenTask(std::move(context));
  CHECK_THROWS_WITH_AS(task->Next(), doctest::Contains("has changed since"), Error);
}

TEST_CASE("a text by itself is cut at its commas, a list is not") {
  const Folder folder;
  folder.Put("a", "1\n");
  folder.Put("b", "2\n");
  folder.Put("a,b", "3\n");
  CHECK(Rows(folder, R"("object":"a,b")") == TextRows{"1", "2"});
  CHECK(TestHost::log().back() ==
        "object is cut at its commas into 2 names; write a list for names that have "
        "commas");
  CHECK(Rows(folder, R"("object":["a,b"])") == TextRows{"3"});
}

TEST_CASE("packed files are unpacked; damage names file and place") {
  const Folder folder;
  std::string packed;
  for (const char* name : {"members.gz", "one.gz"}) {
    std::ifstream file(std::string(HOPLINE_TEST_DATA "/packed/") + name);
    packed = {std::istreambuf_iterator<char>(file), {}};
    folder.Put(name, packed);
  }
  const char* members = R"("object":["members.gz"],"compress":"gzip","skipHeader":true)";
  CHECK(Rows(folder, members).size() == 59);
  folder.Put("one.gz", packed.substr(0, 100));
  CHECK_THROWS_WITH_AS(
      Rows(folder, R"("object":["one.gz"],"compress":"gzip")"),
      doctest::Contains(
          ("file '" + folder.path() + "/one.gz': its gzip data is cut off at byte 100")
              .c_str()),
      Error);
}

TEST_CASE("headers are skipped in every file, charsets are decoded") {
  const Folder folder;
  folder.Put("a", "h\r\n\xD6\xD0\n");
  folder.Put("b", "h\n");
  CHECK(Rows(folder, R"("object":["a","b"],"skipHeader":true,"encoding":"GBK")") ==
        TextRows{"\xE4\xB8\xAD"});
}

TEST_CASE("records longer than a piece and many pieces are read whole") {
  const Folder folder;
  const std::string field(600'000, 'y');
  std::string content;
  for (int i = 0; i < 3; ++i)
    content += "\"" + field + "\n\"," + std::to_string(i) + "\n";
  folder.Put("a", content);
  const TextRows rows = Rows(folder, R"("object":["a"])");
  REQUIRE(rows.size() == 3);
  CHECK(rows[2] == field + "\n|2");
}

TEST_CASE("nothing to read is an error, unless that is allowed") {
  const Folder folder;
  CHECK_THROWS_WITH_AS(Rows(folder, R"("object":["none"])"),
                       doctest::Contains("/object: there is no file"), Error);
  CHECK_THROWS_WITH_AS(Rows(folder, R"("object":["n*"])"),
                       doctest::Contains("/object: nothing in folder"), Error);
  CHECK(Rows(folder, R"("object":["none"],"successOnNoObject":true)").empty());
}

TEST_CASE("parameters that cannot work are refused with their pointer") {
  const Folder folder;
  const auto refuses = [&](const char* members, const char* message) {
    CAPTURE(members);
    CHECK_THROWS_WITH_AS(FileReader(Job(folder, members)), doctest::Contains(message),
                         Error);
  };
  refuses(R"("fileFormat":"csv")", "/object: is missing");
  refuses(R"("object":["a"],"fileFormat":"orc")", "/fileFormat: 'orc'");
  refuses(R"("object":["a"],"fileFormat":"excel")",
          "/fileFormat: 'excel' cannot be read; use csv or text");
  refuses(R"("object":["a"],"fieldDelimiter":"||")", "/fieldDelimiter: must be exactly");
  refuses(R"("object":["a"],"compress":"lzo")", "/compress: 'lzo' is not read");
  refuses(R"("object":["a"],"encoding":"x-none")", "/encoding: charset 'x-none'");
  refuses(R"("object":["a"],"column":[{"type":"long"}])", "/column/0: must have either");
  refuses(R"("object":["a"],"column":[{"type":"int","index":0}])",
          "/column/0/type: 'int'");
  refuses(R"("object":["a"],"column":[{"type":"date","index":0,"format":"Q"}])",
          "/column/0/format: date pattern");
  refuses(R"("object":["a"],"csvReaderConfig":{"x":1})", "'x' is no switch");
}

}  // namespace
}  // namespace hopline::plugins::file
