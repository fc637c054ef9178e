#include "host/job/graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace hopline::job {

using registry::Kind;
using services::DiagnosticList;

namespace {

class GraphBuilder {
 public:
  GraphBuilder(const Model& model, DiagnosticList* list) : model_(model), list_(*list) {}

  std::vector<Edge> Run() {
    if (!CheckNames()) return {};
    for (uint32_t i = 0; i < model_.steps.size(); ++i) {
      if (model_.steps[i].kind == Kind::kReader) readers_.push_back(i);
      if (model_.steps[i].kind == Kind::kWriter) writers_.push_back(i);
    }
    if (readers_.empty() || writers_.empty()) {
      list_.Error(
          model_.place, "",
          fmt::format("the job has no {}", readers_.empty() ? "reader" : "writer"));
      return {};
    }
    if (!TakeHops() || !InsertFreeProcessors()) return {};
    TakeNeighbours();
    if (!CheckCycles()) return {};
    CheckReach();
    CheckFanIn();
    return edges_;
  }

 private:
  const std::string& Name(uint32_t step) const { return model_.steps[step].name; }
  void Error(uint32_t step, const std::string& message) {
    list_.Error(model_.steps[step].place, model_.steps[step].pointer, message);
  }

  bool CheckNames() {
    bool unique = true;
    for (uint32_t i = 0; i < model_.steps.size(); ++i) {
      const auto [entry, fresh] = by_name_.try_emplace(Name(i), i);
      if (fresh) continue;
      Error(i,
            fmt::format("two steps are called \"{}\" (the other in line {}); give them "
                        "different names",
                        Name(i), model_.steps[entry->second].place.line));
      unique = false;
    }
    return unique;
  }

  std::optional<uint32_t> Find(const std::string& name, const services::Place& place,
                               const std::string& pointer) {
    const auto found = by_name_.find(name);
    if (found != by_name_.end()) return found->second;
    std::vector<std::string> names;
    for (const ModelStep& step : model_.steps) names.push_back(step.name);
    list_.Error(place, pointer,
                fmt::format("the hop names \"{}\", but no step is called so{}", name,
                            services::DidYouMean(name, names)));
    return std::nullopt;
  }

  /// One hop; false when it is wrong.
  bool TakeHop(const ModelHop& hop) {
    const auto from = Find(hop.from, hop.from_place, hop.pointer);
    const auto to = Find(hop.to, hop.to_place, hop.pointer);
    if (!from || !to) return false;
    if (model_.steps[*from].kind == Kind::kWriter) {
      list_.Error(hop.from_place, hop.pointer,
                  fmt::format("the hop leaves \"{}\", which is a writer", hop.from));
      return false;
    }
    if (model_.steps[*to].kind == Kind::kReader) {
      list_.Error(hop.to_place, hop.pointer,
                  fmt::format("the hop enters \"{}\", which is a reader", hop.to));
      return false;
    }
    if (!hops_.emplace(*from, *to).second) {
      list_.Warn(
          hop.from_place, hop.pointer,
          fmt::format("the hop from \"{}\" to \"{}\" stands twice", hop.from, hop.to));
      return true;
    }
    edges_.push_back({*from, *to});
    return true;
  }

  bool TakeHops() {
    bool fine = true;
    for (const ModelHop& hop : model_.hops) fine = TakeHop(hop) && fine;
    if (!fine || !model_.hops.empty()) return fine;
    if (readers_.size() > 1 || writers_.size() > 1) {
      const bool many_readers = readers_.size() > 1;
      Error(many_readers ? readers_[1] : writers_[1],
            fmt::format(
                "the job has {} {}s and no hops; say in order.hops which feeds which",
                many_readers ? readers_.size() : writers_.size(),
                many_readers ? "reader" : "writer"));
      return false;
    }
    edges_.push_back({readers_[0], writers_[0]});
    return true;
  }

  /// Processing steps of no hop, in array order, go between the one reader and the one
  /// writer.
  bool InsertFreeProcessors() {
    std::vector<uint32_t> free;
    for (uint32_t i = 0; i < model_.steps.size(); ++i) {
      if (model_.steps[i].kind == Kind::kProcessor && !InHop(i)) free.push_back(i);
    }
    if (free.empty()) return true;
    const bool direct = edges_.size() == 1 && readers_.size() == 1 &&
                        writers_.size() == 1 && edges_[0].from == readers_[0] &&
                        edges_[0].to == writers_[0];
    if (!direct) {
      Error(free[0],
            fmt::format(
                "step \"{}\" stands in no hop, and where it belongs is ambiguous with "
                "{} reader(s), {} writer(s) and {} hop(s); name it in order.hops",
                Name(free[0]), readers_.size(), writers_.size(), edges_.size()));
      return false;
    }
    const uint32_t writer = edges_[0].to;
    for (const uint32_t step : free) {
      edges_.back().to = step;
      edges_.push_back({step, writer});
    }
    return true;
  }

