#include "host/services/schema.h"

#include <algorithm>
#include <charconv>
#include <hopline/error.hpp>
#include <regex>

#include "host/services/schema_check.h"
#include "host/services/schema_value.h"

namespace hopline::services {
namespace {

constexpr size_t kMaxSchemaBytes = size_t{256} << 10U;
constexpr std::string_view kTypes[] = {"string",  "integer", "number",
                                       "boolean", "array",   "object"};

[[noreturn]] void Refuse(const std::string& pointer, const std::string& reason) {
  throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
              "schema" + (pointer.empty() ? "" : " " + pointer) + ": " + reason);
}

bool TakeBool(const Json& value, const std::string& at) {
  if (!value.is_bool()) Refuse(at, "must be true or false");
  return value.boolean;
}

std::string TakeText(const Json& value, const std::string& at) {
  if (!value.is_string()) Refuse(at, "must be a string");
  return value.text;
}

uint64_t TakeLength(const Json& value, const std::string& at) {
  uint64_t length = 0;
  const char* end = value.text.data() + value.text.size();
  const auto [stop, status] = std::from_chars(value.text.data(), end, length);
  if (!value.is_number() || status != std::errc{} || stop != end) {
    Refuse(at, "must be a whole number from 0 on");
  }
  return length;
}

std::string TakeNumber(const Json& value, const std::string& at) {
  if (!value.is_number()) Refuse(at, "must be a number");
  return value.text;
}

/// A string, or a list of strings.
std::vector<std::string> TakeTexts(const Json& value, const std::string& at) {
  if (value.is_string()) return {value.text};
  if (!value.is_array()) Refuse(at, "must be a string or a list of strings");
  std::vector<std::string> texts;
  for (size_t i = 0; i < value.items.size(); ++i) {
    texts.push_back(TakeText(value.items[i], PointerTo(at, i)));
  }
  return texts;
}

SchemaNode ParseNode(const Json& json, const std::string& at, bool root);

void ParseType(const Json& value, const std::string& at, SchemaNode* node) {
  node->types = TakeTexts(value, at);
  for (const std::string& type : node->types) {
    if (std::find(std::begin(kTypes), std::end(kTypes), type) == std::end(kTypes)) {
      Refuse(at, "\"" + type +
                     "\" is none of string, integer, number, boolean, array, object");
    }
  }
}

void ParseProperties(const Json& value, const std::string& at, SchemaNode* node) {
  if (!value.is_object()) Refuse(at, "must be an object");
  node->has_properties = true;
  for (const JsonMember& member : value.members) {
    node->properties.push_back(
        {member.name, false, ParseNode(member.value, PointerTo(at, member.name), false)});
  }
}

void ParseRequired(const Json& value, const std::string& at, SchemaNode* node) {
  for (const std::string& name : TakeTexts(value, at)) {
    const auto property =
        std::find_if(node->properties.begin(), node->properties.end(),
                     [&](const SchemaNode::Property& p) { return p.name == name; });
    if (property == node->properties.end()) {
      Refuse(at, "\"" + name + "\" is not among the properties");
    }
    property->required = true;
  }
}

void ParsePattern(const Json& value, const std::string& at, SchemaNode* node) {
  node->pattern = TakeText(value, at);
  try {
    const std::regex compiled(*node->pattern, std::regex::ECMAScript);
  } catch (const std::regex_error& e) {
    Refuse(at, std::string("is not a regular expression: ") + e.what());
  }
}

void ParseUnit(const Json& value, const std::string& at, SchemaNode* node) {
  const std::string unit = TakeText(value, at);
  if (unit != "bytes" && unit != "duration") Refuse(at, "must be bytes or duration");
  node->unit = unit == "bytes" ? SchemaUnit::kBytes : SchemaUnit::kDuration;
}

void ParseEnum(const Json& value, const std::string& at, SchemaNode* node) {
  if (!value.is_array() || value.items.empty()) Refuse(at, "must be a list of values");
  for (const Json& item : value.items) {
    if (!item.is_scalar() || item.is_null()) {
      Refuse(at, "may hold strings, numbers and booleans only");
    }
  }
  node->enumeration = value.items;
}

/// The keywords whose value goes straight into a field.
bool ParsePlainKeyword(const std::string& key, const Json& value, const std::string& at,
                       SchemaNode* node) {
  if (key == "description") {
    node->description = TakeText(value, at);
  } else if (key == "default") {
    node->default_value = value;
  } else if (key == "minimum") {
    node->minimum = TakeNumber(value, at);
  } else if (key == "maximum") {
    node->maximum = TakeNumber(value, at);
  } else if (key == "minLength") {
    node->min_length = TakeLength(value, at);
  } else if (key == "maxLength") {
    node->max_length = TakeLength(value, at);
  } else if (key == "minItems") {
    node->min_items = TakeLength(value, at);
  } else if (key == "maxItems") {
    node->max_items = TakeLength(value, at);
  } else if (key == "pattern") {
    ParsePattern(value, at, node);
  } else if (key == "enum") {
    ParseEnum(value, at, node);
  } else if (key == "items") {
    node->items = std::make_shared<const SchemaNode>(ParseNode(value, at, false));
  } else {
    return false;
  }
  return true;
}

bool ParseAnnotation(const std::string& key, const Json& value, const std::string& at,
                     SchemaNode* node) {
  if (key == "x-hopline-secret") {
    node->secret = TakeBool(value, at);
  } else if (key == "x-hopline-empty") {
    node->empty_is_value = TakeBool(value, at);
  } else if (key == "x-hopline-exact") {
    node->exact = TakeBool(value, at);
  } else if (key == "x-hopline-one") {
    node->one = TakeBool(value, at);
  } else if (key == "x-hopline-text") {
    node->text = TakeBool(value, at);
  } else if (key == "x-hopline-escapes") {
    node->escapes = TakeBool(value, at);
  } else if (key == "x-hopline-ignored") {
    node->ignored = TakeText(value, at);
  } else if (key == "x-hopline-warn") {
    node->warn = TakeBool(value, at);
  } else if (key == "x-hopline-since") {
    node->since = TakeText(value, at);
  } else if (key == "x-hopline-deprecated") {
    node->deprecated = TakeText(value, at);
  } else if (key == "x-hopline-group") {
    node->group = TakeText(value, at);
  } else if (key == "x-hopline-order") {
    node->order = static_cast<int64_t>(TakeLength(value, at));
  } else if (key == "x-hopline-alias") {
    node->aliases = TakeTexts(value, at);
  } else if (key == "x-hopline-unit") {
    ParseUnit(value, at, node);
  } else {
    return false;
  }
  return true;
}

/// Conditions between the keywords of one node.
void CheckNode(const SchemaNode& node, const std::string& at) {
  if (node.has_properties && !node.Allows("object")) {
    Refuse(at, "has properties, so its type must be object");
  }
  if (node.items != nullptr && !node.Allows("array")) {
    Refuse(at, "has items, so its type must be array");
  }
  if ((node.min_items || node.max_items) && !node.Allows("array")) {
    Refuse(at, "bounds its number of elements, so its type must be array");
  }
  if (node.warn && !node.ignored) {
    Refuse(at, "has x-hopline-warn, which belongs to x-hopline-ignored");
  }
  if (node.secret && node.types != std::vector<std::string>{"string"}) {
    Refuse(at, "is a secret, so its type must be string");
  }
  if (node.secret && node.default_value)
    Refuse(at, "is a secret and can have no default");
  std::vector<std::string> names;
  for (const auto& property : node.properties) {
    names.push_back(property.name);
    names.insert(names.end(), property.node.aliases.begin(), property.node.aliases.end());
  }
  std::sort(names.begin(), names.end());
  if (const auto twice = std::adjacent_find(names.begin(), names.end());
      twice != names.end()) {
    Refuse(at, "the name \"" + *twice + "\" stands for two properties");
  }
  for (const Json& word : node.enumeration) {
    SchemaNode without = node;
    without.enumeration.clear();
    if (const auto result = ConvertValue(without, word); !result.problem.empty()) {
      Refuse(PointerTo(at, "enum"), WriteJson(word) + " " + result.problem);
    }
  }
}

void CheckDefault(const SchemaNode& node, const std::string& at) {
  if (!node.default_value) return;
  const std::string problem = CheckDefaultValue(node);
  if (!problem.empty()) Refuse(PointerTo(at, "default"), problem);
}

SchemaNode ParseNode(const Json& json, const std::string& at, bool root) {
  if (!json.is_object()) Refuse(at, "must be an object");
  SchemaNode node;
  if (const Json* type = json.Find("type"))
    ParseType(*type, PointerTo(at, "type"), &node);
  if (const Json* properties = json.Find("properties")) {
    ParseProperties(*properties, PointerTo(at, "properties"), &node);
  }
  for (const JsonMember& member : json.members) {
    const std::string here = PointerTo(at, member.name);
    if (member.name == "type" || member.name == "properties") continue;
    if (member.name == "required") {
      ParseRequired(member.value, here, &node);
    } else if (member.name == "x-hopline-datasource" && root) {
      node.datasources = TakeTexts(member.value, here);
    } else if (!ParsePlainKeyword(member.name, member.value, here, &node) &&
               !ParseAnnotation(member.name, member.value, here, &node)) {
      Refuse(here,
             "is not implemented; see the list of keywords in parameters-schema.md");
    }
  }
  CheckNode(node, at);
  CheckDefault(node, at);
  return node;
}

}  // namespace

bool SchemaNode::Allows(std::string_view type) const {
  return types.empty() || std::find(types.begin(), types.end(), type) != types.end();
}

const SchemaNode::Property* SchemaNode::FindProperty(
    std::string_view name_or_alias) const {
  for (const Property& property : properties) {
    if (property.name == name_or_alias) return &property;
  }
  for (const Property& property : properties) {
    const auto& aliases_of = property.node.aliases;
    if (std::find(aliases_of.begin(), aliases_of.end(), name_or_alias) !=
        aliases_of.end()) {
      return &property;
    }
  }
  return nullptr;
}

SchemaNode ParseSchema(std::string_view text) {
  if (text.size() > kMaxSchemaBytes) Refuse("", "is larger than 256 KiB");
  SchemaNode root = ParseNode(ParseJson(text), "", true);
  if (root.types != std::vector<std::string>{"object"}) {
    Refuse("/type", "must be object at the top");
  }
  return root;
}

std::vector<std::string> ValidateSchema(std::string_view text) {
  try {
    ParseSchema(text);
    return {};
  } catch (const std::exception& e) {
    return {e.what()};
  }
}

}  // namespace hopline::services
