#pragma once

#include <hopline/config.hpp>
#include <hopline/scope.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "wire/maxcompute/content_encoding.h"

namespace hopline::plugins::odps {

/// One item of `column`: a data or partition column by name, a constant text, or an
/// expression for a query.
struct ReadColumn {
  std::string name;  ///< of the output column; an expression as it is given
  std::optional<std::string> constant;
};

/// The reader's parameters, checked as far as that goes without the table.
struct ReaderOptions {
  std::vector<ReadColumn> columns;      ///< one "*": all data columns
  std::vector<std::string> partitions;  ///< patterns
  std::string where;          ///< not empty: rows come from a query instead of partitions
  bool enable_where = false;  ///< a condition is wanted, though there may be none
  bool by_partition = false;  ///< splitMode partition: one task each
  bool success_on_no_partition = false;
  bool empty_as_null = false;
  std::vector<std::string> pre_sql, post_sql;
  wire::maxcompute::ContentEncoding encoding = wire::maxcompute::ContentEncoding::kRaw;
  std::optional<bool> arrow;
  uint32_t tries = 10;

  bool all_columns() const {
    return columns.size() == 1 && columns[0].name == "*" &&
           !columns[0].constant.has_value();
  }
};

/// Errors: INVALID_ARGUMENT, pointer first. Warnings go to the scope's log.
ReaderOptions ReadReaderOptions(const Config& config, const Scope& scope);

/// Whether a partition, as "pt=1,hh=2", is one that a pattern means: `*` stands for any
/// text, `?` for one character, `/` for a comma; blanks around names and quotes around
/// values do not count, letter case of names neither.
bool MatchesPartition(const std::string& pattern, const std::string& partition);

}  // namespace hopline::plugins::odps
