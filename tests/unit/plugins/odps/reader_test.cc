// The reader against the emulated service, and against replies that no service should
// give.
#include <doctest/doctest.h>

#include <string>
#include <tuple>

#include "tests/unit/plugins/odps/writer_run.h"
#include "wire/maxcompute/record_writer.h"

namespace hopline::plugins::odps {
namespace {

const std::string kAll = R"("column":["*"])";
const std::string kAdd = kAll + R"(,"truncate":false)";

/// One row with one cell.
void Fill(WriterRun& run, const char* text) {
  run.Begin();
  run.Task(0, text);
  run.Precommit();
  run.Commit();
}

void Replace(HttpResponse& reply, const std::string& what, const std::string& by) {
  const size_t at = reply.body.find(what);
  if (at != std::string::npos) reply.body.replace(at, what.size(), by);
}

TEST_CASE("a list of partitions whose pages repeat is refused") {
  WriterRun run("(text string) partitioned by (pt string)", kAdd,
                kAll + R"(,"partition":["*"])");
  run.transport.Rewrite("ListPartitions", [](HttpResponse& reply) {
    Replace(reply, "<Marker />", "<Marker>again</Marker>");
    Replace(reply, "<Marker/>", "<Marker>again</Marker>");
    Replace(reply, "<Marker></Marker>", "<Marker>again</Marker>");
  });
  CHECK_THROWS_WITH(run.Rows(), doctest::Contains("the same page again and again"));
}

TEST_CASE("a table without columns is refused, whatever its rows are") {
  WriterRun run("(text string)", kAdd,
                R"("column":["'constant'"],"tunnelFormat":"records")");
  Fill(run, "a");
  run.transport.Rewrite("GetTable", [](HttpResponse& reply) {
    Replace(reply, "\"columns\"", "\"others\"");
  });
  run.transport.Rewrite("ReadRows", [](HttpResponse& reply) {
    reply.body.clear();
    wire::maxcompute::RecordWriter nulls(&reply.body);
    nulls.Write({}, 0, 1);
    nulls.Finish();
  });
  CHECK_THROWS_WITH(run.Rows(), doctest::Contains("no columns"));
}

TEST_CASE("a table that was altered since the run was planned is not misread") {
  for (const auto& [before, after, text] :
       {std::tuple("datetime", "timestamp", "2024-02-29 12:34:56"),
        std::tuple("decimal(10,2)", "decimal(10,4)", "1.25")}) {
    WriterRun run(std::string("(c ") + before + ")", kAdd,
                  kAll + R"(,"tunnelFormat":"arrow")");
    Fill(run, text);
    const Plan plan = run.OpenReader()->MakePlan({1, 0});
    run.Sql("drop table t;");
    run.Sql(std::string("create table t (c ") + after + ");");
    TextRows rows;
    CHECK_THROWS_WITH(ReadTask(*run.OpenReader(), plan.tasks.front(), run.scope, rows),
                      doctest::Contains("begin a new run"));
    CHECK(rows.empty());
  }
}

}  // namespace
}  // namespace hopline::plugins::odps
