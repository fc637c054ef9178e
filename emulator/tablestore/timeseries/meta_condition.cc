#include "emulator/tablestore/timeseries/meta_condition.h"

#include <algorithm>
#include <compare>

namespace hopline::emulator::tablestore {
namespace {

using Condition = codec::MetaCondition;
using Operator = Condition::Operator;

bool Holds(Operator comparator, std::strong_ordering order) {
  switch (comparator) {
    case Operator::kEqual:
      return order == std::strong_ordering::equal;
    case Operator::kGreater:
      return order == std::strong_ordering::greater;
    case Operator::kGreaterOrEqual:
      return order != std::strong_ordering::less;
    case Operator::kLess:
      return order == std::strong_ordering::less;
    case Operator::kLessOrEqual:
      return order != std::strong_ordering::greater;
    case Operator::kPrefix:
      return false;
  }
  return false;
}

bool TextPasses(const Condition& condition, std::string_view text) {
  if (condition.comparator == Operator::kPrefix) return text.starts_with(condition.value);
  return Holds(condition.comparator, text.compare(condition.value) <=> 0);
}

template <typename Tags>
bool TagPasses(const Condition& condition, const Tags& tags) {
  return std::any_of(tags.begin(), tags.end(), [&](const auto& tag) {
    return tag.name == condition.name && TextPasses(condition, tag.value);
  });
}

bool CompositePasses(const Condition& condition, const codec::TimeseriesMeta& meta) {
  const auto passes = [&](const Condition& operand) { return Passes(operand, meta); };
  const auto& operands = condition.operands;
  switch (condition.logic) {
    case Condition::Logic::kAnd:
      return std::all_of(operands.begin(), operands.end(), passes);
    case Condition::Logic::kOr:
      return std::any_of(operands.begin(), operands.end(), passes);
    case Condition::Logic::kNot:
      return !passes(operands.front());
  }
  return false;
}

}  // namespace

bool Passes(const Condition& condition, const codec::TimeseriesMeta& meta) {
  switch (condition.kind) {
    case Condition::Kind::kComposite:
      return CompositePasses(condition, meta);
    case Condition::Kind::kMeasurement:
      return TextPasses(condition, meta.key.measurement);
    case Condition::Kind::kSource:
      return TextPasses(condition, meta.key.source);
    case Condition::Kind::kTag:
      return TagPasses(condition, meta.key.tag_list);
    case Condition::Kind::kUpdateTime:
      return Holds(condition.comparator, *meta.update_time_us <=> condition.time_us);
    case Condition::Kind::kAttribute: {
      std::vector<codec::TagView> attributes;
      (void)codec::ParseTags(*meta.attributes, &attributes);
      return TagPasses(condition, attributes);
    }
  }
  return false;
}

}  // namespace hopline::emulator::tablestore
