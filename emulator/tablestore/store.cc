#include "emulator/tablestore/store.h"

#include <fmt/format.h>

#include <mutex>

#include "emulator/tablestore/limits.h"
#include "emulator/tablestore/shard_iterator.h"

namespace hopline::emulator::tablestore {

void Store::CreateTable(const std::string& instance,
                        const codec::CreateTableRequest& request, int64_t now_us) {
  auto table = std::make_shared<Table>(request, now_us);
  const std::unique_lock lock(mutex_);
  Instance& tables = instances_[instance];
  if (tables.contains(request.meta.name)) {
    throw Failure(codec::error_code::kObjectAlreadyExist,
                  "Requested table already exists.");
  }
  if (tables.size() >= limits::kTablesPerInstance) {
    throw Failure(codec::error_code::kQuotaExhausted,
                  fmt::format("Number of tables exceeds the quota:{}.",
                              limits::kTablesPerInstance));
  }
  tables.emplace(request.meta.name, std::move(table));
}

void Store::DeleteTable(const std::string& instance, const std::string& table) {
  const std::unique_lock lock(mutex_);
  const auto it = instances_.find(instance);
  if (it == instances_.end() || it->second.erase(table) == 0) {
    throw Failure(codec::error_code::kObjectNotExist, "Requested table does not exist.");
  }
}

std::shared_ptr<Table> Store::FindTable(const std::string& instance,
                                        const std::string& table) const {
  const std::shared_lock lock(mutex_);
  if (const auto it = instances_.find(instance); it != instances_.end()) {
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
  try {
    return FindTable(instance, TableOfStream(stream_id));
  } catch (const Failure&) {
    throw Failure(codec::error_code::kObjectNotExist, "Requested stream does not exist.");
  }
}

}  // namespace hopline::emulator::tablestore
