#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/tablestore/table.h"

namespace hopline::emulator::tablestore {

/// All instances with their tables. An instance begins to exist with its first table.
///
/// Tables are handed out as shared pointers, so that a request on a table survives its
/// deletion.
///
/// Threads: every method, from any thread. The lock covers the list of tables only; rows
///          are the tables' business.
class Store {
 public:
  /// Keeps every table in a journal of its own in `folder`, and begins with the tables
  /// that are there; "" keeps nothing.
  /// Errors:  storage::JournalError, storage::DataDirError.
  explicit Store(std::filesystem::path folder = {});

  /// Errors:  Failure if the table exists, or the instance holds as many as it may.
  void CreateTable(const std::string& instance, const codec::CreateTableRequest& request,
                   int64_t now_us);

  /// Errors:  Failure if there is no such table.
  void DeleteTable(const std::string& instance, const std::string& table);

  /// Errors:  Failure if there is no such table.
  std::shared_ptr<Table> FindTable(const std::string& instance,
                                   const std::string& table) const;

  /// All tables of an instance, by name.
  std::vector<std::shared_ptr<Table>> Tables(const std::string& instance) const;

  /// The table a stream belongs to by its id; whether the stream is still there, the
  /// table knows.
  /// Errors:  Failure if there is no such table.
  std::shared_ptr<Table> FindStream(const std::string& instance,
                                    std::string_view stream_id) const;

 private:
  using Instance = std::map<std::string, std::shared_ptr<Table>>;

  const std::filesystem::path folder_;
  mutable std::shared_mutex mutex_;
  // Guarded by mutex_, both of them.
  std::map<std::string, Instance> instances_;
  uint64_t last_journal_ = 0;  // journals are numbered: any instance name is allowed
};

}  // namespace hopline::emulator::tablestore
