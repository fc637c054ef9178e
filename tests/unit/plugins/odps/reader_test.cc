// The reader against the emulated service, and against replies that no service should
// give.
#include <doctest/doctest.h>

#include <string>
#include <tuple>
#include <vector>

#include "plugins/odps/row_pages.h"
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

TEST_CASE("rows that turn out large come in smaller parts, each once and in order") {
  constexpr size_t kLong = 4000, kLimit = 10'000;
  WriterRun run("(text string)", kAdd, kAll);
  run.Begin();
  std::vector<std::string> texts;
  for (int i = 0; i < 60; ++i) {
    texts.push_back(std::to_string(i));
    if (i % 7 == 0 || i > 50) texts.back().resize(kLong, ' ');
  }
  texts[30].resize(2 * kLimit, ' ');  // alone above the limit
  std::vector<Row> rows;
  for (const std::string& text : texts) rows.push_back({text.c_str()});
  run.Task(0, rows);
  run.Precommit();
  run.Commit();
  const auto project = run.OpenProject();
  RowSlice slice;
  slice.session = project->tunnel().CreateDownload(slice, run.scope).id;
  slice.count = static_cast<int64_t>(texts.size());
  SourceColumns columns;
  columns.read = {"text"};
  columns.types = {wire::maxcompute::Type{}};
  for (const auto encoding : {wire::maxcompute::ContentEncoding::kRaw,
                              wire::maxcompute::ContentEncoding::kZstd}) {
    PageLimits limits;
    limits.first_rows = 16;
    limits.reply = kLimit;
    limits.page = kLimit;
    RowPages pages(project->tunnel(), columns, {true, encoding}, slice, run.scope,
                   limits);
    TextRows read;
    while (const auto page = pages.Next()) {
      for (const wire::maxcompute::Columns& part : *page) {
        CHECK((part[0].rows == 1 || part[0].values.size() < kLimit));
        for (int64_t row = 0; row < part[0].rows; ++row) {
          const auto i = static_cast<size_t>(row);
          read.emplace_back(
              reinterpret_cast<const char*>(part[0].values.data()) + part[0].offsets[i],
              static_cast<size_t>(part[0].offsets[i + 1] - part[0].offsets[i]));
        }
      }
    }
    CHECK((read == texts));
  }
}

}  // namespace
}  // namespace hopline::plugins::odps
