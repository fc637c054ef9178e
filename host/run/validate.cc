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

/// Depth of nested columns that the host walks.
constexpr int kMaxNesting = 64;

/// Children that a column of the type has; -1 = any number.
int64_t ChildCount(Type type) {
  switch (type) {
    case Type::kStruct:
      return -1;
    case Type::kList:
    case Type::kMap:
      return 1;
    case Type::kVariant:
      return kVariantChildren;
    default:
      return 0;
  }
}

/// The pointers of an array and of all below it, so that nobody follows one to nowhere.
void CheckTree(const ArrowArray& array, const Judge& judge, int depth) {
  judge.Expect(depth < kMaxNesting, "it is nested too deeply");
  judge.Expect(array.n_children >= 0 && array.n_buffers >= 0, "a count is negative");
  judge.Expect(array.length >= 0, "a length is negative");
  judge.Expect(array.offset >= 0 && array.offset < INT64_MAX - array.length,
               "an offset is negative or too large");
  judge.Expect(array.n_buffers == 0 || array.buffers != nullptr,
               "its buffers are missing");
  judge.Expect(array.n_children == 0 || array.children != nullptr,
               "its children are missing");
  for (int64_t i = 0; i < array.n_children; ++i) {
    judge.Expect(array.children[i] != nullptr, "one of its children is missing");
    judge.Expect(array.children[i]->release != nullptr,
                 "one of its children is released already");
    CheckTree(*array.children[i], judge, depth + 1);
  }
}

template <class Offset>
void CheckOffsets(const ArrowArray& array, const Judge& judge) {
  const auto* offsets = static_cast<const Offset*>(array.buffers[1]) + array.offset;
  judge.Expect(offsets[0] >= 0, "the first offset is negative");
  bool ascending = true;
  for (int64_t i = 0; i < array.length; ++i) ascending &= offsets[i] <= offsets[i + 1];
  judge.Expect(ascending, "its offsets go backwards");
  if (array.n_buffers < 3) return;
  judge.Expect(offsets[0] == offsets[array.length] || array.buffers[2] != nullptr,
               "its bytes are missing");
}

/// Buffers of a column that is not null or a variant.
void CheckBuffers(const ArrowArray& array, Type type, const Judge& judge) {
  judge.Expect(array.null_count >= -1 && array.null_count <= array.length,
               "its null count is impossible");
  judge.Expect(array.null_count == 0 || array.buffers[0] != nullptr,
               "it has nulls and no validity buffer");
  if (array.length == 0 || type == Type::kStruct) return;
  judge.Expect(array.buffers[1] != nullptr, "its data buffer is missing");
  switch (type) {
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

void CheckVariantChildren(const ArrowArray& array, const Judge& judge) {
  for (int i = 1; i < kVariantChildren; ++i) {
    const ArrowArray& child = *array.children[i];
    Field field;
    detail::ParseFormat(kVariantFormats[i], field);
    judge.Expect(child.null_count == 0, "the children of a variant hold no nulls");
    judge.Expect(child.n_buffers == BufferCount(field.type) && child.n_children == 0,
                 "a child of a variant is not of its type");
    CheckBuffers(child, field.type, judge);
  }
}

void CheckVariant(const ArrowArray& array, const Judge& judge) {
  judge.Expect(array.buffers[0] != nullptr && array.buffers[1] != nullptr,
               "its type ids or offsets are missing");
  const auto* ids = static_cast<const int8_t*>(array.buffers[0]) + array.offset;
  const auto* offsets = static_cast<const int32_t*>(array.buffers[1]) + array.offset;
  int64_t last[kVariantChildren];
  for (int64_t& one : last) one = -1;
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
  judge.Expect(array.dictionary == nullptr, "dictionaries are not allowed");
  judge.Expect(array.n_buffers == BufferCount(field.type), "wrong number of buffers");
  const int64_t children = ChildCount(field.type);
  judge.Expect(children < 0 || array.n_children == children, "wrong number of children");
  CheckTree(array, judge, 0);
  if (field.type == Type::kNull) return;
  if (field.type == Type::kVariant) {
    CheckVariantChildren(array, judge);
    if (rows > 0) CheckVariant(array, judge);
    return;
  }
  CheckBuffers(array, field.type, judge);
  judge.Expect(field.nullable || array.null_count <= 0,
               "it has nulls although the schema says it has none");
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
  ExpectRoot(fields.empty() || batch.children != nullptr, "its columns are missing");
  ExpectRoot(batch.length >= 0 && batch.length <= max_rows,
             "it has more rows than max_batch_rows allows");
  ExpectRoot(batch.offset == 0, "its root has an offset; slice the columns instead");
  ExpectRoot(batch.null_count <= 0, "its root has nulls");
  for (size_t i = 0; i < fields.size(); ++i) {
    ExpectRoot(batch.children[i] != nullptr, "one of its columns is missing");
    CheckColumn(*batch.children[i], fields[i], batch.length);
  }
}

void ValidateSchema(const ArrowSchema& schema) {
  const auto expect = [](bool holds, const char* rule) {
    if (holds) return;
    throw Error(HOPLINE_STATUS_INVALID_STATE,
                fmt::format("its schema breaks the rules: {}", rule));
  };
  expect(schema.release != nullptr, "there is none");
  expect(schema.n_children >= 0, "its number of columns is negative");
  expect(schema.n_children == 0 || schema.children != nullptr, "its columns are missing");
  for (int64_t i = 0; i < schema.n_children; ++i) {
    expect(schema.children[i] != nullptr && schema.children[i]->release != nullptr,
           "one of its columns is missing");
  }
}

}  // namespace hopline::run
