#include "plugins/common/object_pattern.h"

#include "plugins/common/delimiter.h"

namespace hopline::plugins {
namespace {

/// "[a-c]" at the front of a pattern against one character; returns the class's length, 0
/// when it is not closed.
size_t MatchClass(std::string_view pattern, char c, bool& matches) {
  const size_t end = pattern.find(']', 2);
  if (end == std::string_view::npos) return 0;
  std::string_view members = pattern.substr(1, end - 1);
  const bool inverted = members.front() == '!' || members.front() == '^';
  if (inverted) members.remove_prefix(1);
  bool found = false;
  for (size_t i = 0; i < members.size(); ++i) {
    if (i + 2 < members.size() && members[i + 1] == '-') {
      found = found || (members[i] <= c && c <= members[i + 2]);
      i += 2;
    } else {
      found = found || members[i] == c;
    }
  }
  matches = found != inverted;
  return end + 1;
}

/// Bytes of the UTF-8 character at the front.
size_t FirstLength(std::string_view text) { return FirstCharacter(text).size(); }

}  // namespace

bool HasWildcard(std::string_view pattern) {
  return pattern.find_first_of("*?[") != std::string_view::npos;
}

std::string FixedPart(std::string_view pattern) {
  return std::string(pattern.substr(0, pattern.find_first_of("*?[")));
}

bool MatchesPattern(std::string_view pattern, std::string_view name) {
  while (!pattern.empty()) {
    if (pattern.front() == '*') {
      pattern.remove_prefix(1);
      if (pattern.empty()) return true;
      for (size_t skip = 0; skip <= name.size(); ++skip) {
        if (MatchesPattern(pattern, name.substr(skip))) return true;
      }
      return false;
    }
    if (name.empty()) return false;
    bool matches = false;
    size_t used = pattern.front() == '[' ? MatchClass(pattern, name.front(), matches) : 0;
    size_t taken = 1;
    if (used == 0) {
      used = 1;
      matches = pattern.front() == '?' || pattern.front() == name.front();
      if (pattern.front() == '?') taken = FirstLength(name);
    }
    if (!matches) return false;
    pattern.remove_prefix(used);
    name.remove_prefix(taken);
  }
  return name.empty();
}

}  // namespace hopline::plugins
