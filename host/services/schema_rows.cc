#include <algorithm>

#include "host/services/schema.h"

namespace hopline::services {
namespace {

/// " from 1", " 1 to 9", ", 3 to 63 characters": what a row says after the type.
std::string Bounds(const SchemaNode& node) {
  const auto range = [](const std::string& low, const std::string& high) {
    return high.empty()  ? "from " + low
           : low.empty() ? "up to " + high
                         : low + " to " + high;
  };
  const auto count = [](const std::optional<uint64_t>& n) {
    return n ? std::to_string(*n) : std::string();
  };
  if (node.minimum || node.maximum) {
    return " " + range(node.minimum.value_or(""), node.maximum.value_or(""));
  }
  if ((node.min_length || node.max_length) && node.Allows("string")) {
    return ", " + range(count(node.min_length), count(node.max_length)) + " characters";
  }
  if ((node.min_items || node.max_items) && node.Allows("array")) {
    return ", " + range(count(node.min_items), count(node.max_items)) + " elements";
  }
  return "";
}

std::string TypeText(const SchemaNode& node) {
  std::string text;
  if (!node.enumeration.empty()) {
    for (const Json& word : node.enumeration) {
      text += (text.empty() ? "one of: " : ", ") +
              (word.is_string() ? word.text : WriteJson(word));
    }
    return text;
  }
  for (const std::string& type : node.types) {
    if (!text.empty()) text += " or ";
    text += type != "array"             ? type
            : node.items == nullptr     ? "list"
            : node.items->types.empty() ? "list"
                                        : "list of " + TypeText(*node.items);
  }
  return text.empty() ? "any" : text;
}

void List(const SchemaNode& node, const std::string& prefix,
          std::vector<PropertyRow>* rows) {
  std::vector<const SchemaNode::Property*> sorted;
  for (const auto& property : node.properties) sorted.push_back(&property);
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) {
    return a->node.order < b->node.order;
  });
  for (const auto* property : sorted) {
    const SchemaNode& one = property->node;
    PropertyRow row;
    row.name = prefix + property->name;
    row.type = TypeText(one) + Bounds(one);
    row.required = property->required;
    if (one.default_value) row.default_text = WriteJson(*one.default_value);
    row.description = one.description;
    row.secret = one.secret;
    row.ignored = one.ignored.value_or("");
    row.since = one.since;
    row.deprecated = one.deprecated;
    row.group = one.group;
    row.aliases = one.aliases;
    row.unit = one.unit == SchemaUnit::kBytes      ? "bytes"
               : one.unit == SchemaUnit::kDuration ? "duration"
                                                   : "";
    rows->push_back(row);
    List(one, row.name + ".", rows);
    if (one.items != nullptr) List(*one.items, row.name + "[].", rows);
  }
}

}  // namespace

std::vector<PropertyRow> ListProperties(const SchemaNode& schema) {
  std::vector<PropertyRow> rows;
  List(schema, "", &rows);
  return rows;
}

}  // namespace hopline::services
