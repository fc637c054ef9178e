#include "host/job/variables.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/job/references.h"
#include "host/job/schedule_params.h"
#include "host/services/text.h"

namespace hopline::job {

using services::IsWordByte;
namespace {

using services::ExitCode;
using services::Failure;

bool IsName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return IsWordByte(c) || c == '.' || c == '-';
  });
}

/// Splits at blanks; single and double quotes group and vanish, as a shell would do.
std::vector<std::string> SplitWords(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  bool open = false;
  char quote = 0;
  for (const char c : text) {
    if (quote != 0 ? c == quote : c == '"' || c == '\'') {
      quote = quote == 0 ? c : '\0';
      open = true;
    } else if (quote == 0 && (c == ' ' || c == '\t' || c == '\n')) {
      if (open) words.push_back(std::move(word));
      word.clear();
      open = false;
    } else {
      word.push_back(c);
      open = true;
    }
  }
  if (quote != 0) {
    throw Failure(ExitCode::kUsage,
                  fmt::format("-p {}: the quote {} is never closed", text, quote));
  }
  if (open) words.push_back(std::move(word));
  return words;
}

}  // namespace

NamedValues ParseDefines(std::string_view text) {
  NamedValues defines;
  for (const std::string& word : SplitWords(text)) {
    const size_t equals = word.find('=');
    if (!word.starts_with("-D") || equals == std::string::npos ||
        !IsName(std::string_view(word).substr(2, equals - 2))) {
      throw Failure(
          ExitCode::kUsage,
          fmt::format("-p \"{}\": \"{}\" is not of the form -Dname=value", text, word));
    }
    defines.emplace_back(word.substr(2, equals - 2), word.substr(equals + 1));
  }
  return defines;
}

std::pair<std::string, std::string> ParseSet(std::string_view text) {
  const size_t equals = text.find('=');
  if (equals == text.npos || !IsName(text.substr(0, equals))) {
    throw Failure(ExitCode::kUsage,
                  fmt::format("--set \"{}\": write it as --set name=value", text));
  }
  return {std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
}

Variables::Variables(const NamedValues& set, const std::vector<std::string>& defines,
                     WallTime cyctime, WallTime today, EnvironmentLookup getenv)
    : getenv_(std::move(getenv)) {
  values_["bdp.system.bizdate"] = BusinessDate(cyctime);
  values_["bdp.system.cyctime"] = CycleTime(cyctime);
  for (const std::string& text : defines) {
    for (const auto& [name, value] : ParseDefines(text)) {
      values_[name] = value;
      given_.insert(name);
    }
  }
  for (const auto& [name, value] : set) {
    try {
      values_[name] = EvaluateSchedule(value, cyctime, today);
    } catch (const Failure& failure) {
      throw Failure(failure.code(), fmt::format("--set {}: {}", name, failure.what()));
    }
    given_.insert(name);
  }
}

VariableValue Variables::Look(const std::string& name) {
  if (IsExternalReference(name)) return ReadExternalReference(name, getenv_, "");
  const auto found = values_.find(name);
  if (found == values_.end()) return {};
  used_[name] = found->second;
  return {found->second, ""};
}

std::vector<std::string> Variables::Unused() const {
  std::vector<std::string> unused;
  std::copy_if(given_.begin(), given_.end(), std::back_inserter(unused),
               [&](const std::string& name) { return !used_.contains(name); });
  return unused;
}

}  // namespace hopline::job
