/// \file row_copy.h
/// A few rows taken out of a batch, for those that turn out dirty.
#pragma once

#include <hopline/arrow.hpp>
#include <hopline/column.hpp>
#include <hopline/schema.hpp>
#include <hopline/scope.hpp>
#include <hopline/view.hpp>

#include <cstdint>
#include <vector>

namespace hopline::plugins {

struct CopiedRows {
  Batch batch;
  Schema schema;
};

/// The field under which copied cells of a column are handed on: large text and bytes
/// become ordinary ones.
Field CopiedField(const Field& field);

/// The cells of some rows as a column of CopiedField(). Errors: SCHEMA_MISMATCH for
/// nested columns.
ColumnPtr CopyColumn(const ColumnView& column, const std::vector<int64_t>& rows);

/// Copies rows into a batch of their own. Large text and bytes columns become ordinary
/// ones; all else keeps its type. Errors: SCHEMA_MISMATCH for nested columns.
CopiedRows CopyRows(const BatchView& batch, const Fields& fields,
                    const std::vector<int64_t>& rows);

/// Hands the rows that `reasons` name to the scope's dirty rows. reasons[i].row counts in
/// `batch`. Errors: DIRTY_LIMIT once there are too many.
void ReportDirtyRows(const Scope& scope, const BatchView& batch, const Fields& fields,
                     std::vector<DirtyReason> reasons);

}  // namespace hopline::plugins
