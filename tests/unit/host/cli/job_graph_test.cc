#include "host/cli/job_graph.h"

#include <doctest/doctest.h>

namespace hopline::cli {
namespace {

using registry::Kind;

/// Two readers, one of them through a step into two writers.
job::ResolvedJob SampleJob() {
  job::ResolvedJob job;
  const auto add = [&job](const char* name, Kind kind, const char* connector) {
    job::ResolvedStep step;
    step.name = name;
    step.kind = kind;
    step.connector_id = connector;
    job.steps.push_back(std::move(step));
  };
  add("Orders", Kind::kReader, "otsstream.reader");
  add("Old <orders>", Kind::kReader, "oss.reader");
  add("Mask", Kind::kProcessor, "transform.stringreplace");
  add("Target", Kind::kWriter, "oss.writer");
  add("Copy", Kind::kWriter, "file.writer");
  job.edges = {{0, 2}, {2, 3}, {2, 4}, {1, 3}};
  return job;
}

TEST_CASE("the text shows a tree for each reader, and a step only once in full") {
  CHECK(GraphAsText(SampleJob()) ==
        "Orders  (reader · otsstream.reader)\n"
        "└─ Mask  (processor · transform.stringreplace)\n"
        "   ├─ Target  (writer · oss.writer)\n"
        "   └─ Copy  (writer · file.writer)\n"
        "Old <orders>  (reader · oss.reader)\n"
        "└─ Target  (writer · oss.writer), as above\n");
}

TEST_CASE("the drawing has a box for each step and an arrow for each hop") {
  const std::string svg = GraphAsSvg(SampleJob());
  const auto count = [&svg](std::string_view part) {
    size_t found = 0;
    for (size_t at = 0; (at = svg.find(part, at)) != std::string::npos; ++at) ++found;
    return found;
  };
  CHECK(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
  CHECK(svg.ends_with("</svg>\n"));
  CHECK(count("<rect") == 5);
  CHECK(count("marker-end") == 4);
  CHECK(count("Old &lt;orders&gt;") == 1);
  CHECK(count("Old <orders>") == 0);
}

}  // namespace
}  // namespace hopline::cli
