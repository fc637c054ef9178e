#pragma once

#include <hopline/config.hpp>
#include <hopline/scope.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "plugins/ots/record_form.h"
#include "plugins/tablestore/column_type.h"

namespace hopline::plugins::ots {

enum class WriteMode : uint8_t { kPut, kUpdate, kDelete };

/// One item of `primaryKey`.
struct WriteKey {
  std::string name;
  std::optional<tablestore::ColumnType> type;  ///< absent: the table's
};

/// One item of `column`.
struct WriteColumn {
  std::string name;
  tablestore::ColumnType type = tablestore::ColumnType::kString;
  bool is_tag = false;
};

/// Unit of incoming times of points.
enum class PointTimeUnit : uint8_t { kNano, kMicro, kMilli, kSecond, kMinute };

/// The writer's parameters, checked as far as that goes without the table.
struct WriterOptions {
  std::string table;
  RecordForm form = RecordForm::kRow;
  std::vector<WriteKey> key;         ///< not of points
  std::vector<WriteColumn> columns;  ///< not of cells
  WriteMode mode = WriteMode::kPut;  ///< of rows
  bool auto_increment = false;
  std::optional<int64_t> version_ms;  ///< of every written cell; absent: server time
  std::string name_prefix;            ///< of cells: demanded, and removed
  PointTimeUnit time_unit = PointTimeUnit::kMicro;
  size_t batch_bytes = 0;
  size_t batch_rows = 0;
  size_t lanes = 0;

  /// Columns that an incoming record must have.
  size_t record_width() const;
};

/// Errors: INVALID_ARGUMENT, pointer first. Warnings go to the scope's log.
WriterOptions ReadWriterOptions(const Config& config, const Scope& scope);

}  // namespace hopline::plugins::ots
