#pragma once

#include <hopline/config.hpp>
#include <hopline/scope.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "plugins/ots/range_options.h"
#include "plugins/ots/record_form.h"
#include "plugins/tablestore/column_type.h"
#include "wire/tablestore/value.h"

namespace hopline::plugins::ots {

/// One item of `column`: a stored column, or a constant.
struct ReadColumn {
  std::string name;                            ///< empty: a constant
  std::optional<tablestore::ColumnType> type;  ///< absent: as stored
  std::optional<wire::tablestore::Value> constant;
  bool is_tag = false;
};

/// Half-open. Units: cell versions in milliseconds, points in microseconds.
struct TimeBounds {
  int64_t begin = 0;
  int64_t end = std::numeric_limits<int64_t>::max();

  bool whole() const { return begin == 0 && end == std::numeric_limits<int64_t>::max(); }
};

/// The reader's parameters, checked as far as that goes without the table.
struct ReaderOptions {
  std::string table;
  RecordForm form = RecordForm::kRow;
  std::vector<ReadColumn> columns;
  RangeOptions range;
  TimeBounds time;
  int32_t max_versions = std::numeric_limits<int32_t>::max();
  std::string measurement;  ///< empty: all
};

/// Errors: INVALID_ARGUMENT, pointer first. Warnings go to the scope's log.
ReaderOptions ReadReaderOptions(const Config& config, const Scope& scope);

}  // namespace hopline::plugins::ots
