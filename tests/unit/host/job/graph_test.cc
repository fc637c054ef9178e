#include "host/job/graph.h"

#include <doctest/doctest.h>

#include "tests/unit/host/job/bench.h"

namespace hopline::job {

TEST_CASE("Graph.BearsVeryManyHops") {
  std::string steps;
  std::vector<std::pair<std::string, std::string>> hops;
  for (int i = 0; i < 200; ++i) {
    const std::string number = std::to_string(i);
    steps += Reader("R" + number) + "," + Writer("W" + number) + (i < 199 ? "," : "");
    for (int j = 0; j < 200; j += 4)
      hops.emplace_back("R" + number, "W" + std::to_string((i + j) % 200));
  }
  Bench bench;
  CHECK(bench.Run(Job(steps, Hops(hops))).edges.size() == 10'000);
}

TEST_CASE("Graph.RefusesWhatCannotFlow") {
  struct Case {
    std::string text;
    const char* error;
  };
  const std::string both = Reader("R") + "," + Writer("W");
  const std::string middle =
      Reader("R") + "," + Processor("P") + "," + Processor("Q") + "," + Writer("W");
  const Case cases[] = {
      {Job(both, Hops({{"R", "Wx"}})), "the hop names \"Wx\", but no step is called so"},
      {Job(both, Hops({{"W", "R"}})), "the hop leaves \"W\", which is a writer"},
      {Job(Reader("A") + "," + Writer("A")), "two steps are called \"A\""},
      {Job(middle, Hops({{"R", "P"}, {"P", "Q"}, {"Q", "P"}, {"Q", "W"}})),
       "the hops form a cycle: P → Q → P"},
      {Job(middle, Hops({{"R", "P"}, {"P", "W"}, {"R", "Q"}, {"Q", "W"}})),
       "writer \"W\" is reached twice from reader \"R\""},
      {Job(both + "," + Writer("V"), Hops({{"R", "W"}})),
       "writer \"V\" stands in no hop"},
      {Job(both + "," + Processor("P"), Hops({{"R", "W"}, {"R", "P"}})),
       "processor \"P\" leads to no writer"},
      {Job(both + "," + Writer("V")), "the job has 2 writers and no hops"},
      {Job(both + "," + Writer("V") + "," + Processor("P"),
           Hops({{"R", "W"}, {"R", "V"}})),
       "step \"P\" stands in no hop, and where it belongs is ambiguous"},
      {Job(Reader("R")), "the job has no writer"},
      {Job(both + R"(,{"stepType":"x","category":"write","name":"N"})"),
       "unknown category \"write\"; reader, writer, processor, map and flatmap are "
       "known; "
       "did you mean \"writer\"?"},
      {Job(both + R"(,{"category":"map","parameter":{"a":1}})"),
       "the step has no \"stepType\""},
      {"{\"a\":1}", "this is no job"},
      {"[]", "a job must be an object"},
  };
  Bench bench;
  for (const Case& one : cases) {
    CAPTURE(one.text);
    const std::string errors = bench.Errors(one.text);
    CHECK_MESSAGE(errors.find(one.error) != std::string::npos, errors);
    CHECK(errors.find('\n') == std::string::npos);
    CHECK(bench.code == services::ExitCode::kUsage);
  }
}

TEST_CASE("Graph.PutsProcessorsOfNoHopBetweenReaderAndWriterInArrayOrder") {
  Bench bench;
  const ResolvedJob job = bench.Run(
      Job(Processor("P") + "," + Writer("W") + "," + Reader("R") + "," + Processor("Q") +
              R"(,{"parameter":{},"name":"X","category":"processor"})",
          Hops({{"R", "W"}})));
  REQUIRE(job.steps.size() == 4);
  std::string way;
  for (const Edge& edge : job.edges) {
    way += job.steps[edge.from].name + ">" + job.steps[edge.to].name + " ";
  }
  CHECK(way == "R>P P>Q Q>W ");
}

TEST_CASE("Graph.FansOutAndIn") {
  Bench bench;
  CHECK(bench
            .Run(Job(
                Reader("A") + "," + Reader("B") + "," + Writer("C") + "," + Writer("D"),
                Hops({{"A", "C"}, {"A", "D"}, {"B", "D"}})))
            .edges.size() == 3);
}

}  // namespace hopline::job
