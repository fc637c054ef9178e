#include "host/services/json_pretty.h"

#include <algorithm>
#include <vector>

namespace hopline::services {
namespace {

constexpr size_t kShort = 72;  ///< characters of a line, without its indentation

/// How many levels of objects and lists a value has.
size_t Levels(const Json& value) {
  size_t below = 0;
  for (const Json& item : value.items) below = std::max(below, Levels(item));
  for (const JsonMember& member : value.members) {
    below = std::max(below, Levels(member.value));
  }
  return value.is_scalar() ? 0 : below + 1;
}

/// One line, with a blank after each comma and colon.
std::string OneLine(const Json& value) {
  if (value.is_scalar()) return WriteJson(value);
  std::string out = value.is_array() ? "[" : "{";
  for (const Json& item : value.items) {
    out += (out.size() > 1 ? ", " : "") + OneLine(item);
  }
  for (const JsonMember& member : value.members) {
    out += (out.size() > 1 ? ", " : "") + QuoteJson(member.name) + ": " +
           OneLine(member.value);
  }
  return out + (value.is_array() ? "]" : "}");
}

void AppendPretty(const Json& value, size_t indent, std::string* out) {
  if (Levels(value) < 2) {
    const std::string line = OneLine(value);
    if (value.is_scalar() || line.size() <= kShort) {
      *out += line;
      return;
    }
  }
  const std::string inner(indent + 2, ' ');
  *out += value.is_array() ? "[" : "{";
  const char* separator = "\n";
  for (const Json& item : value.items) {
    *out += separator + inner;
    AppendPretty(item, indent + 2, out);
    separator = ",\n";
  }
  for (const JsonMember& member : value.members) {
    *out += separator + inner + QuoteJson(member.name) + ": ";
    AppendPretty(member.value, indent + 2, out);
    separator = ",\n";
  }
  *out += "\n" + std::string(indent, ' ') + (value.is_array() ? "]" : "}");
}

}  // namespace

std::string WritePrettyJson(const Json& value) {
  std::string out;
  AppendPretty(value, 0, &out);
  return out + "\n";
}

}  // namespace hopline::services
