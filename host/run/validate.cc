#include "host/run/validate.h"

#include <fmt/format.h>

#include <cstdint>
#include <hopline/error.hpp>

namespace hopline::run {
namespace {

/// Raises the defect of one column.
class Judge {
 public:
  explicit Judge(const Field& field) : field_(field) {}
  void Expect(bool holds, const char* rule) const {
    if (holds) return;
    throw Error(HOPLINE_STATUS_INVALID_STATE,
                fmt::format("a batch breaks the rules at column '{}' ({}): {}",
                            field_.name, field_.format, rule));
  }

 private:
  const Field& field_;
};

int64_t BufferCount(Type type) {
  switch (type) {
    case Type::kNull:
      return 0;
    case Type::kStruct:
      return 1;
    case Type::kUtf8:
    case Type::kLargeUtf8:
    case Type::kBinary:
    case Type::kLargeBinary:
      return 3;
    default:
      return 2;  // variant: type ids and offsets; list and map: validity and offsets
  }
}

template <class Offset>
void CheckOffsets(const ArrowArray& array, const Judge& judge) {
  const auto* offsets = static_cast<const Offset*>(array.buffers[1]) + array.offset;
  judge.Expect(offsets[0] >= 0, "the first offset is negative");
  bool ascending = true;
  for (int64_t i = 0; i < array.length; ++i) ascending &= offsets[i] <= offsets[i + 1];
  judge.Expect(ascending, "its offsets go backwards");
}

void CheckVariant(const ArrowArray& array, const Judge& judge) {
  judge.Expect(array.n_children == kVariantChildren, "a variant has seven children");
  const auto* ids = static_cast<const int8_t*>(array.buffers[0]) + array.offset;
  const auto* offsets = static_cast<const int32_t*>(array.buffers[1]) + array.offset;
  int64_t last[kVariantChildren];
  for (int i = 0; i < kVariantChildren; ++i) {
    last[i] = -1;
    judge.Expect(i == 0 || array.children[i]->null_count == 0,
                 "the children of a variant hold no nulls");
  }
  for (int64_t row = 0; row < array.length; ++row) {
    const int8_t id = ids[row];
    judge.Expect(id >= 0 && id < kVariantChildren, "a type id outside 0 to 6");
    judge.Expect(offsets[row] > last[id] && offsets[row] < array.children[id]->length,
                 "the offsets of a variant's child must ascend and stay inside it");
    last[id] = offsets[row];
  }
}

void CheckColumn(const ArrowArray& array, const Field& field, int64_t rows) {
  const Judge judge(field);
  judge.Expect(array.release != nullptr, "it is released already");
  judge.Expect(array.length == rows, "its length is not that of the batch");
  judge.Expect(array.offset >= 0, "its offset is negative");
  judge.Expect(array.null_count >= -1 && array.null_count <= array.length,
               "its null count is impossible");
  judge.Expect(array.dictionary == nullptr, "dictionaries are not allowed");
  judge.Expect(array.n_buffers == BufferCount(field.type), "wrong number of buffers");
  if (field.type == Type::kNull) return;
  if (field.type == Type::kVariant) {
    if (rows > 0) CheckVariant(array, judge);
    return;
  }
  judge.Expect(array.null_count == 0 || array.buffers[0] != nullptr,
               "it has nulls and no validity buffer");
  judge.Expect(field.nullable || array.null_count <= 0,
               "it has nulls although the schema says it has none");
  if (rows == 0 || field.type == Type::kStruct) return;
  judge.Expect(array.buffers[1] != nullptr, "its data buffer is missing");
  switch (field.type) {
    case Type::kUtf8:
    case Type::kBinary:
    case Type::kList:
    case Type::kMap:
      return CheckOffsets<int32_t>(array, judge);
    case Type::kLargeUtf8:
    case Type::kLargeBinary:
      return CheckOffsets<int64_t>(array, judge);
    default:
      return;
  }
}

void ExpectRoot(bool holds, const char* rule) {
  if (holds) return;
  throw Error(HOPLINE_STATUS_INVALID_STATE,
              fmt::format("a batch breaks the rules: {}", rule));
}

}  // namespace

void ValidateBatch(const ArrowArray& batch, const Fields& fields, uint32_t max_rows) {
  ExpectRoot(batch.n_children == static_cast<int64_t>(fields.size()),
             "its number of columns is not that of the schema");
  ExpectRoot(batch.length >= 0 && batch.length <= max_rows,
             "it has more rows than max_batch_rows allows");
  ExpectRoot(batch.offset == 0, "its root has an offset; slice the columns instead");
  ExpectRoot(batch.null_count <= 0, "its root has nulls");
  for (size_t i = 0; i < fields.size(); ++i) {
    CheckColumn(*batch.children[i], fields[i], batch.length);
  }
}

}  // namespace hopline::run
