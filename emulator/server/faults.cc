#include "emulator/server/faults.h"

#include <array>
#include <utility>

namespace hopline::emulator {
namespace {

constexpr std::array<std::pair<std::string_view, FaultAction>, 7> kActions = {{
    {"error", FaultAction::kError},
    {"delay", FaultAction::kDelay},
    {"cut_before", FaultAction::kCutBefore},
    {"cut_after", FaultAction::kCutAfter},
    {"truncate", FaultAction::kTruncate},
    {"corrupt", FaultAction::kCorrupt},
    {"fail_rows", FaultAction::kFailRows},
}};

bool Matches(const FaultRule& rule, std::string_view service,
             std::string_view operation) {
  return (rule.service.empty() || rule.service == service) &&
         (rule.operation.empty() || rule.operation == operation);
}

/// Between 0 and 1, from the top 53 bits: the same numbers with every standard library.
double UnitValue(std::mt19937_64* random) {
  return static_cast<double>((*random)() >> 11) * 0x1p-53;
}

}  // namespace

std::optional<FaultAction> ParseFaultAction(std::string_view name) {
  for (const auto& [text, action] : kActions) {
    if (text == name) return action;
  }
  return std::nullopt;
}

std::string_view FaultActionName(FaultAction action) {
  for (const auto& [text, value] : kActions) {
    if (value == action) return text;
  }
  return "unknown";
}

void FaultTable::Add(std::vector<FaultRule> rules) {
  const std::lock_guard lock(mutex_);
  for (FaultRule& rule : rules) {
    std::mt19937_64 random(rule.seed);
    entries_.push_back({{std::move(rule)}, random});
  }
  any_.store(!entries_.empty());
}

void FaultTable::Clear() {
  const std::lock_guard lock(mutex_);
  entries_.clear();
  any_.store(false);
}

std::vector<FaultTable::Counted> FaultTable::List() const {
  const std::lock_guard lock(mutex_);
  std::vector<Counted> out;
  for (const Entry& entry : entries_) out.push_back(entry.counted);
  return out;
}

std::optional<Fault> FaultTable::Next(std::string_view service,
                                      std::string_view operation) {
  if (!any_.load()) return std::nullopt;
  const std::lock_guard lock(mutex_);
  std::optional<Fault> fault;
  for (Entry& entry : entries_) {
    const FaultRule& rule = entry.counted.rule;
    if (!Matches(rule, service, operation)) continue;
    ++entry.counted.matched;
    if (entry.counted.matched < rule.nth) continue;
    const bool chosen =
        rule.probability >= 1.0 || UnitValue(&entry.random) < rule.probability;
    const bool spent = rule.times > 0 && entry.counted.struck >= rule.times;
    if (!chosen || spent || fault) continue;
    ++entry.counted.struck;
    fault = Fault{rule.action, rule.error, rule.row_fault, rule.delay_ms};
  }
  return fault;
}

}  // namespace hopline::emulator
