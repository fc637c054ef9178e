#include "emulator/tablestore/partitions.h"

#include <doctest/doctest.h>

#include <limits>

namespace hopline::emulator::tablestore {
namespace {

using codec::KeyType;
using codec::Value;

TEST_CASE("Partitions.HoldEveryValueOnce") {
  Partitions partitions({{Value::InfMin(), Value::Integer(0)},
                         {Value::Integer(0), Value::Integer(10)},
                         {Value::Integer(10), Value::InfMax()}},
                        KeyType::kInteger);

  CHECK(partitions.count() == 3);
  CHECK(partitions.IndexOf(Value::Integer(-1)) == 0);
  CHECK(partitions.IndexOf(Value::Integer(0)) == 1);
  CHECK(partitions.IndexOf(Value::Integer(9)) == 1);
  CHECK(partitions.IndexOf(Value::Integer(10)) == 2);
}

TEST_CASE("Partitions.WithGapsOrOfAnotherTypeAreRefused") {
  using Ranges = std::vector<codec::PartitionRange>;
  CHECK_THROWS_AS(Partitions(Ranges{{Value::InfMin(), Value::Integer(0)},
                                    {Value::Integer(1), Value::InfMax()}},
                             KeyType::kInteger),
                  Failure);
  CHECK_THROWS_AS(
      Partitions(Ranges{{Value::Integer(1), Value::Integer(0)}}, KeyType::kInteger),
      Failure);
  CHECK_THROWS_AS(
      Partitions(Ranges{{Value::InfMin(), Value::Integer(0)}}, KeyType::kString),
      Failure);
}

TEST_CASE("Partitions.HaveAMiddleForEveryKindOfKey") {
  for (const KeyType type : {KeyType::kInteger, KeyType::kString, KeyType::kBinary}) {
    Partitions partitions;
    for (int i = 0; i < 12; ++i) {
      const size_t last = partitions.count() - 1;
      const size_t index = i % 2 == 0 ? last : 0;
      const auto middle = partitions.Middle(index, type);
      REQUIRE(middle.has_value());
      partitions.Split(index, *middle);
    }
    const auto& boundaries = partitions.boundaries();
    for (size_t i = 1; i < boundaries.size(); ++i) {
      CHECK(codec::CompareKeyValues(boundaries[i - 1].view(), boundaries[i].view()) < 0);
    }
  }
}

TEST_CASE("Partitions.OfOneValueHaveNoMiddle") {
  Partitions partitions;
  partitions.Split(0, Value::Integer(5));
  partitions.Split(1, Value::Integer(6));

  CHECK_FALSE(partitions.Middle(1, KeyType::kInteger).has_value());
}

}  // namespace
}  // namespace hopline::emulator::tablestore
