/// \file builder.hpp
/// From columns to a batch.
#ifndef HOPLINE_BUILDER_HPP
#define HOPLINE_BUILDER_HPP

#include <hopline/column.hpp>

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace hopline {
inline namespace HOPLINE_HELPER_NAMESPACE {

namespace detail {

/// Owns what one node of an exported array points to.
struct ArrayNode {
  ColumnPtr column;  ///< keeps the buffers of this node and of its children alive
  std::vector<const void*> buffers;
  std::vector<ArrowArray> children;
  std::vector<ArrowArray*> child_pointers;
};

inline void ReleaseArray(ArrowArray* array) {
  const std::unique_ptr<ArrayNode> node(static_cast<ArrayNode*>(array->private_data));
  for (ArrowArray* child : node->child_pointers) {
    if (child->release != nullptr) child->release(child);
  }
  array->release = nullptr;
}

inline void InitArray(ArrowArray* out, ColumnPtr owner, std::vector<const void*> buffers,
                      size_t n_children) {
  auto node = std::make_unique<ArrayNode>();
  node->column = std::move(owner);
  node->buffers = std::move(buffers);
  node->children.resize(n_children);
  for (ArrowArray& child : node->children) node->child_pointers.push_back(&child);
  *out = ArrowArray{};
  out->n_buffers = static_cast<int64_t>(node->buffers.size());
  out->buffers = node->buffers.data();
  out->n_children = static_cast<int64_t>(n_children);
  out->children = n_children == 0 ? nullptr : node->child_pointers.data();
  out->release = &ReleaseArray;
  out->private_data = node.release();
}

/// Buffers that are empty still need an address that may be read.
inline const void* BufferAddress(const Buffer& buffer) {
  static const uint64_t kNothing[2] = {0, 0};
  return buffer.data() == nullptr ? static_cast<const void*>(kNothing) : buffer.data();
}

/// Exports one column; `owner` keeps it alive (for a variant's child: the variant).
inline void ExportColumn(const ColumnPtr& owner, const ColumnData& column,
                         ArrowArray* out) {
  const void* validity =
      column.null_count == 0 ? nullptr : static_cast<const void*>(column.validity.data());
  std::vector<const void*> buffers;
  if (column.type == Type::kVariant) {
    buffers = {BufferAddress(column.first), BufferAddress(column.second)};
  } else if (IsVarWidth(column.type)) {
    buffers = {validity, BufferAddress(column.first), BufferAddress(column.second)};
  } else if (column.type != Type::kNull) {
    buffers = {validity, BufferAddress(column.first)};
  }
  InitArray(out, owner, std::move(buffers), column.children.size());
  out->length = column.length;
  out->null_count = column.type == Type::kVariant ? 0 : column.null_count;
  for (size_t i = 0; i < column.children.size(); ++i) {
    ExportColumn(owner, column.children[i], out->children[i]);
  }
}

}  // namespace detail

/// A window onto a shared column: rows offset … offset + rows - 1.
struct ColumnSlice {
  ColumnPtr column;
  int64_t offset = 0;
};

/// Puts columns of `rows` rows each into a batch. The buffers are shared, never copied.
inline Batch MakeBatch(const std::vector<ColumnSlice>& columns, int64_t rows) {
  Batch batch;
  detail::InitArray(batch.ptr(), nullptr, {nullptr}, columns.size());
  batch.ptr()->length = rows;
  for (size_t i = 0; i < columns.size(); ++i) {
    ArrowArray* child = batch.ptr()->children[i];
    detail::ExportColumn(columns[i].column, *columns[i].column, child);
    const bool whole = columns[i].offset == 0 && rows == child->length;
    child->offset = columns[i].offset;
    child->length = rows;
    if (!whole && child->null_count != 0) child->null_count = -1;  // not counted
  }
  return batch;
}

/// Where a column of Rearrange() comes from: column `from` of the batch, or `made`.
struct ColumnSource {
  int64_t from = -1;
  ColumnPtr made;  ///< when from is -1; as many rows as the batch
};

/// Puts a batch together from columns of `in`, each at most once, and new ones. No buffer
/// is copied; columns of `in` that are left over are released.
inline Batch Rearrange(Batch in, const std::vector<ColumnSource>& columns) {
  Batch batch;
  detail::InitArray(batch.ptr(), nullptr, {nullptr}, columns.size());
  batch.ptr()->length = in->length;
  for (size_t i = 0; i < columns.size(); ++i) {
    ArrowArray* child = batch.ptr()->children[i];
    if (columns[i].from < 0) {
      detail::ExportColumn(columns[i].made, *columns[i].made, child);
    } else {
      Batch(in->children[columns[i].from]).MoveTo(child);
    }
  }
  return batch;
}

/// A column builder per field, kept in step by the caller: append one cell to each
/// column, then EndRow().
class BatchBuilder {
 public:
  explicit BatchBuilder(const Fields& fields) {
    columns_.reserve(fields.size());
    for (const Field& field : fields) columns_.emplace_back(field.type);
  }

  ColumnBuilder& column(size_t i) { return columns_[i]; }
  size_t column_count() const { return columns_.size(); }
  int64_t rows() const { return rows_; }
  void EndRow() { ++rows_; }

  /// Takes back what was appended since the last EndRow().
  void DropRow() {
    for (ColumnBuilder& column : columns_) column.TruncateTo(rows_);
  }

  /// Bytes held so far; cheap enough to ask every few rows.
  size_t bytes() const {
    size_t n = 0;
    for (const ColumnBuilder& column : columns_) n += column.bytes();
    return n;
  }

  /// Hands the rows out and starts an empty batch.
  Batch Finish() {
    std::vector<ColumnSlice> slices;
    slices.reserve(columns_.size());
    for (ColumnBuilder& column : columns_) slices.push_back({column.Finish(), 0});
    return MakeBatch(slices, std::exchange(rows_, 0));
  }

 private:
  std::vector<ColumnBuilder> columns_;
  int64_t rows_ = 0;
};

}  // namespace HOPLINE_HELPER_NAMESPACE
}  // namespace hopline

#endif  // HOPLINE_BUILDER_HPP
