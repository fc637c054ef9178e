#include <doctest/doctest.h>

#include <cstdint>
#include <hopline/builder.hpp>
#include <hopline/view.hpp>
#include <string>
#include <vector>

using hopline::Batch;
using hopline::BatchBuilder;
using hopline::BatchView;
using hopline::Cell;
using hopline::ColumnBuilder;
using hopline::Field;
using hopline::Fields;
using hopline::Type;

namespace {

const Fields kFields = {Field::Of("id", Type::kInt64), Field::Of("name", Type::kUtf8),
                        Field::Of("ok", Type::kBool), Field::Of("any", Type::kVariant)};

/// Row r: every third name and every fifth flag is null; the variant goes through its
/// types.
void AppendRow(BatchBuilder& builder, int64_t r) {
  builder.column(0).AppendFixed(r);
  if (r % 3 == 0) {
    builder.column(1).AppendNull();
  } else {
    builder.column(1).AppendBytes("name-" + std::to_string(r));
  }
  if (r % 5 == 0) {
    builder.column(2).AppendNull();
  } else {
    builder.column(2).AppendBool(r % 2 == 0);
  }
  ColumnBuilder& any = builder.column(3);
  switch (r % 7) {
    case 0:
      any.AppendNull();
      break;
    case 1:
      any.VariantInt64(-r);
      break;
    case 2:
      any.VariantDouble(static_cast<double>(r) / 2);
      break;
    case 3:
      any.VariantUtf8(std::to_string(r));
      break;
    case 4:
      any.VariantBool(true);
      break;
    case 5:
      any.VariantBinary(std::string(1, '\0'));
      break;
    case 6:
      any.VariantTimestampMs(r);
      break;
  }
  builder.EndRow();
}

void CheckRow(const BatchView& view, int64_t at, int64_t r) {
  CAPTURE(r);
  CHECK(view.column(0).Fixed<int64_t>(at) == r);
  CHECK(view.column(1).IsNull(at) == (r % 3 == 0));
  if (r % 3 != 0) CHECK(view.column(1).Bytes(at) == "name-" + std::to_string(r));
  CHECK(view.column(2).IsNull(at) == (r % 5 == 0));
  if (r % 5 != 0) CHECK(view.column(2).Bool(at) == (r % 2 == 0));
  const Cell any = view.column(3).At(at);
  CHECK(any.is_null == (r % 7 == 0));
  if (r % 7 == 1) CHECK(any.integer == -r);
  if (r % 7 == 2) CHECK(any.real == static_cast<double>(r) / 2);
  if (r % 7 == 3) CHECK(any.bytes == std::to_string(r));
  if (r % 7 == 5) CHECK(any.bytes == std::string(1, '\0'));
  if (r % 7 == 6) CHECK(any.type == Type::kTimestamp);
}

}  // namespace

TEST_CASE("Batch.GivesBackWhatWasAppended") {
  BatchBuilder builder(kFields);
  for (int64_t r = 0; r < 1000; ++r) AppendRow(builder, r);
  const Batch batch = builder.Finish();
  const BatchView view(*batch, kFields);
  REQUIRE(view.rows() == 1000);
  for (int64_t r = 0; r < 1000; ++r) CheckRow(view, r, r);
}

TEST_CASE("Batch.BuilderStartsAfreshAfterFinish") {
  BatchBuilder builder(kFields);
  AppendRow(builder, 3);
  const Batch first = builder.Finish();
  AppendRow(builder, 8);
  const Batch second = builder.Finish();
  CheckRow(BatchView(*first, kFields), 0, 3);
  CheckRow(BatchView(*second, kFields), 0, 8);
}

TEST_CASE("Batch.DropRowTakesBackAHalfWrittenRow") {
  for (int64_t keep : {0, 1, 7, 8, 9, 64}) {
    CAPTURE(keep);
    BatchBuilder builder(kFields);
    for (int64_t r = 0; r < keep; ++r) AppendRow(builder, r);
    builder.column(0).AppendFixed(int64_t{-1});
    builder.column(1).AppendNull();
    builder.column(3).VariantUtf8("half a row");
    builder.DropRow();
    for (int64_t r = keep; r < keep + 20; ++r) AppendRow(builder, r);
    const Batch batch = builder.Finish();
    const BatchView view(*batch, kFields);
    REQUIRE(view.rows() == keep + 20);
    for (int64_t r = 0; r < view.rows(); ++r) CheckRow(view, r, r);
  }
}

TEST_CASE("Batch.SlicesShareOneColumn") {
  ColumnBuilder builder(Type::kUtf8);
  for (int i = 0; i < 100; ++i) {
    if (i == 50) {
      builder.AppendNull();
    } else {
      builder.AppendBytes(std::to_string(i));
    }
  }
  const hopline::ColumnPtr column = builder.Finish();
  const Fields fields = {Field::Of("c", Type::kUtf8)};
  const Batch batch = hopline::MakeBatch({{column, 49}}, 3);
  const BatchView view(*batch, fields);
  CHECK(view.column(0).Bytes(0) == "49");
  CHECK(view.column(0).IsNull(1));
  CHECK(view.column(0).Bytes(2) == "51");
}

TEST_CASE("Batch.OutlivesItsBuilderAndIsReleasedOnce") {
  Batch batch;
  {
    BatchBuilder builder(kFields);
    AppendRow(builder, 1);
    batch = builder.Finish();
  }
  CheckRow(BatchView(*batch, kFields), 0, 1);
  batch.Reset();
  CHECK_FALSE(static_cast<bool>(batch));
}

TEST_CASE("Batch.ViewRefusesAnotherColumnCount") {
  BatchBuilder builder({Field::Of("id", Type::kInt64)});
  const Batch batch = builder.Finish();
  CHECK_THROWS_AS(BatchView(*batch, kFields), hopline::Error);
}

TEST_CASE("Batch.ReservedBytesBecomeAValue") {
  ColumnBuilder builder(Type::kUtf8);
  std::memcpy(builder.ReserveBytes(16), "written in place", 16);
  builder.CommitBytes(7);
  const hopline::ColumnPtr column = builder.Finish();
  const Batch batch = hopline::MakeBatch({{column, 0}}, 1);
  const Fields fields = {Field::Of("c", Type::kUtf8)};
  CHECK(BatchView(*batch, fields).column(0).Bytes(0) == "written");
}

TEST_CASE("Batch.TheSmallestIntegersKeepTheirSign") {
  const Fields fields = {Field::Of("n", Type::kInt8)};
  BatchBuilder builder(fields);
  for (const int8_t value : std::initializer_list<int8_t>{-128, -1, 0, 127}) {
    builder.column(0).AppendFixed(value);
    builder.EndRow();
  }
  const Batch batch = builder.Finish();
  const BatchView view(*batch, fields);
  CHECK(view.column(0).At(0).integer == -128);
  CHECK(view.column(0).At(1).integer == -1);
  CHECK(view.column(0).At(2).integer == 0);
  CHECK(view.column(0).At(3).integer == 127);
}

TEST_CASE("Batch.PoolGivesABlockBackToTheNextTaker") {
  hopline::BufferPool& pool = hopline::BufferPool::Instance();
  size_t capacity = 0;
  uint8_t* first = pool.Take(100'000, &capacity);
  CHECK(capacity == 131'072);
  pool.Give(first, capacity);
  uint8_t* second = pool.Take(131'072, &capacity);
  CHECK(second == first);
  pool.Give(second, capacity);
}
