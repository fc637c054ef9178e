#include "emulator/maxcompute/store.h"

#include <algorithm>
#include <charconv>
#include <mutex>
#include <utility>

#include "emulator/maxcompute/failure.h"
#include "emulator/storage/data_dir.h"

namespace hopline::emulator::maxcompute {

Store::Store(std::filesystem::path folder) : folder_(std::move(folder)) {
  if (folder_.empty()) return;
  for (const std::filesystem::path& path : storage::FindJournals(folder_)) {
    TablePtr table = Table::Restore(path);
    tables_[table->settings().key] = table;
    // Files are called by numbers: a table's name may hold what a file's cannot.
    uint64_t number = 0;
    const std::string name = path.stem().string();
    std::from_chars(name.data(), name.data() + name.size(), number);
    last_file_ = std::max(last_file_.load(), number);
  }
}

TablePtr Store::Get(const TableKey& key) const {
  TablePtr table = Find(key);
  if (table == nullptr) throw NoSuchTable(key.project, key.name);
  return table;
}

TablePtr Store::Find(const TableKey& key) const {
  const std::shared_lock lock(mutex_);
  const auto found = tables_.find(key);
  return found == tables_.end() ? nullptr : found->second;
}

bool Store::Create(TableSettings settings) {
  const TableKey key = settings.key;
  const std::unique_lock lock(mutex_);
  if (tables_.contains(key)) return false;
  auto table = std::make_shared<Table>(std::move(settings));
  if (!folder_.empty()) {
    const std::string name = std::to_string(last_file_.fetch_add(1) + 1);
    table->KeepIn(folder_ / (name + storage::kJournalEnding));
  }
  tables_[key] = std::move(table);
  return true;
}

bool Store::Drop(const TableKey& key) {
  decltype(tables_)::node_type removed;  // ends outside of the lock
  const std::unique_lock lock(mutex_);
  const auto found = tables_.find(key);
  if (found == tables_.end()) return false;
  found->second->Forget();  // or nothing has happened
  removed = tables_.extract(found);
  return true;
}

std::vector<TablePtr> Store::List(const std::string& project, const std::string& schema,
                                  const std::string& prefix,
                                  const std::string& marker) const {
  const std::shared_lock lock(mutex_);
  std::vector<TablePtr> out;
  for (auto at = tables_.lower_bound({project, schema, std::max(prefix, marker)});
       at != tables_.end(); ++at) {
    const TableKey& key = at->first;
    if (key.project != project || key.schema != schema || !key.name.starts_with(prefix)) {
      break;
    }
    if (key.name > marker) out.push_back(at->second);
  }
  return out;
}

}  // namespace hopline::emulator::maxcompute
