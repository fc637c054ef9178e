/// \file column.hpp
/// Building one column of a batch. No allocation per row: values go to growing buffers,
/// which the finished column shares by reference count.
#ifndef HOPLINE_COLUMN_HPP
#define HOPLINE_COLUMN_HPP

#include <hopline/buffer.hpp>
#include <hopline/schema.hpp>

#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace hopline {
inline namespace HOPLINE_HELPER_NAMESPACE {

/// A finished, immutable column. Several batches may show slices of it.
struct ColumnData {
  Type type = Type::kNull;
  int64_t length = 0;
  int64_t null_count = 0;
  Buffer validity;  ///< empty when there are no nulls
  Buffer first;     ///< offsets (utf8, binary), values (fixed width), type ids (variant)
  Buffer second;    ///< bytes (utf8, binary), offsets (variant)
  std::vector<ColumnData> children;  ///< of a variant
};
using ColumnPtr = std::shared_ptr<const ColumnData>;

namespace detail {

inline bool IsVarWidth(Type type) { return type == Type::kUtf8 || type == Type::kBinary; }

}  // namespace detail

/// Builds a column of one type; kList, kStruct, kMap, kLargeUtf8 and kLargeBinary are not
/// built here (utf8 and binary hold up to 2 GiB per batch).
///
/// Call the Append that fits the type: AppendFixed<T> for fixed width (T of that width),
/// AppendBool, AppendBytes for utf8 and binary, the Variant… ones for variant.
class ColumnBuilder {
 public:
  explicit ColumnBuilder(Type type) : type_(type), width_(FixedWidth(type)) { Start(); }

  Type type() const { return type_; }
  int64_t length() const { return data_.length; }
  /// Bytes held so far.
  size_t bytes() const {
    size_t n = data_.validity.size() + data_.first.size() + data_.second.size();
    for (const ColumnBuilder& child : children_) n += child.bytes();
    return n;
  }

  template <class T>
  void AppendFixed(T value) {
    data_.first.AppendValue(value);
    MarkValid();
  }
  void AppendBool(bool value) {
    PutBit(data_.first, data_.length, value);
    MarkValid();
  }
  void AppendBytes(std::string_view value) {
    data_.second.Append(value.data(), value.size());
    PutOffset();
    MarkValid();
  }
  /// Direct writing of one utf8 or binary value: reserve, write, then say how much it
  /// was.
  char* ReserveBytes(size_t most) {
    return reinterpret_cast<char*>(data_.second.Reserve(most));
  }
  void CommitBytes(size_t n) {
    data_.second.Commit(n);
    PutOffset();
    MarkValid();
  }

  void AppendNull() {
    if (type_ == Type::kVariant) return VariantNull();
    if (type_ != Type::kNull) {
      if (data_.null_count == 0) AllValidSoFar();
      PutBit(data_.validity, data_.length, false);
      if (width_ != 0) {
        data_.first.ZeroTo(data_.first.size() + width_);
      } else if (type_ == Type::kBool) {
        PutBit(data_.first, data_.length, false);
      } else {
        PutOffset();
      }
    }
    ++data_.null_count;
    ++data_.length;
  }

  void VariantNull() {
    PutVariant(0);
    children_[0].AppendNull();
  }
  void VariantInt64(int64_t value) {
    PutVariant(1);
    children_[1].AppendFixed(value);
  }
  void VariantDouble(double value) {
    PutVariant(2);
    children_[2].AppendFixed(value);
  }
  void VariantUtf8(std::string_view value) {
    PutVariant(3);
    children_[3].AppendBytes(value);
  }
  void VariantBool(bool value) {
    PutVariant(4);
    children_[4].AppendBool(value);
  }
  void VariantBinary(std::string_view value) {
    PutVariant(5);
    children_[5].AppendBytes(value);
  }
  void VariantTimestampMs(int64_t unix_ms) {
    PutVariant(6);
    children_[6].AppendFixed(unix_ms);
  }

  /// Takes back the rows from `length` on: for a row that turns out dirty half-way.
  void TruncateTo(int64_t length) {
    if (data_.length <= length) return;
    if (type_ == Type::kVariant) return TruncateVariant(length);
    for (int64_t row = length; row < data_.length && data_.null_count > 0; ++row) {
      if (type_ == Type::kNull || !GetBit(data_.validity, row)) --data_.null_count;
    }
    if (data_.validity.size() != 0) data_.validity.Truncate(BitBytes(length));
    if (width_ != 0) data_.first.Truncate(static_cast<size_t>(length) * width_);
    if (type_ == Type::kBool) data_.first.Truncate(BitBytes(length));
    if (detail::IsVarWidth(type_)) {
      data_.first.Truncate((static_cast<size_t>(length) + 1) * sizeof(int32_t));
      data_.second.Truncate(static_cast<size_t>(OffsetAt(data_.first, length)));
    }
    data_.length = length;
  }

  /// Hands the column out and starts an empty one.
  ColumnPtr Finish() { return std::make_shared<const ColumnData>(Take()); }

 private:
  void Start() {
    data_ = ColumnData{};
    data_.type = type_;
    if (detail::IsVarWidth(type_)) data_.first.AppendValue(int32_t{0});
    if (type_ == Type::kVariant && children_.empty()) {
      for (const Type child : {Type::kNull, Type::kInt64, Type::kDouble, Type::kUtf8,
                               Type::kBool, Type::kBinary, Type::kTimestamp}) {
        children_.emplace_back(child);
      }
    }
  }
  ColumnData Take() {
    ColumnData out = std::move(data_);
    for (ColumnBuilder& child : children_) out.children.push_back(child.Take());
    Start();
    return out;
  }

  static size_t BitBytes(int64_t bits) { return static_cast<size_t>(bits + 7) / 8; }
  static bool GetBit(const Buffer& bits, int64_t at) {
    return ((bits.data()[at / 8] >> (at % 8)) & 1) != 0;
  }
  static void PutBit(Buffer& bits, int64_t at, bool value) {
    if (at % 8 == 0) bits.AppendValue(uint8_t{0});
    uint8_t& byte = bits.data()[at / 8];
    const auto mask = static_cast<uint8_t>(1U << (at % 8));
    byte = static_cast<uint8_t>(value ? byte | mask : byte & ~mask);
  }
  static int32_t OffsetAt(const Buffer& offsets, int64_t at) {
    int32_t offset = 0;
    std::memcpy(&offset, offsets.data() + static_cast<size_t>(at) * sizeof offset,
                sizeof offset);
    return offset;
  }
  void TruncateVariant(int64_t length) {
    for (int64_t row = data_.length - 1; row >= length; --row) {
      children_[data_.first.data()[row]].TruncateTo(OffsetAt(data_.second, row));
    }
    data_.first.Truncate(static_cast<size_t>(length));
    data_.second.Truncate(static_cast<size_t>(length) * sizeof(int32_t));
    data_.length = length;
  }
  /// The first null: every row before it was valid.
  void AllValidSoFar() {
    data_.validity.Truncate(0);
    const size_t bytes = BitBytes(data_.length);
    std::memset(data_.validity.Reserve(bytes), 0xFF, bytes);
    data_.validity.Commit(bytes);
  }
  void MarkValid() {
    if (data_.null_count != 0) PutBit(data_.validity, data_.length, true);
    ++data_.length;
  }
  void PutOffset() {
    if (data_.second.size() > static_cast<size_t>(std::numeric_limits<int32_t>::max())) {
      throw Error(HOPLINE_STATUS_DATA_INVALID, "a column of one batch exceeds 2 GiB");
    }
    data_.first.AppendValue(static_cast<int32_t>(data_.second.size()));
  }
  void PutVariant(int8_t child) {
    data_.first.AppendValue(child);
    data_.second.AppendValue(
        static_cast<int32_t>(children_[static_cast<size_t>(child)].length()));
    ++data_.length;
  }

  Type type_;
  size_t width_;
  ColumnData data_;
  std::vector<ColumnBuilder> children_;
};

}  // namespace HOPLINE_HELPER_NAMESPACE
}  // namespace hopline

#endif  // HOPLINE_COLUMN_HPP
