#include "host/run/graph.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/services/exit_code.h"

namespace hopline::run {
namespace {

[[noreturn]] void Refuse(const std::string& message) {
  throw services::Failure(services::ExitCode::kUsage, message);
}

}  // namespace

Graph::Graph(const job::ResolvedJob& job) : next_(job.steps.size()) {
  std::vector<uint32_t> inputs(job.steps.size(), 0);
  for (const job::Edge& edge : job.edges) {
    next_[edge.from].push_back(edge.to);
    ++inputs[edge.to];
  }
  for (Position p = 0; p < job.steps.size(); ++p) {
    const job::ResolvedStep& step = job.steps[p];
    if (step.kind == registry::Kind::kReader) readers_.push_back(p);
    if (step.kind == registry::Kind::kWriter) writers_.push_back(p);
    const bool leads_on = step.kind != registry::Kind::kWriter;
    if (leads_on == next_[p].empty()) {
      Refuse(fmt::format("step '{}' {}", step.name,
                         leads_on ? "leads to no writer: give it a hop, or remove it"
                                  : "is a writer and has a hop to another step"));
    }
    const bool is_reader = step.kind == registry::Kind::kReader;
    if (is_reader != (inputs[p] == 0)) {
      Refuse(fmt::format("step '{}' {}", step.name,
                         is_reader ? "is a reader and has a hop from another step"
                                   : "gets no rows: give it a hop, or remove it"));
    }
  }

  std::vector<Position> ready = readers_;
  while (!ready.empty()) {
    const Position p = ready.back();
    ready.pop_back();
    order_.push_back(p);
    for (const Position to : next_[p]) {
      if (--inputs[to] == 0) ready.push_back(to);
    }
  }
  if (order_.size() != job.steps.size()) Refuse("the hops of the job form a cycle");

  for (const Position reader : readers_) {
    std::vector<Position> tree = Tree(reader);
    std::sort(tree.begin(), tree.end());
    const auto twice = std::adjacent_find(tree.begin(), tree.end());
    if (twice != tree.end()) {
      Refuse(fmt::format("step '{}' would get the rows of '{}' twice: remove one hop",
                         job.steps[*twice].name, job.steps[reader].name));
    }
  }
}

std::vector<Position> Graph::Tree(Position reader) const {
  std::vector<Position> tree{reader};
  for (size_t at = 0; at < tree.size(); ++at) {
    const std::vector<Position> next = next_[tree[at]];
    tree.insert(tree.end(), next.begin(), next.end());
  }
  return tree;
}

}  // namespace hopline::run
