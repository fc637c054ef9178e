#include <mutex>

#include "emulator/tablestore/table.h"

// Going over the rows of a table in order.
namespace hopline::emulator::tablestore {

void Table::Walk(const Key& start, bool forward, int64_t now_us,
                 const Visitor& visit) const {
  const std::shared_lock lock(mutex_);
  const int64_t oldest_ms = OldestVisibleMs(now_us);
  if (forward) {
    for (auto it = rows_.lower_bound(start); it != rows_.end();) {
      if (it->second.IsVisible(oldest_ms)) {
        const WalkStep step = visit(it->first, it->second);
        if (step.kind == WalkStep::Kind::kStop) return;
        if (step.kind == WalkStep::Kind::kSeek) {
          it = rows_.lower_bound(step.to);
          continue;
        }
      }
      ++it;
    }
    return;
  }
  for (auto it = rows_.upper_bound(start); it != rows_.begin();) {
    --it;
    if (!it->second.IsVisible(oldest_ms)) continue;
    const WalkStep step = visit(it->first, it->second);
    if (step.kind == WalkStep::Kind::kStop) return;
    if (step.kind == WalkStep::Kind::kSeek) it = rows_.upper_bound(step.to);
  }
}

bool Table::Visit(const Key& key, int64_t now_us,
                  const std::function<void(const StoredRow&)>& visit) const {
  const std::shared_lock lock(mutex_);
  const auto it = rows_.find(key);
  if (it == rows_.end() || !it->second.IsVisible(OldestVisibleMs(now_us))) return false;
  visit(it->second);
  return true;
}

codec::TableOptions Table::options() const {
  const std::shared_lock lock(mutex_);
  return options_;
}

}  // namespace hopline::emulator::tablestore
