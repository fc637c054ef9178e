#include "plugins/tablestore/row_assembler.h"

#include <algorithm>
#include <utility>

namespace hopline::plugins::tablestore {
namespace {

constexpr int64_t kDirtyRowsPerReport = 1000;
constexpr size_t kDirtyBytesPerReport = size_t{1} << 20;

}  // namespace

size_t NameLookup::Add(const std::string& name) {
  const auto [entry, added] = by_name_.try_emplace(name, names_.size());
  if (added) names_.push_back(name);
  return entry->second;
}

size_t NameLookup::Find(std::string_view name, size_t place) {
  if (place >= hints_.size()) hints_.resize(place + 1, kUnknown);
  size_t& hint = hints_[place];
  if (hint != kUnknown && names_[hint] == name) return hint;
  scratch_ = name;
  const auto found = by_name_.find(scratch_);
  if (found == by_name_.end()) return kUnknown;
  return hint = found->second;
}

Fields RowAssembler::FieldsOf(const std::vector<AssembledColumn>& columns) {
  Fields fields;
  for (const AssembledColumn& column : columns) {
    fields.push_back(Field::Of(
        column.name, column.type.has_value() ? TypeOf(*column.type) : Type::kVariant));
  }
  return fields;
}

RowAssembler::RowAssembler(std::vector<AssembledColumn> columns,
                           const ColumnFormats& formats, Scope scope)
    : columns_(std::move(columns)),
      builder_(FieldsOf(columns_)),
      converter_(formats),
      scope_(scope),
      values_(columns_.size()),
      present_(columns_.size()) {
  for (const AssembledColumn& column : columns_) {
    dirty_fields_.push_back(Field::Of(column.name, Type::kVariant));
  }
}

void RowAssembler::Begin() { std::fill(present_.begin(), present_.end(), uint8_t{0}); }

void RowAssembler::End() {
  for (size_t i = 0; i < columns_.size(); ++i) {
    ColumnBuilder& column = builder_.column(i);
    if (present_[i] == 0) {
      column.AppendNull();
    } else if (!columns_[i].type.has_value()) {
      AppendVariant(column, values_[i]);
    } else if (const char* reason =
                   converter_.Append(column, *columns_[i].type, values_[i]);
               reason != nullptr) {
      builder_.DropRow();
      return AddDirty(i, reason);
    }
  }
  builder_.EndRow();
}

void RowAssembler::AddDirty(size_t column, const char* reason) {
  if (!dirty_.has_value()) dirty_.emplace(dirty_fields_);
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (present_[i] != 0) {
      AppendVariant(dirty_->column(i), values_[i]);
    } else {
      dirty_->column(i).AppendNull();
    }
  }
  dirty_reasons_.push_back(
      {dirty_->rows(), columns_[column].name, reason, HOPLINE_STATUS_DATA_INVALID});
  dirty_->EndRow();
  if (dirty_->rows() == kDirtyRowsPerReport || dirty_->bytes() >= kDirtyBytesPerReport) {
    ReportDirty();
  }
}

void RowAssembler::ReportDirty() {
  if (dirty_reasons_.empty()) return;
  const Schema schema = MakeSchema(dirty_fields_);
  scope_.ReportDirty(dirty_->Finish(), *schema, dirty_reasons_);
  dirty_reasons_.clear();
}

Batch RowAssembler::Finish() {
  ReportDirty();
  return builder_.Finish();
}

}  // namespace hopline::plugins::tablestore
