#pragma once

#include <atomic>
#include <filesystem>
#include <map>
#include <shared_mutex>
#include <string>
#include <vector>

#include "emulator/maxcompute/table.h"

namespace hopline::emulator::maxcompute {

/// All tables of all projects; a project is there as soon as somebody names it.
/// Threads: all methods, from any thread.
class Store {
 public:
  /// Keeps every table in `folder`, and begins with the tables that are there; "" keeps
  /// nothing.
  /// Errors:  storage::JournalError, storage::DataDirError.
  explicit Store(std::filesystem::path folder = {});

  /// NoSuchTable if there is none.
  TablePtr Get(const TableKey& key) const;
  /// The table, or null.
  TablePtr Find(const TableKey& key) const;
  /// Makes the table; false if there is one already.
  bool Create(TableSettings settings);
  /// False if there is none.
  bool Drop(const TableKey& key);
  /// Of one schema, by name, from the one behind `marker` on.
  std::vector<TablePtr> List(const std::string& project, const std::string& schema,
                             const std::string& prefix, const std::string& marker) const;

 private:
  const std::filesystem::path folder_;
  std::atomic<uint64_t> last_file_{0};
  mutable std::shared_mutex mutex_;
  std::map<TableKey, TablePtr> tables_;
};

}  // namespace hopline::emulator::maxcompute
