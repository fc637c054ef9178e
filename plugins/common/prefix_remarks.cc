#include "plugins/common/prefix_remarks.h"

#include <algorithm>
#include <cctype>

namespace hopline::plugins {
namespace {

constexpr size_t kUniqueDigits = 32;

bool ReplacesBelowPrefix(const ObjectOptions& options) {
  return options.write_mode == WriteMode::kTruncate && !options.single_object &&
         !options.object.empty();
}

bool IsHex(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  });
}

/// object__ and 32 hexadecimal digits, as object_names.h makes them.
bool IsMadeByWriter(const ObjectOptions& options, std::string_view name) {
  std::string_view rest = name.substr(options.object.size());
  if (!rest.starts_with("__") || rest.size() < 2 + kUniqueDigits) return false;
  return IsHex(rest.substr(2, kUniqueDigits));
}

}  // namespace

std::string PrefixRemark(const ObjectOptions& options) {
  if (!ReplacesBelowPrefix(options)) return "";
  const auto last = static_cast<unsigned char>(options.object.back());
  // Bytes of letters beyond ASCII are 0x80 and more.
  if (std::isalnum(last) == 0 && last < 0x80) return "";
  return "truncate removes every name that begins with '" + options.object + "', '" +
         options.object + "b.csv' too; end object with /, - or _ to spare neighbours";
}

std::string NeighbourRemark(const ObjectOptions& options, std::string_view name) {
  if (!ReplacesBelowPrefix(options) || options.object.ends_with('/')) return "";
  if (IsMadeByWriter(options, name)) return "";
  return "truncate removes every name that begins with '" + options.object + "', '" +
         std::string(name) + "' too, which this job has not made";
}

}  // namespace hopline::plugins
