#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/ots/row_change.h"

namespace hopline::plugins::ots {

/// The keys of one batch, by their hashes. Two keys of one hash count as one, which only
/// ends a batch early.
class KeySet {
 public:
  static constexpr size_t kMostKeys = 200;

  bool Has(uint64_t hash) const { return *Find(hash) != 0; }
  void Add(uint64_t hash) { *Find(hash) = Stored(hash); }
  void Clear() { slots_.fill(0); }

 private:
  static uint64_t Stored(uint64_t hash) { return hash | 1U; }
  const uint64_t* Find(uint64_t hash) const {
    const uint64_t stored = Stored(hash);
    size_t at = (hash >> 32U) % slots_.size();
    while (slots_[at] != 0 && slots_[at] != stored) at = (at + 1) % slots_.size();
    return &slots_[at];
  }
  uint64_t* Find(uint64_t hash) {
    return const_cast<uint64_t*>(static_cast<const KeySet*>(this)->Find(hash));
  }

  std::array<uint64_t, 512> slots_{};  // more than twice as many as keys
};

/// Row changes that wait for their request, each key at most once.
///
/// Owns: their bytes and, through the records they were made of, the incoming batches.
class PendingBatch {
 public:
  bool empty() const { return changes_.empty(); }
  size_t size() const { return changes_.size(); }
  size_t bytes() const { return bytes_.size(); }
  bool HasKey(uint64_t hash) const { return keys_.Has(hash); }
  /// The number of the oldest incoming batch. Order: not when empty.
  uint64_t oldest_source() const { return batches_.front()->number; }

  void Add(const RowChange& change, std::span<const SourceRow> sources);
  void Clear();

  wire::tablestore::BatchOperation operation(size_t i) const {
    return changes_[i].operation;
  }
  std::string_view row(size_t i) const {
    return std::string_view(bytes_).substr(changes_[i].offset, changes_[i].bytes);
  }

  /// Calls use(batch, row) for every record that change i was made of.
  template <class Use>
  void ForSources(size_t i, Use&& use) const {
    const size_t end =
        i + 1 < changes_.size() ? changes_[i + 1].first_source : sources_.size();
    for (size_t s = changes_[i].first_source; s < end; ++s) {
      use(batches_[sources_[s].batch], sources_[s].row);
    }
  }

 private:
  struct Change {
    size_t offset, bytes;
    size_t first_source;
    wire::tablestore::BatchOperation operation;
  };
  struct Source {
    size_t batch;  ///< in batches_
    int64_t row;
  };

  std::string bytes_;
  std::vector<Change> changes_;
  std::vector<Source> sources_;
  std::vector<std::shared_ptr<const SourceBatch>> batches_;
  KeySet keys_;
};

}  // namespace hopline::plugins::ots
