#include "plugins/otsstream/lineage.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

namespace hopline::plugins::otsstream {
namespace {

using Indices = std::vector<size_t>;

/// Disjoint sets of shards, by index.
class Sets {
 public:
  explicit Sets(size_t n) : parent_(n) { std::iota(parent_.begin(), parent_.end(), 0); }

  size_t Find(size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void Join(size_t a, size_t b) { parent_[Find(a)] = Find(b); }

 private:
  Indices parent_;
};

void CutEdges(std::vector<ShardPlan>& shards,
              const std::map<std::string, size_t>& index) {
  for (ShardPlan& shard : shards) {
    std::erase_if(shard.parents, [&](const std::string& parent) {
      const auto found = index.find(parent);
      return found == index.end() || shards[found->second].from == kShardEnd;
    });
  }
}

/// The members of one lineage, parents first.
Indices InOrder(const std::vector<ShardPlan>& shards,
                const std::map<std::string, size_t>& index, Indices members) {
  Indices ordered;
  std::vector<bool> placed(shards.size(), false);
  const auto ready = [&](size_t i) {
    return std::all_of(shards[i].parents.begin(), shards[i].parents.end(),
                       [&](const auto& parent) { return placed[index.at(parent)]; });
  };
  while (!members.empty()) {
    auto next = std::find_if(members.begin(), members.end(), ready);
    if (next == members.end()) next = members.begin();  // a ring: no order is right
    placed[*next] = true;
    ordered.push_back(*next);
    members.erase(next);
  }
  return ordered;
}

}  // namespace

std::vector<std::vector<ShardPlan>> PackLineages(std::vector<ShardPlan> shards,
                                                 uint32_t want_tasks) {
  std::map<std::string, size_t> index;
  for (size_t i = 0; i < shards.size(); ++i) index.emplace(shards[i].id, i);
  CutEdges(shards, index);

  Sets sets(shards.size());
  for (size_t i = 0; i < shards.size(); ++i) {
    for (const std::string& parent : shards[i].parents) sets.Join(i, index.at(parent));
  }
  std::map<size_t, Indices> by_root;
  for (size_t i = 0; i < shards.size(); ++i) by_root[sets.Find(i)].push_back(i);
  std::vector<Indices> lineages;
  for (auto& [root, members] : by_root) {
    lineages.push_back(InOrder(shards, index, std::move(members)));
  }
  std::stable_sort(lineages.begin(), lineages.end(),
                   [](const auto& a, const auto& b) { return a.size() > b.size(); });

  std::vector<std::vector<ShardPlan>> groups(
      std::min<size_t>(lineages.size(), std::max(want_tasks, 1U)));
  for (const Indices& lineage : lineages) {
    auto& emptiest = *std::min_element(
        groups.begin(), groups.end(),
        [](const auto& a, const auto& b) { return a.size() < b.size(); });
    for (const size_t i : lineage) emptiest.push_back(std::move(shards[i]));
  }
  return groups;
}

}  // namespace hopline::plugins::otsstream
