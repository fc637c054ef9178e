/// \file schema.hpp
/// Columns: physical type, DataX column kind, and the two ways between them and
/// ArrowSchema.
#ifndef HOPLINE_SCHEMA_HPP
#define HOPLINE_SCHEMA_HPP

#include <hopline/arrow.hpp>

#include <charconv>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hopline {
inline namespace HOPLINE_HELPER_NAMESPACE {

/// Physical types that may cross (docs/batches.md). kTimestamp carries unit and zone,
/// kDecimal128 precision and scale; list, struct and map are passed through as they are.
enum class Type : uint8_t {
  kNull,
  kBool,
  kInt8,
  kInt16,
  kInt32,
  kInt64,
  kUint8,
  kUint16,
  kUint32,
  kUint64,
  kFloat,
  kDouble,
  kDecimal128,
  kUtf8,
  kLargeUtf8,
  kBinary,
  kLargeBinary,
  kDate32,
  kTime32,
  kTimestamp,
  kList,
  kStruct,
  kMap,
  kVariant,
};

/// Bytes per value of a fixed-width type; 0 for the others.
inline size_t FixedWidth(Type type) {
  switch (type) {
    case Type::kInt8:
    case Type::kUint8:
      return 1;
    case Type::kInt16:
    case Type::kUint16:
      return 2;
    case Type::kInt32:
    case Type::kUint32:
    case Type::kFloat:
    case Type::kDate32:
    case Type::kTime32:
      return 4;
    case Type::kInt64:
    case Type::kUint64:
    case Type::kDouble:
    case Type::kTimestamp:
      return 8;
    case Type::kDecimal128:
      return 16;
    default:
      return 0;
  }
}

/// DataX's column kinds: finer than Arrow's types. kVariant: that of the cell.
enum class ColumnKind : uint8_t {
  kLong,
  kDouble,
  kString,
  kBool,
  kBytes,
  kDate,
  kTime,
  kDatetime,
  kVariant,
};

enum class TimeUnit : uint8_t { kSecond, kMilli, kMicro, kNano };

/// Children of a variant column, in order; the type id of a cell is the index.
/// null, int64, double, utf8, bool, binary, timestamp(ms, UTC).
inline constexpr int kVariantChildren = 7;
inline constexpr const char* kVariantFormats[kVariantChildren] = {"n", "l", "g",      "u",
                                                                  "b", "z", "tsm:UTC"};
inline constexpr const char* kVariantFormat = "+ud:0,1,2,3,4,5,6";

inline const char* KindName(ColumnKind kind) {
  static const char* const kNames[] = {"long", "double", "string",   "bool",   "bytes",
                                       "date", "time",   "datetime", "variant"};
  return kNames[static_cast<size_t>(kind)];
}

/// One column.
struct Field {
  std::string name;  ///< for people; may be empty or repeat
  Type type = Type::kUtf8;
  ColumnKind kind = ColumnKind::kString;
  bool nullable = true;
  TimeUnit unit = TimeUnit::kMilli;  ///< of kTimestamp
  std::string zone;                  ///< of kTimestamp; "" = wall clock in the job's zone
  int32_t precision = 0, scale = 0;  ///< of kDecimal128
  std::string format;                ///< Arrow format string
  std::string role;  ///< hopline.role: op, event_time, sequence; "" = none

  static Field Of(std::string name, Type type);
  static Field Of(std::string name, Type type, ColumnKind kind) {
    Field field = Of(std::move(name), type);
    field.kind = kind;
    return field;
  }
};

namespace detail {

struct TypeFormat {
  Type type;
  const char* format;
  ColumnKind kind;
};

// Default kinds: docs/batches.md.
inline constexpr TypeFormat kTypeFormats[] = {
    {Type::kNull, "n", ColumnKind::kString},
    {Type::kBool, "b", ColumnKind::kBool},
    {Type::kInt8, "c", ColumnKind::kLong},
    {Type::kUint8, "C", ColumnKind::kLong},
    {Type::kInt16, "s", ColumnKind::kLong},
    {Type::kUint16, "S", ColumnKind::kLong},
    {Type::kInt32, "i", ColumnKind::kLong},
    {Type::kUint32, "I", ColumnKind::kLong},
    {Type::kInt64, "l", ColumnKind::kLong},
    {Type::kUint64, "L", ColumnKind::kLong},
    {Type::kFloat, "f", ColumnKind::kDouble},
    {Type::kDouble, "g", ColumnKind::kDouble},
    {Type::kUtf8, "u", ColumnKind::kString},
    {Type::kLargeUtf8, "U", ColumnKind::kString},
    {Type::kBinary, "z", ColumnKind::kBytes},
    {Type::kLargeBinary, "Z", ColumnKind::kBytes},
    {Type::kDate32, "tdD", ColumnKind::kDate},
    {Type::kTime32, "ttm", ColumnKind::kTime},
    {Type::kList, "+l", ColumnKind::kString},
    {Type::kStruct, "+s", ColumnKind::kString},
    {Type::kMap, "+m", ColumnKind::kString},
    {Type::kVariant, kVariantFormat, ColumnKind::kVariant},
};

[[noreturn]] inline void BadFormat(std::string_view format) {
  throw Error(HOPLINE_STATUS_SCHEMA_MISMATCH,
              "column type '" + std::string(format) + "' may not cross the boundary");
}

inline int32_t ParseInt(std::string_view text, std::string_view format) {
  int32_t value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc() || end != text.data() + text.size()) BadFormat(format);
  return value;
}

/// Fills type, kind, unit, zone, precision and scale from a format string.
inline void ParseFormat(std::string_view format, Field& field) {
  field.format = std::string(format);
  for (const TypeFormat& known : kTypeFormats) {
    if (format == known.format) {
      field.type = known.type;
      field.kind = known.kind;
      return;
    }
  }
  if (format.size() >= 4 && format.substr(0, 2) == "ts" && format[3] == ':') {
    static constexpr std::string_view kUnits = "smun";
    const size_t unit = kUnits.find(format[2]);
    if (unit == std::string_view::npos) BadFormat(format);
    field.type = Type::kTimestamp;
    field.kind = ColumnKind::kDatetime;
    field.unit = static_cast<TimeUnit>(unit);
    field.zone = std::string(format.substr(4));
    return;
  }
  if (format.substr(0, 2) == "d:") {
    const size_t comma = format.find(',');
    if (comma == std::string_view::npos) BadFormat(format);
    field.type = Type::kDecimal128;
    field.kind = ColumnKind::kDouble;
    field.precision = ParseInt(format.substr(2, comma - 2), format);
    field.scale = ParseInt(format.substr(comma + 1), format);
    return;
  }
  BadFormat(format);
}

/// Whether a kind may stand on a physical type. Source: docs/batches.md, hopline.kind.
inline bool KindFits(ColumnKind kind, const Field& field) {
  const Type t = field.type;
  const bool integer = t >= Type::kInt8 && t <= Type::kUint64;
  switch (kind) {
    case ColumnKind::kLong:
      return integer || t == Type::kUtf8 || (t == Type::kDecimal128 && field.scale == 0);
    case ColumnKind::kDouble:
      return t == Type::kFloat || t == Type::kDouble || t == Type::kDecimal128 ||
             t == Type::kUtf8;
    case ColumnKind::kString:
      return t == Type::kUtf8 || t == Type::kLargeUtf8;
    case ColumnKind::kBool:
      return t == Type::kBool;
    case ColumnKind::kBytes:
      return t == Type::kBinary || t == Type::kLargeBinary;
    case ColumnKind::kDate:
      return t == Type::kDate32 || t == Type::kTimestamp;
    case ColumnKind::kTime:
      return t == Type::kTime32 || t == Type::kTimestamp;
    case ColumnKind::kDatetime:
      return t == Type::kTimestamp;
    case ColumnKind::kVariant:
      return t == Type::kVariant;
  }
  return false;
}

inline ColumnKind KindFromName(const std::string& name, const Field& field) {
  for (uint8_t k = 0; k < static_cast<uint8_t>(ColumnKind::kVariant); ++k) {
    const auto kind = static_cast<ColumnKind>(k);
    if (name != hopline::KindName(kind)) continue;
    if (KindFits(kind, field)) return kind;
    throw Error(HOPLINE_STATUS_SCHEMA_MISMATCH, "column '" + field.name + "': kind " +
                                                    name + " may not stand on type '" +
                                                    field.format + "'");
  }
  throw Error(HOPLINE_STATUS_SCHEMA_MISMATCH,
              "column '" + field.name + "': unknown hopline.kind '" + name + "'");
}

inline Field ReadField(const ArrowSchema& schema) {
  Field field;
  field.name = schema.name == nullptr ? "" : schema.name;
  field.nullable = (schema.flags & ARROW_FLAG_NULLABLE) != 0;
  ParseFormat(schema.format == nullptr ? "" : schema.format, field);
  if (schema.dictionary != nullptr) BadFormat("dictionary");
  bool marked_variant = false;
  for (const auto& [key, value] : ReadMetadata(schema.metadata)) {
    if (key == "hopline.kind") field.kind = KindFromName(value, field);
    if (key == "hopline.role") field.role = value;
    if (key == "hopline.variant") marked_variant = value == "1";
  }
  if (field.type == Type::kVariant && !marked_variant) BadFormat(field.format);
  return field;
}

}  // namespace detail

