#include <doctest/doctest.h>
#include <hopline/writer.h>

#include "plugins/stream/reader.h"
#include "plugins/stream/writer.h"
#include "tests/unit/plugins/support/test_host.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace hopline::plugins::stream {
namespace {

JobContext Job(const std::string& config, const Scope& scope = {}) {
  TestHost::Install();
  JobContext context;
  context.job_key = "window";
  context.run_id = "run";
  context.step_name = "Step";
  context.config = Config(config);
  context.settings = Config("{}");
  context.scope = scope;
  return context;
}

/// Reads one task to its end and prints it through the writer; returns the lines.
std::string Print(const std::string& reader_config, const std::string& entry = "1 0",
                  uint32_t max_rows = 65536) {
  StreamReader reader(Job(reader_config));
  TaskContext context;
  context.task = entry;
  context.max_batch_rows = max_rows;
  const Schema schema = reader.ReadSchema();
  const auto source = reader.OpenTask(std::move(context));
  StreamWriter writer(Job(R"({"fieldDelimiter":"|"})"));
  TestScope scope;
  TaskContext target;
  target.scope = scope;
  const auto printer = writer.OpenTask(std::move(target), *schema);
  for (Batch batch = source->Next(); batch; batch = source->Next()) {
    printer->Write(std::move(batch));
  }
  CHECK_FALSE(source->Next());
  printer->Prepare();
  return TestHost::out();
}

size_t Lines(const std::string& text) {
  return static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST_CASE("constants of every type print as DataX prints them") {
  const std::string row = Print(R"({"sliceRecordCount":1,"column":[
      {"value":"DataX"}, {"type":"long","value":"19890604"}, {"type":"double","value":"1.10"},
      {"type":"bool","value":"TRUE"}, {"type":"date","value":"1989-06-04 00:00:00"},
      {"type":"bytes","value":"test"}, {"type":"string","value":""},
      {"type":"long","value":"123456789012345678901234567890"},
      {"type":"date","value":"20230423","dateFormat":"yyyyMMdd"}]})");
  CHECK(row ==
        "DataX|19890604|1.10|true|1989-06-04 00:00:00|test||"
        "123456789012345678901234567890|2023-04-23 00:00:00\n");
}

TEST_CASE("a task gives exactly sliceRecordCount rows, in batches as small as asked") {
  const char* config = R"({"sliceRecordCount":1000,"column":[{"value":"x"}]})";
  CHECK(Lines(Print(config)) == 1000);
  CHECK(Lines(Print(config, "1 0", 7)) == 1000);
}

TEST_CASE("a sequence counts on from row to row and from task to task") {
  const char* config =
      R"({"sliceRecordCount":3,"column":[{"type":"long","sequence":"10,5"},
      {"type":"string","sequence":"0"}, {"type":"double","sequence":"0.5,0.25"},
      {"type":"date","sequence":"1970-01-01 08:00:00,60000"}]})";
  CHECK(Print(config) ==
        "10|0|0.5|1970-01-01 08:00:00\n15|1|0.75|1970-01-01 08:01:00\n"
        "20|2|1.0|1970-01-01 08:02:00\n");
  CHECK(Print(config, "1 1", 2).substr(0, 33) == "25|3|1.25|1970-01-01 08:03:00\n30|");
}

TEST_CASE("random values stay in their ranges and differ") {
  const std::string text = Print(R"({"sliceRecordCount":500,"column":[
      {"type":"long","random":" 5 , 7 "}, {"type":"string","random":"2,4"}]})");
  std::set<std::string> numbers, lengths, texts;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const size_t bar = line.find('|');
    numbers.insert(line.substr(0, bar));
    texts.insert(line.substr(bar + 1));
    lengths.insert(std::to_string(line.size() - bar - 1));
  }
  CHECK(numbers == std::set<std::string>{"5", "6", "7"});
  CHECK(lengths == std::set<std::string>{"2", "3", "4"});
  CHECK(texts.size() > 300);
}

TEST_CASE("weights of a random bool are those of false and true") {
  const char* config =
      R"({"sliceRecordCount":200,"column":[{"type":"bool","random":"0,3"}]})";
  CHECK(Print(config).find("false") == std::string::npos);
}

