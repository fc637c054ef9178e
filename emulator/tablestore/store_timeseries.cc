#include <fmt/format.h>

#include <mutex>

#include "emulator/tablestore/limits.h"
#include "emulator/tablestore/store.h"
#include "emulator/tablestore/table_names.h"

// The time-series tables of a store. Of their two tables the one with the points is made
// last and removed first: it decides whether the time-series table exists.
namespace hopline::emulator::tablestore {
namespace {

[[noreturn]] void FailNotExist() {
  throw Failure(codec::error_code::kObjectNotExist, "Requested table does not exist.");
}

}  // namespace

void Store::CreateTimeseriesTable(const std::string& instance,
                                  const codec::CreateTableRequest& data,
                                  const codec::CreateTableRequest& meta, int64_t now_us) {
  auto data_table = std::make_shared<Table>(data, now_us);
  auto meta_table = std::make_shared<Table>(meta, now_us);
  const std::unique_lock lock(mutex_);
  Instance& tables = instances_[instance];
  CheckRoom(tables, data.meta.name, 2);
  Add(instance, std::move(meta_table));
  Add(instance, std::move(data_table));
}

TimeseriesTable Store::FindTimeseriesTable(const std::string& instance,
                                           const std::string& table) const {
  const std::shared_lock lock(mutex_);
  const auto it = instances_.find(instance);
  if (it == instances_.end()) FailNotExist();
  const auto data = it->second.find(DataTableName(table));
  if (data == it->second.end()) FailNotExist();
  return {data->second, it->second.at(MetaTableName(table))};
}

std::vector<TimeseriesTable> Store::TimeseriesTables(const std::string& instance) const {
  const std::shared_lock lock(mutex_);
  std::vector<TimeseriesTable> tables;
  const auto it = instances_.find(instance);
  if (it == instances_.end()) return tables;
  for (const auto& [name, table] : it->second) {
    if (!IsDataTableName(name)) continue;
    tables.push_back({table, it->second.at(MetaTableName(PlainTableName(name)))});
  }
  return tables;
}

void Store::DeleteTimeseriesTable(const std::string& instance, const std::string& table) {
  std::vector<std::shared_ptr<Table>> removed;
  {
    const std::unique_lock lock(mutex_);
    const auto it = instances_.find(instance);
    if (it == instances_.end() || !it->second.contains(DataTableName(table))) {
      FailNotExist();
    }
    for (const std::string& name : {DataTableName(table), MetaTableName(table)}) {
      removed.push_back(Remove(it->second, name));
    }
  }
  Free(std::move(removed));
}

// What a start or an end of the process between the two tables left behind.
void Store::DropOrphans() {
  for (auto& entry : instances_) {
    Instance& tables = entry.second;
    for (auto it = tables.begin(); it != tables.end();) {
      const std::string& name = it->first;
      if (IsMetaTableName(name) &&
          !tables.contains(DataTableName(PlainTableName(name)))) {
        it->second->Forget();
        it = tables.erase(it);
      } else {
        ++it;
      }
    }
  }
}

void Store::CheckRoom(const Instance& tables, const std::string& name,
                      size_t count) const {
  const std::string plain(PlainTableName(name));
  if (tables.contains(plain) || tables.contains(DataTableName(plain))) {
    throw Failure(codec::error_code::kObjectAlreadyExist,
                  "Requested table already exists.");
  }
  if (tables.size() + count > limits::kTablesPerInstance) {
    throw Failure(codec::error_code::kQuotaExhausted,
                  fmt::format("Number of tables exceeds the quota:{}.",
                              limits::kTablesPerInstance));
  }
}

}  // namespace hopline::emulator::tablestore
