#pragma once

#include <hopline/builder.hpp>
#include <hopline/scope.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "plugins/common/column_formats.h"
#include "plugins/tablestore/column_type.h"
#include "plugins/tablestore/convert.h"
#include "wire/tablestore/value.h"

namespace hopline::plugins::tablestore {

/// Finds what a column name stands for. Rows of one table have their cells at the same
/// places mostly, so the last answer for a place is tried first.
class NameLookup {
 public:
  static constexpr size_t kUnknown = SIZE_MAX;

  /// Adds a name, or finds it again; returns its number, from 0.
  size_t Add(const std::string& name);
  /// The number of a name that stands at `place` of its row, or kUnknown.
  size_t Find(std::string_view name, size_t place);
  size_t size() const { return names_.size(); }

 private:
  std::vector<std::string> names_;
  std::unordered_map<std::string, size_t> by_name_;
  std::string scratch_;
  std::vector<size_t> hints_;
};

/// One column of assembled rows. `type` absent: a variant that carries what is stored.
struct AssembledColumn {
  std::string name;
  std::optional<ColumnType> type;
};

/// Puts rows together from stored values by column, converts them to the declared types,
/// and reports rows with values that cannot be converted as dirty.
///
/// Threads: one at a time.
class RowAssembler {
 public:
  RowAssembler(std::vector<AssembledColumn> columns, const ColumnFormats& formats,
               Scope scope);

  static Fields FieldsOf(const std::vector<AssembledColumn>& columns);

  /// Begins a row of nulls.
  void Begin();
  /// Borrows the value's bytes until End().
  void Set(size_t column, const wire::tablestore::ValueView& value) {
    values_[column] = value;
    present_[column] = 1;
  }
  void End();

  int64_t rows() const { return builder_.rows(); }
  size_t bytes() const { return builder_.bytes(); }
  /// Reports what turned out dirty and hands the rows out. Errors: DIRTY_LIMIT.
  Batch Finish();

 private:
  void AddDirty(size_t column, const char* reason);
  void ReportDirty();

  std::vector<AssembledColumn> columns_;
  BatchBuilder builder_;
  ValueConverter converter_;
  Scope scope_;
  std::vector<wire::tablestore::ValueView> values_;  ///< of the row being made
  std::vector<uint8_t> present_;

  Fields dirty_fields_;  ///< the same names, all variant
  std::optional<BatchBuilder> dirty_;
  std::vector<DirtyReason> dirty_reasons_;
};

}  // namespace hopline::plugins::tablestore
