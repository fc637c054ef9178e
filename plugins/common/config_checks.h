/// \file config_checks.h
/// Checks of parameters that a schema cannot say.
#pragma once

#include <hopline/config.hpp>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>

namespace hopline::plugins {

/// Refuses a parameter; the message begins with its pointer.
[[noreturn]] inline void Refuse(const std::string& message) {
  throw Error(HOPLINE_STATUS_INVALID_ARGUMENT, message);
}

/// Refuses members of an object that are none of `known`; `what` names their family.
///
/// Errors: INVALID_ARGUMENT, the pointer first.
inline void RefuseUnknownMembers(const Config& config, const std::string& pointer,
                                 std::string_view what,
                                 std::initializer_list<std::string_view> known) {
  const uint64_t count = config.Count(pointer);
  for (uint64_t i = 0; i < count; ++i) {
    const std::string key = config.KeyAt(pointer, i);
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    std::string message = pointer + ": '";
    message.append(key).append("' is no switch of ").append(what).append("; known are");
    for (const std::string_view name : known) {
      message.append(name == *known.begin() ? " " : ", ").append(name);
    }
    Refuse(message);
  }
}

}  // namespace hopline::plugins
