#include "emulator/tablestore/table_checks.h"

#include <fmt/format.h>

#include <set>
#include <string>

#include "emulator/tablestore/limits.h"
#include "emulator/tablestore/row_change.h"

namespace hopline::emulator::tablestore {
namespace {

void CheckName(const std::string& table_name) {
  if (!IsValidName(table_name))
    FailParameter(fmt::format("Invalid table name: '{}'.", table_name));
}

void CheckColumns(const codec::TableMeta& meta) {
  if (meta.key.empty() || meta.key.size() > limits::kKeyColumns) {
    FailParameter("The number of primary key columns must be in range: [1, 4].");
  }
  if (meta.defined_columns.size() > limits::kDefinedColumns) {
    FailParameter("The number of defined columns must be in range: [0, 32].");
  }
  std::set<std::string> names;
  for (const codec::KeyColumnSchema& column : meta.key) {
    if (!IsValidName(column.name)) {
      FailParameter(fmt::format("Invalid column name: '{}'.", column.name));
    }
    if (!names.insert(column.name).second) {
      FailParameter(fmt::format("Duplicated primary key name: '{}'.", column.name));
    }
    if (column.auto_increment && column.type != codec::KeyType::kInteger) {
      FailParameter(fmt::format("Auto increment primary key must be integer, column: {}.",
                                column.name));
    }
  }
  if (meta.key.front().auto_increment) {
    FailParameter(
        fmt::format("First primary key can't be auto increment, table: {}.", meta.name));
  }
  for (const codec::DefinedColumn& column : meta.defined_columns) {
    if (!IsValidName(column.name)) {
      FailParameter(fmt::format("Invalid column name: '{}'.", column.name));
    }
    if (!names.insert(column.name).second) {
      FailParameter(
          fmt::format("Duplicated attribute column name with primary key column: '{}'.",
                      column.name));
    }
  }
}

void CheckOptions(const codec::TableOptions& options) {
  if (options.time_to_live_s && *options.time_to_live_s != -1 &&
      *options.time_to_live_s <= 0) {
    FailParameter("TimeToLive cannot be 0 or less than -1.");
  }
  if (options.max_versions && *options.max_versions <= 0) {
    FailParameter("The maximum versions cannot be less than or equal to 0.");
  }
  if (options.max_version_deviation_s && *options.max_version_deviation_s <= 0) {
    FailParameter("The deviation of cell version cannot be less than or equal to 0.");
  }
}

void CheckCapacity(const codec::CapacityUnit& capacity) {
  const auto in_range = [](int32_t units) { return units >= 0 && units <= 100000; };
  if (!in_range(capacity.read.value_or(0)) || !in_range(capacity.write.value_or(0))) {
    FailParameter("The capacity unit must be in range: [0, 100000].");
  }
}

void CheckStream(const codec::StreamSpecification& stream) {
  if (!stream.enable) return;
  const int32_t hours = stream.expiration_hours.value_or(0);
  if (hours < 1 || hours > limits::kStreamHoursMax) {
    FailParameter("The expiration time of stream must be in range: [1, 168].");
  }
}

}  // namespace

void CheckCreateTable(const codec::CreateTableRequest& request) {
  CheckName(request.meta.name);
  CheckColumns(request.meta);
  if (!request.index_names.empty()) {
    FailParameter(fmt::format("Secondary indexes are not supported: '{}'.",
                              request.index_names.front()));
  }
  CheckCapacity(request.reserved);
  const codec::TableOptions options = request.options.value_or(codec::TableOptions{});
  if (!options.time_to_live_s)
    FailParameter("Time-to-live is missing while creating table.");
  if (!options.max_versions)
    FailParameter("MaxVersions is missing while creating table.");
  CheckOptions(options);
  if (request.stream) CheckStream(*request.stream);
}

void CheckUpdateTable(const codec::UpdateTableRequest& request) {
  if (!request.reserved && !request.options && !request.stream) {
    FailParameter("No operation is specified while updating table.");
  }
  if (request.reserved) CheckCapacity(*request.reserved);
  if (request.options) {
    if (*request.options == codec::TableOptions{}) {
      FailParameter("No parameter is specified in table options.");
    }
    CheckOptions(*request.options);
  }
  if (request.stream) CheckStream(*request.stream);
}

}  // namespace hopline::emulator::tablestore
