#pragma once

#include <cstdint>
#include <vector>

#include "plugins/otsstream/plan_entry.h"

namespace hopline::plugins::otsstream {

/// Packs shards into at most `want_tasks` groups that do not depend on one another.
///
/// A group is made of whole lineages: a shard with all parents, children and siblings
/// that are connected to it. Edges to parents that are not in the list, or were finished
/// before the window (from = kShardEnd), are cut; `parents` of the result holds only what
/// is left.
///
/// Shape: in each group parents stand before their children, otherwise the given order is
///        kept. The largest lineages are dealt first, each to the group with the fewest
///        shards. No group is empty.
std::vector<std::vector<ShardPlan>> PackLineages(std::vector<ShardPlan> shards,
                                                 uint32_t want_tasks);

}  // namespace hopline::plugins::otsstream