inline Field Field::Of(std::string name, Type type) {
  Field field;
  field.name = std::move(name);
  field.type = type;
  field.format = "tsm:UTC";
  field.zone = "UTC";
  field.kind = ColumnKind::kDatetime;
  for (const detail::TypeFormat& known : detail::kTypeFormats) {
    if (known.type != type) continue;
    field.format = known.format;
    field.kind = known.kind;
    field.zone.clear();
  }
  return field;
}

/// The columns of a batch schema.
class Fields : public std::vector<Field> {
 public:
  using std::vector<Field>::vector;

  /// Reads a struct schema. Errors: SCHEMA_MISMATCH names the column.
  static Fields Read(const ArrowSchema& schema) {
    if (schema.format == nullptr || std::string_view(schema.format) != "+s") {
      throw Error(HOPLINE_STATUS_SCHEMA_MISMATCH, "a batch schema must be a struct (+s)");
    }
    Fields fields;
    for (int64_t i = 0; i < schema.n_children; ++i) {
      fields.push_back(detail::ReadField(*schema.children[i]));
    }
    return fields;
  }

  /// Index of the first column of that name, or -1.
  int64_t Find(std::string_view name) const {
    for (size_t i = 0; i < size(); ++i) {
      if ((*this)[i].name == name) return static_cast<int64_t>(i);
    }
    return -1;
  }
};

