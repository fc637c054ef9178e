#include "plugins/ots/key_range.h"

#include <utility>

#include "plugins/common/config_checks.h"
#include "plugins/ots/record_form.h"
#include "plugins/tablestore/column_type.h"

namespace hopline::plugins::ots {

namespace ts = wire::tablestore;

using ts::Value;
using ts::ValueType;

namespace {

bool IsInfinite(const Value& value) {
  return value.type() == ValueType::kInfMin || value.type() == ValueType::kInfMax;
}

bool FitsType(const Value& value, ts::KeyType type) {
  switch (type) {
    case ts::KeyType::kInteger:
      return value.type() == ValueType::kInteger;
    case ts::KeyType::kString:
      return value.type() == ValueType::kString;
    case ts::KeyType::kBinary:
      return value.type() == ValueType::kBinary;
  }
  return false;
}

std::string TypeWordOf(ts::KeyType type) {
  return tablestore::TypeWord(tablestore::ColumnTypeOf(type));
}

void CheckKeyValues(const std::string& name, const std::vector<Value>& values,
                    const ts::TableMeta& table) {
  const std::string at = "/range/" + name;
  if (values.size() > table.key.size()) {
    Refuse(at + ": Input size of values more than primary key: " +
           std::to_string(values.size()) + " values, table " + table.name + " has " +
           std::to_string(table.key.size()) + " key columns");
  }
  for (size_t i = 0; i < values.size(); ++i) {
    if (IsInfinite(values[i]) || FitsType(values[i], table.key[i].type)) continue;
    Refuse(at + "/" + std::to_string(i) + ": The '" + name +
           "', input primary key column type mismath table meta, key column " +
           table.key[i].name + " has type " + TypeWordOf(table.key[i].type));
  }
}

ts::PrimaryKey FirstColumns(const std::vector<Value>& values,
                            const ts::TableMeta& table) {
  ts::PrimaryKey key;
  for (size_t i = 0; i < values.size(); ++i) {
    key.push_back({table.key[i].name, values[i]});
  }
  return key;
}

/// Points that stand for an end of the range: DataWorks' samples repeat them.
bool IsEdge(const Value& point, const ts::PrimaryKey& edge) {
  return IsInfinite(point) || CompareKeyValues(point.view(), edge.front().value.view()) ==
                                  std::strong_ordering::equal;
}

}  // namespace

bool KeyRange::BeginsBefore(const ts::PrimaryKey& key) const {
  const auto order = CompareKeys(begin, key);
  return backward() ? order > 0 : order < 0;
}

bool KeyRange::EndsBehind(const ts::PrimaryKey& key) const {
  const auto order = CompareKeys(key, end);
  return backward() ? order > 0 : order < 0;
}

ts::PrimaryKey CompleteKey(ts::PrimaryKey key, const ts::TableMeta& table,
                           const Value& rest) {
  for (size_t i = key.size(); i < table.key.size(); ++i) {
    key.push_back({table.key[i].name, rest});
  }
  return key;
}

KeyRange ResolveRange(const RangeOptions& options, const ts::TableMeta& table) {
  CheckKeyValues("begin", options.begin, table);
  CheckKeyValues("end", options.end, table);
  ts::PrimaryKey begin = FirstColumns(options.begin, table);
  ts::PrimaryKey end = FirstColumns(options.end, table);
  if (begin.empty()) begin = CompleteKey({}, table, Value::InfMin());
  if (end.empty()) end = CompleteKey({}, table, Value::InfMax());
  const auto order = CompareKeys(begin, end);
  if (order == std::strong_ordering::equal && begin.size() == table.key.size()) {
    Refuse(
        "/range: Value of 'range-begin' equal value of 'range-end'; make them differ, or "
        "leave the last key columns out of both to read all rows that begin so");
  }
  KeyRange range;
  const bool backward = order == std::strong_ordering::greater;
  if (backward) range.direction = ts::Direction::kBackward;
  const Value low = Value::InfMin();
  const Value high = Value::InfMax();
  range.begin = CompleteKey(std::move(begin), table, backward ? high : low);
  range.end = CompleteKey(std::move(end), table, backward ? low : high);
  return range;
}

std::vector<ts::PrimaryKey> ResolveSplit(const RangeOptions& options,
                                         const KeyRange& range,
                                         const ts::TableMeta& table) {
  const ts::KeyColumnSchema& first = table.key.front();
  std::vector<Value> points = options.split;
  while (!points.empty() && IsEdge(points.back(), range.end)) points.pop_back();
  while (!points.empty() && IsEdge(points.front(), range.begin)) {
    points.erase(points.begin());
  }
  std::vector<ts::PrimaryKey> keys;
  for (size_t i = 0; i < points.size(); ++i) {
    if (!FitsType(points[i], first.type)) {
      Refuse("/range/split: Parse 'range-split' fail, key column " + first.name +
             " has type " + TypeWordOf(first.type) + ", a point inside has another");
    }
    if (i > 0) {
      const auto order = CompareKeyValues(points[i - 1].view(), points[i].view());
      if (range.backward() ? order <= 0 : order >= 0) {
        Refuse("/range/split: In 'split', the item value is not " +
               std::string(range.backward() ? "descending" : "increasing") +
               ", index: " + std::to_string(i) + "; sort the points");
      }
    }
    // No stored key has INF_MIN in it, so a point cuts alike in both directions.
    keys.push_back(CompleteKey({{first.name, points[i]}}, table, Value::InfMin()));
  }
  const char* than = range.backward() ? "more" : "less";
  if (!keys.empty() && !range.BeginsBefore(keys.front())) {
    Refuse(std::string("/range/split: The 'begin' must be ") + than +
           " than head of 'split'; leave out points outside of the range");
  }
  if (!keys.empty() && !range.EndsBehind(keys.back())) {
    Refuse(std::string("/range/split: tail of 'split' must be ") + than +
           " than 'end'; leave out points outside of the range");
  }
  return keys;
}

}  // namespace hopline::plugins::ots
