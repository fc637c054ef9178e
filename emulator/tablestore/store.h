#pragma once

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

  mutable std::shared_mutex mutex_;
  std::map<std::string, Instance> instances_;  // guarded by mutex_
};

}  // namespace hopline::emulator::tablestore
