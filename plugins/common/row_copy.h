/// \file row_copy.h
/// A few rows taken out of a batch, for those that turn out dirty.
#pragma once

#include <hopline/arrow.hpp>
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

/// Copies rows into a batch of their own. Large text and bytes columns become ordinary
/// ones; all else keeps its type. Errors: SCHEMA_MISMATCH for nested columns.
CopiedRows CopyRows(const BatchView& batch, const Fields& fields,
                    const std::vector<int64_t>& rows);

/// Hands the rows that `reasons` name to the scope's dirty rows. reasons[i].row counts in
/// `batch`. Errors: DIRTY_LIMIT once there are too many.
void ReportDirtyRows(const Scope& scope, const BatchView& batch, const Fields& fields,
                     std::vector<DirtyReason> reasons);

}  // namespace hopline::plugins
