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

/// A time-series table (table_names.h).
struct TimeseriesTable {
  std::shared_ptr<Table> data;
  std::shared_ptr<Table> meta;
};

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

  /// `table` may be the one with the points of a time-series table.
  /// Errors:  Failure if there is no such table.
  std::shared_ptr<Table> FindTable(const std::string& instance,
                                   const std::string& table) const;

  /// All tables of an instance, by name; those that time-series tables are kept in too.
  std::vector<std::shared_ptr<Table>> Tables(const std::string& instance) const;

  /// The table a stream belongs to by its id; whether the stream is still there, the
  /// table knows.
  /// Errors:  Failure if there is no such table.
  std::shared_ptr<Table> FindStream(const std::string& instance,
                                    std::string_view stream_id) const;

  /// `data` and `meta` are made by the caller, with the names of table_names.h.
  /// Errors:  as CreateTable; a time-series table counts as two tables.
  void CreateTimeseriesTable(const std::string& instance,
                             const codec::CreateTableRequest& data,
                             const codec::CreateTableRequest& meta, int64_t now_us);

  /// Errors:  Failure if there is no such table, both of them.
  TimeseriesTable FindTimeseriesTable(const std::string& instance,
                                      const std::string& table) const;
  void DeleteTimeseriesTable(const std::string& instance, const std::string& table);

  /// All time-series tables of an instance, by name.
  std::vector<TimeseriesTable> TimeseriesTables(const std::string& instance) const;

 private:
  using Instance = std::map<std::string, std::shared_ptr<Table>>;

  // All with mutex_ held, or before anybody else sees the store.
  void CheckRoom(const Instance& tables, const std::string& name, size_t count) const;
  void Add(const std::string& instance, std::shared_ptr<Table> table);
  void DropOrphans();
  /// Takes a table out of its instance and off the disk.
  static std::shared_ptr<Table> Remove(Instance& tables, const std::string& name);
  /// Without mutex_: frees what nobody reads any more, and gives the memory back to the
  /// system. Left alone, glibc sorts a large table's pieces while it serves whoever
  /// comes next (half a second for 400,000 rows).
  static void Free(std::vector<std::shared_ptr<Table>> removed);

  const std::filesystem::path folder_;
  mutable std::shared_mutex mutex_;
  // Guarded by mutex_, both of them.
  std::map<std::string, Instance> instances_;
  uint64_t last_journal_ = 0;  // journals are numbered: any instance name is allowed
};

}  // namespace hopline::emulator::tablestore
