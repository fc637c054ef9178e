#pragma once

#include <hopline/schema.hpp>

#include <cstdint>
#include <string>
#include <vector>

#include "plugins/odps/writer_options.h"
#include "wire/maxcompute/column.h"
#include "wire/maxcompute/session.h"

namespace hopline::plugins::odps {

/// A partition column that rows fill.
struct TargetKey {
  std::string name;
  wire::maxcompute::Type type;
  size_t source = 0;  ///< the incoming column
};

/// Where the incoming columns go in the table.
struct TargetColumns {
  std::vector<wire::maxcompute::Type> types;  ///< of all data columns, table order
  std::vector<std::string> names;
  std::vector<int64_t> source;  ///< per data column: the incoming one; -1: null
  bool partial = false;         ///< fewer columns come in than `column` names
  /// All partition columns, in the table's order, if rows name their partitions.
  std::vector<TargetKey> keys;
};

/// Whether rows name their partitions: as supportDynamicPartition says; without that,
/// when no partition is given and `column` names partition columns.
///
/// Errors: INVALID_ARGUMENT: there are no partitions, or some partition columns are not
/// in
///         `column`.
bool RowsNamePartitions(const WriterOptions& options,
                        const wire::maxcompute::TableSchema& table);

/// Resolves `column` against the table; names in any letter case.
///
/// Shape:  `in` may be empty while the incoming columns are not known.
/// Errors: INVALID_ARGUMENT: an unknown column, a partition column whose value stands in
///         `partition`, more incoming columns than names, or fewer where rows name their
///         partitions; SCHEMA_MISMATCH: nested incoming columns; what
///         RowsNamePartitions() refuses.
TargetColumns ResolveColumns(const WriterOptions& options,
                             const wire::maxcompute::TableSchema& table,
                             const Fields& in);

/// The partition in table order, "" for a plain table.
///
/// REQUIRES: rows do not name their partitions.
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
