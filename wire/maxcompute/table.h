#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wire/common/status.h"
#include "wire/maxcompute/partition_spec.h"
#include "wire/maxcompute/session.h"

/// The XML of projects, tables and partitions (spec §4.1 to §4.3).
/// Units:   moments are seconds since 1970-01-01T00:00:00Z, lifecycles days.

namespace hopline::wire::maxcompute {

struct Project {
  std::string name;
  std::string owner;
  int64_t created_unix_s = 0;
  int64_t modified_unix_s = 0;
};

std::string FormatProject(const Project& project);

/// Shape: lifecycle_days is -1 for none; size_bytes and record_count are -1 when unknown.
struct Table {
  std::string project;
  std::string name;
  std::string id;
  std::string comment;
  std::string owner;
  int64_t created_unix_s = 0;
  int64_t modified_unix_s = 0;
  int64_t ddl_unix_s = 0;
  int64_t lifecycle_days = -1;
  int64_t size_bytes = -1;
  int64_t record_count = -1;
  bool is_materialized_view = false;
  bool is_external = false;
  TableSchema schema;
};

std::string FormatTable(const Table& table);
/// Errors:  no <Table> with a Schema in JSON; a column whose type is unknown, by name.
Status ParseTable(std::string_view xml, Table* out);

/// The answer to `extended`: nothing is archived or transactional.
std::string FormatExtendedTable(const Table& table);

/// One page of a listing; marker is empty on the last one.
struct TablePage {
  std::vector<Table> tables;  // name and owner alone
  std::string marker;
};

std::string FormatTablePage(const TablePage& page, int64_t max_items);
Status ParseTablePage(std::string_view xml, TablePage* out);

struct Partition {
  PartitionSpec spec;
  int64_t created_unix_s = 0;
  int64_t modified_unix_s = 0;
  int64_t ddl_unix_s = 0;
  int64_t size_bytes = 0;
  int64_t record_count = 0;
};

std::string FormatPartition(const Partition& partition);
std::string FormatExtendedPartition(const Partition& partition);

struct PartitionPage {
  std::vector<Partition> partitions;
  std::string marker;
};

std::string FormatPartitionPage(const PartitionPage& page, int64_t max_items);
Status ParsePartitionPage(std::string_view xml, PartitionPage* out);

}  // namespace hopline::wire::maxcompute