  bool InHop(uint32_t step) const {
    return std::any_of(edges_.begin(), edges_.end(),
                       [&](const Edge& e) { return e.from == step || e.to == step; });
  }

  /// Lists of neighbours, once the edges are complete.
  void TakeNeighbours() {
    next_.resize(model_.steps.size());
    previous_.resize(model_.steps.size());
    for (const Edge& edge : edges_) {
      next_[edge.from].push_back(edge.to);
      previous_[edge.to].push_back(edge.from);
    }
  }

  bool CheckCycles() {
    std::vector<int> state(model_.steps.size());  // 0 new, 1 on the way, 2 done
    std::vector<uint32_t> way;
    for (uint32_t i = 0; i < model_.steps.size(); ++i) {
      if (state[i] == 0 && !Visit(i, &state, &way)) return false;
    }
    return true;
  }

  /// Depth is bounded by the number of steps, each of which is an object of the script.
  bool Visit(uint32_t step, std::vector<int>* state, std::vector<uint32_t>* way) {
    (*state)[step] = 1;
    way->push_back(step);
    for (const uint32_t next : next_[step]) {
      if ((*state)[next] == 1) {
        std::string names;
        for (auto at = std::find(way->begin(), way->end(), next); at != way->end();
             ++at) {
          names += Name(*at) + " → ";
        }
        Error(next, fmt::format("the hops form a cycle: {}{}; remove one of them", names,
                                Name(next)));
        return false;
      }
      if ((*state)[next] == 0 && !Visit(next, state, way)) return false;
    }
    way->pop_back();
    (*state)[step] = 2;
    return true;
  }

  /// Every step must lie on a way from a reader to a writer.
  void CheckReach() {
    const std::vector<bool> fed = Reached(readers_, next_);
    const std::vector<bool> leads = Reached(writers_, previous_);
    for (uint32_t i = 0; i < model_.steps.size(); ++i) {
      const Kind kind = model_.steps[i].kind;
      const char* word = registry::KindName(kind);
      if (!InHop(i)) {
        Error(i,
              fmt::format("{} \"{}\" stands in no hop; add one to order.hops, or remove "
                          "the step",
                          word, Name(i)));
      } else if (!leads[i]) {
        Error(i, fmt::format("{} \"{}\" leads to no writer; add a hop", word, Name(i)));
      } else if (!fed[i]) {
        Error(i, fmt::format("{} \"{}\" is fed by no reader; add a hop", word, Name(i)));
      }
    }
  }

  /// The steps that lie on a way from one of `from`.
  static std::vector<bool> Reached(std::vector<uint32_t> from,
                                   const std::vector<std::vector<uint32_t>>& neighbours) {
    std::vector<bool> reached(neighbours.size());
    while (!from.empty()) {
      const uint32_t step = from.back();
      from.pop_back();
      if (reached[step]) continue;
      reached[step] = true;
      from.insert(from.end(), neighbours[step].begin(), neighbours[step].end());
    }
    return reached;
  }

  /// Two ways from one reader to one writer would write every row twice.
  void CheckFanIn() {
    const std::vector<uint32_t> order = TopologicalOrder();
    for (const uint32_t reader : readers_) {
      std::vector<int> ways(model_.steps.size());  // 2 stands for "two or more"
      ways[reader] = 1;
      for (const uint32_t step : order) {
        for (const uint32_t next : next_[step]) {
          ways[next] = std::min(2, ways[next] + ways[step]);
        }
      }
      for (const uint32_t writer : writers_) {
        if (ways[writer] < 2) continue;
        Error(writer,
              fmt::format("writer \"{}\" is reached twice from reader \"{}\"; every "
                          "row would be written twice, remove one way",
                          Name(writer), Name(reader)));
      }
    }
  }

  std::vector<uint32_t> TopologicalOrder() const {
    std::vector<size_t> incoming(model_.steps.size());
    for (const Edge& edge : edges_) ++incoming[edge.to];
    std::vector<uint32_t> order;
    for (uint32_t i = 0; i < model_.steps.size(); ++i) {
      if (incoming[i] == 0) order.push_back(i);
    }
    for (size_t at = 0; at < order.size(); ++at) {
      for (const uint32_t next : next_[order[at]]) {
        if (--incoming[next] == 0) order.push_back(next);
      }
    }
    return order;
  }

  const Model& model_;
  DiagnosticList& list_;
  std::map<std::string, uint32_t> by_name_;
  std::vector<uint32_t> readers_, writers_;
  std::vector<Edge> edges_;
  std::set<std::pair<uint32_t, uint32_t>> hops_;  ///< those among the edges
  std::vector<std::vector<uint32_t>> next_, previous_;
};

}  // namespace

std::vector<Edge> BuildGraph(const Model& model, DiagnosticList* list) {
  return GraphBuilder(model, list).Run();
}

}  // namespace hopline::job