namespace detail {

/// Owns one node of an ArrowSchema tree that we make.
struct SchemaNode {
  std::string format, name, metadata;
  std::vector<ArrowSchema> children;
  std::vector<ArrowSchema*> child_pointers;
};

inline void ReleaseSchema(ArrowSchema* schema) {
  const std::unique_ptr<SchemaNode> node(static_cast<SchemaNode*>(schema->private_data));
  for (ArrowSchema* child : node->child_pointers) {
    if (child->release != nullptr) child->release(child);
  }
  schema->release = nullptr;
}

inline void InitSchema(ArrowSchema* out, std::string format, std::string name,
                       const Metadata& metadata, bool nullable, size_t n_children) {
  auto node = std::make_unique<SchemaNode>();
  node->format = std::move(format);
  node->name = std::move(name);
  if (!metadata.empty()) node->metadata = WriteMetadata(metadata);
  node->children.resize(n_children);
  for (ArrowSchema& child : node->children) node->child_pointers.push_back(&child);
  *out = ArrowSchema{};
  out->format = node->format.c_str();
  out->name = node->name.c_str();
  out->metadata = metadata.empty() ? nullptr : node->metadata.data();
  out->flags = nullable ? ARROW_FLAG_NULLABLE : 0;
  out->n_children = static_cast<int64_t>(n_children);
  out->children = n_children == 0 ? nullptr : node->child_pointers.data();
  out->release = &ReleaseSchema;
  out->private_data = node.release();
}

inline void WriteField(const Field& field, ArrowSchema* out) {
  Metadata metadata;
  Field plain;
  ParseFormat(field.format, plain);
  if (field.type == Type::kVariant) {
    metadata.emplace_back("hopline.variant", "1");
  } else if (plain.kind != field.kind) {
    metadata.emplace_back("hopline.kind", KindName(field.kind));
  }
  if (!field.role.empty()) metadata.emplace_back("hopline.role", field.role);
  const size_t n = field.type == Type::kVariant ? kVariantChildren : 0;
  InitSchema(out, field.format, field.name, metadata, field.nullable, n);
  for (size_t i = 0; i < n; ++i) {
    InitSchema(out->children[i], kVariantFormats[i], "", {}, i == 0, 0);
  }
}

}  // namespace detail

/// Makes a struct schema of scalar and variant columns. Nested columns (list, struct,
/// map) keep the schema they came with; build those by hand.
inline Schema MakeSchema(const Fields& fields) {
  Schema schema;
  detail::InitSchema(schema.ptr(), "+s", "", {}, false, fields.size());
  for (size_t i = 0; i < fields.size(); ++i) {
    detail::WriteField(fields[i], schema.ptr()->children[i]);
  }
  return schema;
}

}  // namespace HOPLINE_HELPER_NAMESPACE
}  // namespace hopline

#endif  // HOPLINE_SCHEMA_HPP
