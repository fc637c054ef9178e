#include "emulator/tablestore/filter_evaluation.h"

#include <algorithm>
#include <compare>

#include "emulator/tablestore/failure.h"

namespace hopline::emulator::tablestore {
namespace {

using codec::Filter;
using codec::ValueType;

std::partial_ordering Compare(const codec::ValueView& a, const codec::ValueView& b) {
  if (a.type != b.type) return std::partial_ordering::unordered;
  switch (a.type) {
    case ValueType::kInteger:
      return a.AsInteger() <=> b.AsInteger();
    case ValueType::kDouble:
      return a.AsDouble() <=> b.AsDouble();
    case ValueType::kBoolean:
      return a.AsBoolean() <=> b.AsBoolean();
    default:
      return a.bytes.compare(b.bytes) <=> 0;
  }
}

bool Matches(Filter::Comparator comparator, std::partial_ordering order) {
  switch (comparator) {
    case Filter::Comparator::kEqual:
      return order == 0;
    case Filter::Comparator::kNotEqual:
      return order != 0;
    case Filter::Comparator::kGreater:
      return order > 0;
    case Filter::Comparator::kGreaterOrEqual:
      return order >= 0;
    case Filter::Comparator::kLess:
      return order < 0;
    case Filter::Comparator::kLessOrEqual:
      return order <= 0;
    case Filter::Comparator::kExists:
    case Filter::Comparator::kNotExists:
      break;
  }
  return false;
}

bool PassesColumn(const Filter& filter, const StoredRow& row, int64_t oldest_visible_ms,
                  const ColumnTest& may_see) {
  const Versions* versions =
      may_see(filter.column_name) ? row.Find(filter.column_name) : nullptr;
  const bool exists =
      versions != nullptr && versions->front().timestamp_ms >= oldest_visible_ms;
  if (filter.comparator == Filter::Comparator::kExists) return exists;
  if (filter.comparator == Filter::Comparator::kNotExists) return !exists;
  if (!exists) return !filter.fail_if_missing;
  for (const Version& version : *versions) {
    if (version.timestamp_ms < oldest_visible_ms) break;
    const auto order = Compare(version.value.view(), filter.column_value.view());
    if (Matches(filter.comparator, order)) return true;
    if (filter.latest_version_only) break;
  }
  return false;
}

}  // namespace

codec::Filter DecodeFilterOrFail(std::string_view bytes) {
  codec::Filter filter;
  const codec::Status status = codec::Decode(bytes, &filter);
  if (!status.ok()) FailParameter(status.message());
  return filter;
}

bool Passes(const Filter& filter, const StoredRow& row, int64_t oldest_visible_ms,
            const ColumnTest& may_see) {
  if (filter.kind == Filter::Kind::kPage) return true;
  if (filter.kind == Filter::Kind::kColumn) {
    return PassesColumn(filter, row, oldest_visible_ms, may_see);
  }
  const auto passes = [&](const Filter& operand) {
    return Passes(operand, row, oldest_visible_ms, may_see);
  };
  switch (filter.logic) {
    case Filter::Logic::kNot:
      return !passes(filter.operands.front());
    case Filter::Logic::kAnd:
      return std::all_of(filter.operands.begin(), filter.operands.end(), passes);
    case Filter::Logic::kOr:
      return std::any_of(filter.operands.begin(), filter.operands.end(), passes);
  }
  return false;
}

ColumnPage PageOf(const Filter& filter) {
  if (filter.kind == Filter::Kind::kPage) {
    return {static_cast<size_t>(filter.offset), static_cast<size_t>(filter.limit)};
  }
  if (filter.kind == Filter::Kind::kComposite && filter.logic == Filter::Logic::kAnd) {
    const auto page = std::find_if(
        filter.operands.begin(), filter.operands.end(),
        [](const Filter& operand) { return operand.kind == Filter::Kind::kPage; });
    if (page != filter.operands.end()) return PageOf(*page);
  }
  return {};
}

}  // namespace hopline::emulator::tablestore
