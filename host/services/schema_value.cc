#include "host/services/schema_value.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <hopline/error.hpp>
#include <regex>
#include <vector>

#include "host/services/diagnostic.h"
#include "host/services/text.h"

namespace hopline::services {
namespace {

std::optional<int64_t> ReadInt64(std::string_view text) {
  text = Trim(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  int64_t value = 0;
  const auto [end, status] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  if (status != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<double> ReadDouble(std::string_view text) {
  text = Trim(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, status] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  if (status != std::errc{} || end != text.data() + text.size() ||
      !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

/// How many base units (bytes, seconds) a suffix stands for; 0 = unknown.
double UnitFactor(SchemaUnit unit, const std::string& suffix) {
  static constexpr std::pair<std::string_view, double> kBytes[] = {
      {"b", 1},           {"kb", 1e3},           {"mb", 1e6},
      {"gb", 1e9},        {"tb", 1e12},          {"kib", 1024.0},
      {"mib", 1048576.0}, {"gib", 1073741824.0}, {"tib", 1099511627776.0}};
  static constexpr std::pair<std::string_view, double> kSeconds[] = {
      {"ms", 0.001}, {"s", 1}, {"m", 60}, {"min", 60}, {"h", 3600}, {"d", 86400}};
  if (unit == SchemaUnit::kBytes) {
    for (const auto& [name, factor] : kBytes) {
      if (name == suffix) return factor;
    }
  }
  if (unit == SchemaUnit::kDuration) {
    for (const auto& [name, factor] : kSeconds) {
      if (name == suffix) return factor;
    }
  }
  return 0;
}

/// "64MiB" → 67108864, "1.5s" → 1.5; nullopt when there is no known unit behind a number.
std::optional<double> ReadWithUnit(SchemaUnit unit, std::string_view text) {
  text = Trim(text);
  const size_t end = text.find_first_not_of("0123456789.");
  if (unit == SchemaUnit::kNone || end == text.npos || end == 0) return std::nullopt;
  const auto number = ReadDouble(text.substr(0, end));
  const double factor = UnitFactor(unit, LowerAscii(Trim(text.substr(end))));
  if (!number || factor == 0) return std::nullopt;
  return *number * factor;
}

/// Decodes the visible escapes \t \n \r \\ \uXXXX of a delimiter.
std::string DecodeEscapes(const std::string& text) {
  if (text.find('\\') == std::string::npos) return text;
  try {
    std::string literal;
    for (const char c : text) {
      literal += c == '"' ? std::string("\\\"") : std::string(1, c);
    }
    return ParseJson("\"" + literal + "\"").text;
  } catch (const hopline::Error&) {
    return text;  // not an escape: a delimiter may be a backslash
  }
}

std::optional<Json> ToString(const SchemaNode& node, const Json& value) {
  if (!value.is_scalar() || value.is_null()) return std::nullopt;
  std::string text = value.is_bool() ? (value.boolean ? "true" : "false") : value.text;
  return Json::String(node.escapes ? DecodeEscapes(text) : std::move(text));
}

std::optional<Json> ToInteger(const SchemaNode& node, const Json& value) {
  if (!value.is_number() && !value.is_string()) return std::nullopt;
  if (const auto integer = ReadInt64(value.text)) return Json::Integer(*integer);
  const auto amount = ReadWithUnit(node.unit, value.text);
  if (!amount || *amount != std::floor(*amount) || *amount > 9e18) return std::nullopt;
  return Json::Integer(static_cast<int64_t>(*amount));
}

std::optional<Json> ToNumber(const SchemaNode& node, const Json& value) {
  auto amount = ReadDouble(value.text);
  if (value.is_number() && amount) return value;  // keeps its digits
  if (!value.is_string()) return std::nullopt;
  if (!amount) amount = ReadWithUnit(node.unit, value.text);
  if (!amount) return std::nullopt;
  char text[64];
  const auto end = std::to_chars(text, text + sizeof text, *amount).ptr;
  return Json::Number(std::string(text, end));
}

std::optional<Json> ToBoolean(const Json& value) {
  if (value.is_bool()) return value;
  if (!value.is_string()) return std::nullopt;
  const std::string word = LowerAscii(Trim(value.text));
  if (word != "true" && word != "false") return std::nullopt;
  return Json::Bool(word == "true");
}

std::optional<Json> ToArray(const SchemaNode& node, const Json& value) {
  if (value.is_array()) return value;
  if (!node.one) return std::nullopt;
  Json list = Json::Array();
  list.items.push_back(value);
  return list;
}

std::optional<Json> ToObject(const SchemaNode& node, const Json& value) {
  if (value.is_object()) return value;
  if (!node.text || !value.is_string()) return std::nullopt;
  try {
    Json parsed = ParseJson(value.text);
    if (parsed.is_object()) return parsed;
  } catch (const hopline::Error&) {
    // Answered like any other wrong type.
  }
  return std::nullopt;
}

bool IsOf(const std::string& type, const Json& value) {
  return (type == "string" && value.is_string()) ||
         (type == "integer" && value.is_integer()) ||
         (type == "number" && value.is_number()) ||
         (type == "boolean" && value.is_bool()) ||
         (type == "array" && value.is_array()) || (type == "object" && value.is_object());
}

std::optional<Json> ConvertTo(const std::string& type, const SchemaNode& node,
                              const Json& value) {
  if (type == "string") return ToString(node, value);
  if (type == "integer") return ToInteger(node, value);
  if (type == "number") return ToNumber(node, value);
  if (type == "boolean") return ToBoolean(value);
  if (type == "array") return ToArray(node, value);
  return ToObject(node, value);
}

std::string WantedText(const SchemaNode& node) {
  std::string wanted;
  for (const std::string& type : node.types) {
    if (!wanted.empty()) wanted += " or ";
    if (type == "string") wanted += "a string";
    if (type == "integer") wanted += "a whole number";
    if (type == "number") wanted += "a number";
    if (type == "boolean") wanted += "true or false";
    if (type == "array") wanted += "a list [ ]";
    if (type == "object") wanted += "an object { }";
  }
  if (node.unit == SchemaUnit::kBytes)
    wanted += " of bytes, or one with a unit like 64MiB";
  if (node.unit == SchemaUnit::kDuration) {
    wanted += " of seconds, or one with a unit like 30s";
  }
  return "must be " + wanted;
}

/// The canonical word of an enum, or a problem.
std::string MatchEnum(const SchemaNode& node, Json* value) {
  if (node.enumeration.empty() || !value->is_scalar()) return "";
  const auto text = [](const Json& json) {
    return json.is_bool() ? std::string(json.boolean ? "true" : "false") : json.text;
  };
  const std::string given = text(*value);
  std::vector<std::string> words;
  for (const Json& word : node.enumeration) {
    if (given == text(word) ||
        (!node.exact && LowerAscii(Trim(given)) == LowerAscii(text(word)))) {
      const Place place = value->place;
      *value = word;
      value->place = place;
      return "";
    }
    words.push_back(text(word));
  }
  std::string problem = "must be one of ";
  for (const std::string& word : words) {
    problem += (word == words.front() ? "" : ", ") + word;
  }
  return problem + DidYouMean(given, words);
}

std::string CheckRange(const SchemaNode& node, const Json& value) {
  if (!value.is_number()) return "";
  const auto below = [](const std::string& a, const std::string& b) {
    const auto x = ReadInt64(a);
    const auto y = ReadInt64(b);
    if (x && y) return *x < *y;
    return ReadDouble(a).value_or(0) < ReadDouble(b).value_or(0);
  };
  const bool low = node.minimum && below(value.text, *node.minimum);
  const bool high = node.maximum && below(*node.maximum, value.text);
  if (!low && !high) return "";
  if (node.minimum && node.maximum) {
    return "must be from " + *node.minimum + " to " + *node.maximum;
  }
  return low ? "must be at least " + *node.minimum : "must be at most " + *node.maximum;
}

std::string CheckText(const SchemaNode& node, const Json& value) {
  constexpr size_t kLongestForPattern = 4096;  // std::regex recurses per character
  const std::string& text = value.text;
  if (node.min_length || node.max_length) {
    const auto length =
        static_cast<uint64_t>(std::count_if(text.begin(), text.end(), [](char c) {
          return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
        }));
    if (node.min_length && length < *node.min_length) {
      return "must have at least " + std::to_string(*node.min_length) + " characters";
    }
    if (node.max_length && length > *node.max_length) {
      return "must have at most " + std::to_string(*node.max_length) + " characters";
    }
  }
  if (!node.pattern) return "";
  if (text.size() <= kLongestForPattern &&
      std::regex_search(text, std::regex(*node.pattern, std::regex::ECMAScript))) {
    return "";
  }
  return "must match /" + *node.pattern + "/";
}

std::string CheckCount(const SchemaNode& node, const Json& value) {
  const size_t count = value.items.size();
  const auto has = [&] {
    return "has " + std::to_string(count) + (count == 1 ? " element" : " elements");
  };
  if (node.min_items && count < *node.min_items) {
    return has() + "; at least " + std::to_string(*node.min_items) + " must be there";
  }
  if (node.max_items && count > *node.max_items) {
    return has() + "; at most " + std::to_string(*node.max_items) + " may be there";
  }
  return "";
}

/// A reference that nothing replaced, for example inside a variable's value.
std::string CheckReference(const std::string& text) {
  const size_t begin = text.find("${");
  if (begin == text.npos) return "";
  const size_t end = text.find('}', begin);
  if (end == text.npos) return "";
  return "still holds " + text.substr(begin, end + 1 - begin) +
         ", which has no value; give it one with --set";
}

}  // namespace

bool CountsAsAbsent(const SchemaNode& node, const Json& value) {
  if (value.is_null()) return true;
  if (!value.is_string() || node.empty_is_value || !Trim(value.text).empty())
    return false;
  return node.types.empty() || node.Allows("string") || node.Allows("integer") ||
         node.Allows("number") || node.Allows("boolean") || node.one || node.text;
}

ConvertedValue ConvertValue(const SchemaNode& node, const Json& value) {
  std::optional<Json> result;
  if (node.types.empty()) result = value;
  for (const std::string& type : node.types) {
    if (!result && IsOf(type, value)) result = ConvertTo(type, node, value);
  }
  for (const std::string& type : node.types) {
    if (!result) result = ConvertTo(type, node, value);
  }
  if (!result) return {Json{}, WantedText(node)};
  result->place = value.place;
  ConvertedValue converted{*std::move(result), ""};
  if (converted.value.is_string()) {
    converted.problem = CheckReference(converted.value.text);
  }
  if (converted.problem.empty()) converted.problem = MatchEnum(node, &converted.value);
  if (converted.problem.empty()) converted.problem = CheckRange(node, converted.value);
  if (converted.problem.empty() && converted.value.is_string()) {
    converted.problem = CheckText(node, converted.value);
  }
  if (converted.problem.empty() && converted.value.is_array()) {
    converted.problem = CheckCount(node, converted.value);
  }
  return converted;
}

std::string PathText(std::string_view pointer) {
  std::string out;
  while (!pointer.empty()) {
    const size_t end = std::min(pointer.find('/', 1), pointer.size());
    const std::string_view token = pointer.substr(1, end - 1);
    pointer.remove_prefix(end);
    if (!token.empty() && token.find_first_not_of("0123456789") == token.npos) {
      out += "[" + std::string(token) + "]";
    } else {
      out += (out.empty() ? "" : ".") + std::string(token);
    }
  }
  return out;
}

}  // namespace hopline::services
