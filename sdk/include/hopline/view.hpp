/// \file view.hpp
/// Reading batches: one cell view over concrete and variant columns alike.
#ifndef HOPLINE_VIEW_HPP
#define HOPLINE_VIEW_HPP

#include <hopline/schema.hpp>

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace hopline {
inline namespace HOPLINE_HELPER_NAMESPACE {

/// One cell. `kind` is never kVariant: a variant cell answers with the kind of its child.
///
/// Which member holds the value is said by `type`: integers, date32 (days), time32 (ms)
/// and timestamps (in the field's unit) in `integer`, uint64 in `integer` too (bit
/// pattern); float and double in `real`; bool in `integer` (0, 1); utf8, binary and
/// decimal128 (16 bytes) in `bytes`. Lives as long as the batch.
struct Cell {
  Type type = Type::kNull;
  ColumnKind kind = ColumnKind::kString;
  TimeUnit unit = TimeUnit::kMilli;
  bool is_null = true;
  int64_t integer = 0;
  double real = 0;
  std::string_view bytes;
};

/// Typed access to one column. Non-zero offsets are taken into account.
class ColumnView {
 public:
  ColumnView(const ArrowArray& array, const Field& field)
      : field_(&field), type_(field.type), length_(array.length), offset_(array.offset) {
    if (type_ == Type::kNull) return;
    if (type_ == Type::kVariant) {
      InitVariant(array);
      return;
    }
    validity_ =
        array.null_count == 0 ? nullptr : static_cast<const uint8_t*>(array.buffers[0]);
    first_ = static_cast<const uint8_t*>(array.buffers[1]);
    if (array.n_buffers > 2) second_ = static_cast<const char*>(array.buffers[2]);
  }

  const Field& field() const { return *field_; }
  int64_t length() const { return length_; }

  bool IsNull(int64_t row) const {
    if (type_ == Type::kNull) return true;
    if (type_ == Type::kVariant) return TypeId(row) == 0;
    return validity_ != nullptr && !Bit(validity_, row + offset_);
  }

  /// A fixed-width value, unchecked: T must have the width of the column's type.
  template <class T>
  T Fixed(int64_t row) const {
    T value;
    std::memcpy(&value, first_ + static_cast<size_t>(row + offset_) * sizeof(T),
                sizeof(T));
    return value;
  }
  bool Bool(int64_t row) const { return Bit(first_, row + offset_); }
  /// The bytes of a utf8 or binary value (large ones too), unchecked.
  std::string_view Bytes(int64_t row) const {
    const auto at = static_cast<size_t>(row + offset_);
    if (type_ == Type::kLargeUtf8 || type_ == Type::kLargeBinary) {
      return Slice(Load<int64_t>(at), Load<int64_t>(at + 1));
    }
    return Slice(Load<int32_t>(at), Load<int32_t>(at + 1));
  }

  Cell At(int64_t row) const {
    if (type_ == Type::kVariant) return VariantAt(row);
    Cell cell;
    cell.type = type_;
    cell.kind = field_->kind;
    cell.unit = field_->unit;
    cell.is_null = IsNull(row);
    if (!cell.is_null) Load(row, cell);
    return cell;
  }

 private:
  static bool Bit(const uint8_t* bits, int64_t at) {
    return ((bits[at / 8] >> (at % 8)) & 1) != 0;
  }
  template <class T>
  T Load(size_t at) const {
    T value;
    std::memcpy(&value, first_ + at * sizeof(T), sizeof(T));
    return value;
  }
  template <class T>
  std::string_view Slice(T from, T to) const {
    return {second_ + from, static_cast<size_t>(to - from)};
  }
  void Load(int64_t row, Cell& cell) const {
    switch (type_) {
      case Type::kBool:
        cell.integer = Bool(row) ? 1 : 0;
        return;
      case Type::kInt8: {
        const int32_t bits = Fixed<uint8_t>(row);
        cell.integer = bits < 0x80 ? bits : bits - 0x100;
        return;
      }
      case Type::kUint8:
        cell.integer = Fixed<uint8_t>(row);
        return;
      case Type::kInt16:
        cell.integer = Fixed<int16_t>(row);
        return;
      case Type::kUint16:
        cell.integer = Fixed<uint16_t>(row);
        return;
      case Type::kInt32:
      case Type::kDate32:
      case Type::kTime32:
        cell.integer = Fixed<int32_t>(row);
        return;
      case Type::kUint32:
        cell.integer = Fixed<uint32_t>(row);
        return;
      case Type::kInt64:
      case Type::kUint64:
      case Type::kTimestamp:
        cell.integer = Fixed<int64_t>(row);
        return;
      case Type::kFloat:
        cell.real = static_cast<double>(Fixed<float>(row));
        return;
      case Type::kDouble:
        cell.real = Fixed<double>(row);
        return;
      case Type::kDecimal128:
        cell.bytes = {reinterpret_cast<const char*>(first_) +
                          static_cast<size_t>(row + offset_) * 16,
                      16};
        return;
      case Type::kUtf8:
      case Type::kLargeUtf8:
      case Type::kBinary:
      case Type::kLargeBinary:
        cell.bytes = Bytes(row);
        return;
      default:
        throw Error(HOPLINE_STATUS_SCHEMA_MISMATCH, "column '" + field_->name +
                                                        "' of type '" + field_->format +
                                                        "' has no scalar cells");
    }
  }

  static const Field& ChildField(size_t child) {
    static const std::vector<Field> kFields = [] {
      std::vector<Field> fields(kVariantChildren);
      for (size_t i = 0; i < fields.size(); ++i) {
        detail::ParseFormat(kVariantFormats[i], fields[i]);
      }
      return fields;
    }();
    return kFields[child];
  }
  void InitVariant(const ArrowArray& array) {
    first_ = static_cast<const uint8_t*>(array.buffers[0]);
    offsets_ = static_cast<const int32_t*>(array.buffers[1]);
    children_.reserve(kVariantChildren);
    for (size_t i = 0; i < kVariantChildren; ++i) {
      children_.emplace_back(*array.children[i], ChildField(i));
    }
  }
  size_t TypeId(int64_t row) const { return first_[row + offset_]; }
  Cell VariantAt(int64_t row) const {
    const size_t child = TypeId(row);
    if (child >= children_.size()) {
      throw Error(HOPLINE_STATUS_DATA_INVALID, "variant cell with an unknown type id");
    }
    return children_[child].At(offsets_[row + offset_]);
  }

  const Field* field_;
  Type type_;
  int64_t length_;
  int64_t offset_;
  const uint8_t* validity_ = nullptr;
  const uint8_t* first_ = nullptr;
  const char* second_ = nullptr;
  const int32_t* offsets_ = nullptr;
  std::vector<ColumnView> children_;
};

/// All columns of one batch. Borrows batch and fields.
class BatchView {
 public:
  BatchView(const ArrowArray& batch, const Fields& fields) : rows_(batch.length) {
    if (static_cast<size_t>(batch.n_children) != fields.size()) {
      throw Error(HOPLINE_STATUS_SCHEMA_MISMATCH,
                  "batch with " + std::to_string(batch.n_children) + " columns where " +
                      std::to_string(fields.size()) + " were announced");
    }
    columns_.reserve(fields.size());
    for (size_t i = 0; i < fields.size(); ++i) {
      columns_.emplace_back(*batch.children[i], fields[i]);
    }
  }
  int64_t rows() const { return rows_; }
  size_t column_count() const { return columns_.size(); }
  const ColumnView& column(size_t i) const { return columns_[i]; }

 private:
  int64_t rows_;
  std::vector<ColumnView> columns_;
};

}  // namespace HOPLINE_HELPER_NAMESPACE
}  // namespace hopline

#endif  // HOPLINE_VIEW_HPP
