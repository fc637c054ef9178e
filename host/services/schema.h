/// \file schema.h
/// The subset of JSON Schema in which connectors describe their parameters, with
/// Hopline's annotations. docs/parameters-schema.md describes it for authors.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/services/json.h"

namespace hopline::services {

enum class SchemaUnit : uint8_t { kNone, kBytes, kDuration };

/// One value's description. Made by ParseSchema only; immutable afterwards.
struct SchemaNode {
  struct Property;

  /// Words of `type`, in their order; empty = any.
  std::vector<std::string> types;
  std::vector<Property> properties;  ///< in document order
  bool has_properties = false;       ///< an object without `properties` takes any member
  std::vector<Json> enumeration;
  std::optional<Json> default_value;
  std::optional<std::string> minimum,
      maximum;  ///< as written, so 64-bit bounds stay exact
  std::optional<uint64_t> min_length, max_length;  ///< characters
  std::optional<uint64_t> min_items, max_items;
  std::optional<std::string> pattern;  ///< ECMAScript, found anywhere in the text
  std::shared_ptr<const SchemaNode> items;
  std::string description;

  bool secret = false;
  bool empty_is_value = false;
  bool exact = false;
  bool one = false;
  bool text = false;
  bool escapes = false;
  std::optional<std::string> ignored;  ///< why the key has no effect
  bool warn = false;  ///< ignored: tell it as a warning, an effect may be expected
  std::string since, deprecated, group;
  int64_t order = 0;
  SchemaUnit unit = SchemaUnit::kNone;
  std::vector<std::string> aliases;
  /// Types of data source that fit; only at the root. Absent = any, empty = none is used.
  std::optional<std::vector<std::string>> datasources;

  bool Allows(std::string_view type) const;
  /// The property with this name or alias, or nullptr.
  const Property* FindProperty(std::string_view name_or_alias) const;
};

struct SchemaNode::Property {
  std::string name;
  bool required = false;
  SchemaNode node;
};

/// Parses a connector's schema and checks the schema itself: known keywords only,
/// sensible values, an object at the root, defaults and enums that satisfy it.
///
/// Errors: hopline::Error with INVALID_ARGUMENT: "/properties/x: …".
SchemaNode ParseSchema(std::string_view text);

/// What is wrong with a schema, one line each; empty = usable. Never throws.
std::vector<std::string> ValidateSchema(std::string_view text);

/// One row of a parameter table.
struct PropertyRow {
  std::string name;  ///< `column[].name`
  std::string type;  ///< `integer from 1`, `list of object`, `one of: a, b`
  bool required = false;
  std::string default_text;  ///< JSON, or empty
  std::string description;
  bool secret = false;
  std::string ignored, since, deprecated, group;
  std::vector<std::string> aliases;
  std::string unit;  ///< "bytes", "duration" or empty
};

/// All properties, nested ones after their parent, sorted by x-hopline-order, then as
/// written.
std::vector<PropertyRow> ListProperties(const SchemaNode& schema);

}  // namespace hopline::services
