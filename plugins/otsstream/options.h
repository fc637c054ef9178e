#pragma once

#include <hopline/config.hpp>
#include <hopline/scope.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "plugins/otsstream/window.h"
#include "plugins/tablestore/column_type.h"

namespace hopline::plugins::otsstream {

/// Of the reader, in the log.
inline constexpr char kComponent[] = "otsstream.reader";

/// Which image of a column is exported.
enum class ColumnImage : uint8_t {
  kNew,     ///< what the record wrote
  kOld,     ///< what was there before, if the stream keeps it
  kLatest,  ///< what the table has at the moment of reading
};

/// One item of `column` in row mode.
struct OutputColumn {
  std::string name;
  std::optional<tablestore::ColumnType> type;  ///< absent: the cell's own
  ColumnImage image = ColumnImage::kNew;
  bool tag = false;  ///< a tag of a time series: its value stands in _tags
};

/// The reader's parameters, checked.
struct Options {
  std::string data_table;
  std::string status_table;
  Window window;
  bool row_mode = false;
  bool timeseries = false;            ///< row mode only
  bool any_latest = false;            ///< a column is of image kLatest
  std::vector<OutputColumn> columns;  ///< row mode; empty: made from the table
  bool sequence_info = false;
  bool seek_iterator = false;
  bool table_group = false;
  uint32_t max_retries = 30;
};

/// Errors:  INVALID_ARGUMENT, pointer first.
/// Warnings go to the scope's log.
Options ReadOptions(const Config& config, const Config& settings, const Scope& scope);

}  // namespace hopline::plugins::otsstream
