/// \file read_format.h
/// Parameters of readers of csv and text: `oss` and `file` read them through the same
/// code.
#pragma once

#include <hopline/config.hpp>
#include <hopline/schema.hpp>
#include <hopline/scope.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "plugins/common/compression.h"
#include "plugins/common/csv_parser.h"

namespace hopline::plugins {

/// One column to emit.
struct ReadColumn {
  enum class Kind : uint8_t { kString, kLong, kDouble, kBool, kDate };

  Kind kind = Kind::kString;
  std::string name;
  uint64_t index = 0;                   ///< of the field, unless `constant`
  std::optional<std::string> constant;  ///< instead of a field
  std::string format;                   ///< of dates; "" = the job's formats in turn
};

/// How files become rows.
struct ReadFormat {
  CsvReadRules rules;
  std::string encoding = "UTF-8";
  std::optional<std::string> null_text;  ///< absent = no field means null
  bool skip_header = false;
  std::vector<ReadColumn> columns;  ///< empty = every field, as text
  Compression compression = Compression::kNone;
  bool success_on_no_object = false;
  std::vector<std::string> objects;  ///< names and patterns
  /// Whether a large object may be shared by tasks, cut after a line end; and by how many
  /// percent a task may exceed its part before that is done.
  bool may_cut_objects = false;
  double balance_threshold = 10;

  bool all_columns() const { return columns.empty(); }
};

/// Reads and checks the options. Errors: INVALID_ARGUMENT, the parameter's pointer first.
ReadFormat ReadReadFormat(const Config& config, const Scope& scope,
                          const char* component);

/// The members of `properties` that ReadReadFormat reads, without braces.
extern const char kObjectReaderProperties[];

}  // namespace hopline::plugins