TEST_CASE("the same task gives the same rows again, another task gives others") {
  const char* config =
      R"({"sliceRecordCount":100,"column":[{"type":"string","random":"8,8"},
      {"type":"double","random":"0,1"},
      {"type":"date","random":"2014-07-07 00:00:00, 2016-07-07 00:00:00"}]})";
  const std::string first = Print(config);
  CHECK(Print(config, "1 0", 13) == first);
  CHECK(Print(config, "1 1") != first);
}

TEST_CASE("there are as many tasks as are wanted") {
  StreamReader reader(Job(R"({"sliceRecordCount":10,"column":[{"value":"x"}]})"));
  const Plan plan = reader.MakePlan({4, 0});
  REQUIRE(plan.tasks.size() == 4);
  CHECK(plan.tasks[3].entry == "1 3");
  CHECK(plan.tasks[3].est_rows == 10);
  TaskContext context;
  context.task = "2 0";
  CHECK_THROWS_WITH_AS(reader.OpenTask(std::move(context)),
                       doctest::Contains("plan the run anew"), Error);
}

TEST_CASE("columns that cannot be generated are refused with their pointer") {
  const auto refuses = [](const char* column, const char* message) {
    CAPTURE(column);
    CHECK_THROWS_WITH_AS(
        StreamReader(
            Job(std::string(R"({"sliceRecordCount":1,"column":[)") + column + "]}")),
        doctest::Contains(message), Error);
  };
  refuses("", "/column: is missing");
  refuses("{}", "/column/0: has neither value nor random nor sequence");
  refuses(R"({"type":"long","value":"x"})", "/column/0/value: 'x' is not a number");
  refuses(R"({"type":"date","value":"x"})", "/column/0/value: 'x' is no date");
  refuses(R"({"type":"long","random":"3"})", "/column/0/random: must be two values");
  refuses(R"({"type":"long","random":"3,1"})", "/column/0/random: the first number");
  refuses(R"({"type":"bool","sequence":"3"})", "/column/0/sequence: counts only");
  refuses(R"({"type":"list","value":"3"})", "/column/0/type: 'list' is not one of");
}

TEST_CASE("nulls print as null and rows without text are dirty") {
  const Fields fields = {Field::Of("a", Type::kInt64), Field::Of("b", Type::kDouble)};
  BatchBuilder builder(fields);
  builder.column(0).AppendNull();
  builder.column(1).AppendFixed(0.5);
  builder.EndRow();
  builder.column(0).AppendFixed(int64_t{1});
  builder.column(1).AppendFixed(std::numeric_limits<double>::infinity());
  builder.EndRow();
  StreamWriter writer(Job("{}"));
  const Schema schema = MakeSchema(fields);
  TestScope scope;
  TaskContext context;
  context.scope = scope;
  const auto task = writer.OpenTask(std::move(context), *schema);
  task->Write(builder.Finish());
  task->Prepare();
  CHECK(TestHost::out() == "null\t0.5\n");
  CHECK(scope.dirty_rows == 1);
}

TEST_CASE("a writer that prints nothing may be repeated, one that prints may not") {
  CHECK(StreamWriter(Job(R"({"print":false})")).Capabilities(HOPLINE_CAP_IDEMPOTENT) ==
        HOPLINE_CAP_IDEMPOTENT);
  CHECK(StreamWriter(Job("{}")).Capabilities(HOPLINE_CAP_IDEMPOTENT) == 0);
}

TEST_CASE("a file is emptied when the job starts and takes the lines of all tasks") {
  const std::string folder =
      std::filesystem::temp_directory_path() / "hopline-stream-test";
  std::filesystem::create_directories(folder);
  std::ofstream(folder + "/out.txt") << "old\n";
  StreamWriter writer(
      Job(R"({"path":")" + folder + R"(","fileName":"out.txt","print":false})"));
  const Fields fields = {Field::Of("a", Type::kInt64)};
  const Schema schema = MakeSchema(fields);
  writer.Prepare(*schema);
  for (const int64_t value : {1, 2}) {
    BatchBuilder builder(fields);
    builder.column(0).AppendFixed(value);
    builder.EndRow();
    const auto task = writer.OpenTask({}, *schema);
    task->Write(builder.Finish());
    task->Prepare();
  }
  std::stringstream content;
  content << std::ifstream(folder + "/out.txt").rdbuf();
  CHECK(content.str() == "1\n2\n");
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace hopline::plugins::stream
