#include <doctest/doctest.h>

#include <thread>
#include <utility>

#include "fixture.h"
#include "host/run/cells.h"
#include "host/run/channel.h"
#include "host/run/share.h"
#include "host/run/sizing.h"
#include "host/run/throttle.h"
#include "host/run/validate.h"

namespace hopline::run::test {
namespace {

SizedBatch Sized(uint64_t bytes) {
  SizedBatch batch;
  batch.arrow_bytes = bytes;
  return batch;
}

TEST_CASE("a channel lets one oversized batch through, then waits for room") {
  Channel channel(100);
  CHECK(channel.Push(Sized(1000)));
  std::atomic<bool> second_in{false};
  std::thread producer([&] { second_in = channel.Push(Sized(1)); });
  CHECK(channel.Pop()->arrow_bytes == 1000);
  CHECK(channel.Pop()->arrow_bytes == 1);
  producer.join();
  CHECK(second_in);
}

TEST_CASE("a channel gives every batch in order, whatever it holds at a time") {
  Channel channel(100);
  std::thread producer([&] {
    for (uint64_t i = 1; i <= 2000; ++i) channel.Push(Sized(i % 130));
    channel.Finish();
  });
  uint64_t i = 0;
  while (const auto batch = channel.Pop()) CHECK(batch->arrow_bytes == ++i % 130);
  producer.join();
  CHECK(i == 2000);
}

TEST_CASE("a finished channel gives what is under way, then the end") {
  Channel channel(100);
  channel.Push(Sized(1));
  channel.Finish();
  CHECK(channel.Pop());
  CHECK_FALSE(channel.Pop());
}

TEST_CASE("a broken channel frees both sides") {
  Channel full(1), empty(1);
  full.Push(Sized(1));
  std::thread producer([&] { CHECK_FALSE(full.Push(Sized(1))); });
  std::thread consumer([&] { CHECK_FALSE(empty.Pop()); });
  full.Break();
  empty.Break();
  producer.join();
  consumer.join();
}

TEST_CASE("the throttle keeps the rate over many batches") {
  JumpingClock clock;
  services::CancelSignal never(nullptr);
  Throttle throttle(clock, 1'000'000, 0);
  CHECK(throttle.BatchBytes() == 50'000);
  const int64_t start = clock.MonotonicNs();
  for (int i = 0; i < 1000; ++i) throttle.Charge(10'000, 100, never);
  const double seconds = static_cast<double>(clock.MonotonicNs() - start) / 1e9;
  CHECK(seconds > 9.8);
  CHECK(seconds < 10.2);
}

TEST_CASE("of two limits the slower one counts, and none waits for nothing") {
  JumpingClock clock;
  services::CancelSignal never(nullptr);
  Throttle rows(clock, 1e9, 100);
  const int64_t start = clock.MonotonicNs();
  for (int i = 0; i < 10; ++i) rows.Charge(1, 100, never);
  CHECK(clock.MonotonicNs() - start > 9'000'000'000);
  Throttle none(clock, 0, 0);
  CHECK(none.Charge(1 << 30, 1, never) == 0);
}

Fields AllKinds() {
  return {Field::Of("i", Type::kInt64),   Field::Of("s", Type::kUtf8),
          Field::Of("g", Type::kDouble),  Field::Of("b", Type::kBool),
          Field::Of("z", Type::kBinary),  Field::Of("t", Type::kTimestamp),
          Field::Of("v", Type::kVariant), Field::Of("l", Type::kUtf8, ColumnKind::kLong)};
}

Batch SampleBatch() {
  BatchBuilder builder(AllKinds());
  builder.column(0).AppendFixed<int64_t>(-7);
  builder.column(1).AppendBytes("aé𝄞");  // 1 + 1 + 2 UTF-16 units
  builder.column(2).AppendFixed(1.5);
  builder.column(3).AppendBool(true);
  builder.column(4).AppendBytes(std::string_view("\0\xff", 2));
  builder.column(5).AppendFixed<int64_t>(1'682'247'360'000);
  builder.column(6).VariantUtf8("xyz");
  builder.column(7).AppendBytes("12345");
  builder.EndRow();
  for (size_t i = 0; i < builder.column_count(); ++i) builder.column(i).AppendNull();
  builder.EndRow();
  return builder.Finish();
}

TEST_CASE("bytes are counted as DataX counts them") {
  const Batch batch = SampleBatch();
  // long 8 + string 4 + the text 1.5 (3, halved by the null row and doubled again) + bool
  // 1 + bytes 2 + date 8 + variant string 3 + long from text 5
  CHECK(DataxBytes(*batch, AllKinds()) == 8 + 4 + 3 + 1 + 2 + 8 + 3 + 5);
}

TEST_CASE("UTF-16 units of long text agree with counting character by character") {
  std::string text;
  uint64_t units = 0;
  const std::pair<const char*, uint64_t> kCharacters[] = {
      {"a", 1}, {"é", 1}, {"中", 1}, {"𝄞", 2}};
  for (uint32_t i = 0; i < 500; ++i) {
    const auto& [character, size] = kCharacters[(i * i + i / 60) % 4];
    text += character;
    units += size;
    CHECK(Utf16Units(reinterpret_cast<const uint8_t*>(text.data()), text.size()) ==
          units);
  }
}

TEST_CASE("a sound batch passes the checks, sliced or not") {
  const Batch batch = SampleBatch();
  CHECK_NOTHROW(ValidateBatch(*batch, AllKinds(), 2));
  CHECK_THROWS_AS(ValidateBatch(*batch, AllKinds(), 1), Error);
  CHECK_THROWS_AS(ValidateBatch(*batch, {Field::Of("i", Type::kInt64)}, 2), Error);
}

TEST_CASE("offsets that go backwards are refused by the column's name") {
  const Fields fields = {Field::Of("s", Type::kUtf8)};
  BatchBuilder builder(fields);
  for (int i = 0; i < 2; ++i) {
    builder.column(0).AppendBytes("ab");
    builder.EndRow();
  }
  Batch batch = builder.Finish();
  int32_t offsets[] = {0, 4, 2, 0};
  batch.ptr()->children[0]->buffers[1] = offsets;
  try {
    ValidateBatch(*batch, fields, 10);
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.code() == HOPLINE_STATUS_INVALID_STATE);
    CHECK(error.message().find("'s'") != std::string::npos);
  }
}

TEST_CASE("a batch whose pointers lead nowhere is refused, not followed") {
  Batch batch = SampleBatch();
  const auto refused_with = [&](auto& place, auto value) {
    const auto sound = std::exchange(place, value);
    bool refused = false;
    try {
      ValidateBatch(*batch, AllKinds(), 2);
    } catch (const Error& error) {
      refused = error.code() == HOPLINE_STATUS_INVALID_STATE;
    }
    place = sound;
    return refused;
  };
  ArrowArray& root = *batch.ptr();
  CHECK(refused_with(root.children, nullptr));
  CHECK(refused_with(root.children[0], nullptr));
  ArrowArray& text = *root.children[1];
  CHECK(refused_with(text.buffers, nullptr));
  CHECK(refused_with(text.buffers[1], nullptr));
  CHECK(refused_with(text.buffers[2], nullptr));
  CHECK(refused_with(text.n_children, int64_t{1}));
  CHECK(refused_with(text.offset, INT64_MAX));
  ArrowArray& variant = *root.children[6];
  CHECK(refused_with(variant.buffers[0], nullptr));
  CHECK(refused_with(variant.buffers[1], nullptr));
  CHECK(refused_with(variant.children, nullptr));
  CHECK(refused_with(variant.children[2], nullptr));
  ArrowArray& variant_text = *variant.children[3];
  CHECK(refused_with(variant_text.buffers, nullptr));
  CHECK(refused_with(variant_text.buffers[1], nullptr));
  CHECK(refused_with(variant_text.buffers[2], nullptr));
  CHECK(refused_with(variant_text.n_buffers, int64_t{2}));
  CHECK(refused_with(variant_text.length, int64_t{-1}));
  CHECK_NOTHROW(ValidateBatch(*batch, AllKinds(), 2));
}

TEST_CASE("a schema whose columns lead nowhere is refused, not followed") {
  Schema schema = MakeSchema(AllKinds());
  ArrowSchema* const column = std::exchange(schema.ptr()->children[1], nullptr);
  CHECK_THROWS_AS(ValidateSchema(*schema), Error);
  schema.ptr()->children[1] = column;
  CHECK_NOTHROW(ValidateSchema(*schema));
  CHECK_THROWS_AS(ValidateSchema(ArrowSchema{}), Error);
}

TEST_CASE("shared batches show the same rows and free them with the last one") {
  auto shares = ShareBatch(SampleBatch(), 3);
  const void* text = shares[0]->children[1]->buffers[2];
  for (const Batch& share : shares) {
    CHECK(share->children[1]->buffers[2] == text);
    CHECK(DataxBytes(*share, AllKinds()) == 34);
  }
  shares.erase(shares.begin(), shares.begin() + 2);
  const Fields fields = AllKinds();
  CHECK(BatchView(*shares[0], fields).column(1).Bytes(0) == "aé𝄞");
}

TEST_CASE("cells are written so that nothing is lost") {
  const Batch batch = SampleBatch();
  const Fields fields = AllKinds();
  const BatchView view(*batch, fields);
  services::JsonWriter json;
  WriteCells(json, view, fields, 0);
  CHECK(json.text() ==
        "[-7,\"aé𝄞\",1.5,true,{\"base64\":\"AP8=\"},1682247360000,{\"type\":\"string\","
        "\"value\":\"xyz\"},\"12345\"]");
  services::JsonWriter nulls;
  WriteCells(nulls, view, fields, 1);
  CHECK(nulls.text() == "[null,null,null,null,null,null,null,null]");
}

}  // namespace
}  // namespace hopline::run::test
