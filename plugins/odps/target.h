#pragma once

#include <hopline/schema.hpp>

#include <cstdint>
#include <string>
#include <vector>

#include "plugins/odps/writer_options.h"
#include "wire/maxcompute/column.h"
#include "wire/maxcompute/session.h"

namespace hopline::plugins::odps {

/// Where the incoming columns go in the table.
struct TargetColumns {
  std::vector<wire::maxcompute::Type> types;  ///< of all data columns, table order
  std::vector<std::string> names;
  std::vector<int64_t> source;  ///< per data column: the incoming one; -1: null
  bool partial = false;         ///< fewer columns come in than `column` names
};

/// Resolves `column` against the table; names in any letter case.
///
/// Errors: INVALID_ARGUMENT: an unknown column, a partition column, more incoming columns
///         than names; SCHEMA_MISMATCH: nested incoming columns.
TargetColumns ResolveColumns(const WriterOptions& options,
                             const wire::maxcompute::TableSchema& table,
                             const Fields& in);

/// The partition in table order, "" for a plain table.
///
/// Errors: INVALID_ARGUMENT: none where the table has partitions, one where it has none,
///         wrong or missing names.
std::string ResolvePartition(const WriterOptions& options,
                             const wire::maxcompute::TableSchema& table);

/// The form of the bodies: Arrow is the cheaper one; a table with types that Arrow cannot
/// carry, or not in full, gets records.
///
/// Errors: INVALID_ARGUMENT: tunnelFormat wants arrow for a table that has no Arrow form.
bool UsesArrow(const std::optional<bool>& wish,
               const std::vector<wire::maxcompute::Type>& types);

}  // namespace hopline::plugins::odps
