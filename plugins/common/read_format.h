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
  bool success_on_no_object = false;
  std::vector<std::string> objects;  ///< names and patterns

  bool all_columns() const { return columns.empty(); }
};

/// Reads and checks the options. Errors: INVALID_ARGUMENT, the parameter's pointer first.
ReadFormat ReadReadFormat(const Config& config, const Scope& scope,
                          const char* component);

/// The members of `properties` that ReadReadFormat reads, without braces.
extern const char kObjectReaderProperties[];

/// Whether a name fits a pattern: `*` any text ("/" too), `?` one character, `[a-z]` a
/// class; everything else stands for itself.
bool MatchesPattern(std::string_view pattern, std::string_view name);
/// Whether a name has a wildcard, and what stands before the first.
bool HasWildcard(std::string_view pattern);
std::string FixedPart(std::string_view pattern);

}  // namespace hopline::plugins
