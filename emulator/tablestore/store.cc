#include "emulator/tablestore/store.h"

#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <charconv>
#include <mutex>
#include <utility>

#include "emulator/storage/data_dir.h"
#include "emulator/tablestore/shard_iterator.h"
#include "emulator/tablestore/table_names.h"

namespace hopline::emulator::tablestore {

Store::Store(std::filesystem::path folder) : folder_(std::move(folder)) {
  if (folder_.empty()) return;
  for (const std::filesystem::path& path : storage::FindJournals(folder_)) {
    std::string instance;
    const auto table = Table::Restore(path, &instance);
    instances_[instance].emplace(table->meta().name, table);
    const std::string name = path.stem();
    uint64_t number = 0;
    std::from_chars(name.data(), name.data() + name.size(), number);
    last_journal_ = std::max(last_journal_, number);
  }
  DropOrphans();
}

void Store::CreateTable(const std::string& instance,
                        const codec::CreateTableRequest& request, int64_t now_us) {
  auto table = std::make_shared<Table>(request, now_us);
  const std::unique_lock lock(mutex_);
  CheckRoom(instances_[instance], request.meta.name, 1);
  Add(instance, std::move(table));
}

void Store::Add(const std::string& instance, std::shared_ptr<Table> table) {
  if (!folder_.empty()) {
    const uint64_t number = ++last_journal_;
    table->KeepIn(folder_ / fmt::format("{:08}{}", number, storage::kJournalEnding),
                  instance);
  }
  const std::string& name = table->meta().name;
  instances_[instance].emplace(name, std::move(table));
}

void Store::DeleteTable(const std::string& instance, const std::string& table) {
  std::vector<std::shared_ptr<Table>> removed;
  {
    const std::unique_lock lock(mutex_);
    const auto it = instances_.find(instance);
    if (it == instances_.end() || PlainTableName(table) != table ||
        !it->second.contains(table)) {
      throw Failure(codec::error_code::kObjectNotExist,
                    "Requested table does not exist.");
    }
    removed.push_back(Remove(it->second, table));
  }
  Free(std::move(removed));
}

std::shared_ptr<Table> Store::Remove(Instance& tables, const std::string& name) {
  const auto found = tables.find(name);
  found->second->Forget();  // or nothing has happened
  return tables.extract(found).mapped();
}

void Store::Free(std::vector<std::shared_ptr<Table>> removed) {
  removed.clear();
  ::malloc_trim(0);
}

std::shared_ptr<Table> Store::FindTable(const std::string& instance,
                                        const std::string& table) const {
  const std::shared_lock lock(mutex_);
  const auto it = instances_.find(instance);
  if (it != instances_.end() && !IsMetaTableName(table)) {
    if (const auto found = it->second.find(table); found != it->second.end()) {
      return found->second;
    }
  }
  throw Failure(codec::error_code::kObjectNotExist, "Requested table does not exist.");
}

std::vector<std::shared_ptr<Table>> Store::Tables(const std::string& instance) const {
  const std::shared_lock lock(mutex_);
  std::vector<std::shared_ptr<Table>> tables;
  if (const auto it = instances_.find(instance); it != instances_.end()) {
    for (const auto& [name, table] : it->second) tables.push_back(table);
  }
  return tables;
}

std::shared_ptr<Table> Store::FindStream(const std::string& instance,
                                         std::string_view stream_id) const {
  const std::string table = TableOfStream(stream_id);
  const std::shared_lock lock(mutex_);
  if (const auto it = instances_.find(instance); it != instances_.end()) {
    for (const std::string& name : {table, DataTableName(table)}) {
      if (const auto found = it->second.find(name); found != it->second.end()) {
        return found->second;
      }
    }
  }
  throw Failure(codec::error_code::kObjectNotExist, "Requested stream does not exist.");
}

}  // namespace hopline::emulator::tablestore
