#include "plugins/tablestore/column_type.h"

#include <hopline/error.hpp>

#include <cctype>

namespace hopline::plugins::tablestore {

ColumnType ReadColumnType(const std::string& pointer, const std::string& word,
                          const char* component, const Scope& scope) {
  std::string lower = word;
  for (char& c : lower)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (lower == "string") return ColumnType::kString;
  if (lower == "int") return ColumnType::kInt;
  if (lower == "double") return ColumnType::kDouble;
  if (lower == "bool") return ColumnType::kBool;
  if (lower == "binary") return ColumnType::kBinary;
  if (lower == "boolean") {
    scope.Log(HOPLINE_LOG_WARN, component, pointer + ": BOOLEAN is taken as BOOL");
    return ColumnType::kBool;
  }
  throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
              lower == "integer" ? pointer + ": INTEGER is no type here; write INT"
                                 : pointer + ": unknown type " + word +
                                       "; one of STRING, INT, DOUBLE, BOOL, BINARY");
}

const char* TypeWord(ColumnType type) {
  static constexpr const char* kWords[] = {"STRING", "INT", "DOUBLE", "BOOL", "BINARY"};
  return kWords[static_cast<size_t>(type)];
}

Type TypeOf(ColumnType type) {
  switch (type) {
    case ColumnType::kInt:
      return Type::kInt64;
    case ColumnType::kDouble:
      return Type::kDouble;
    case ColumnType::kBool:
      return Type::kBool;
    case ColumnType::kBinary:
      return Type::kBinary;
    case ColumnType::kString:
      break;
  }
  return Type::kUtf8;
}

ColumnType ColumnTypeOf(wire::tablestore::KeyType type) {
  switch (type) {
    case wire::tablestore::KeyType::kInteger:
      return ColumnType::kInt;
    case wire::tablestore::KeyType::kBinary:
      return ColumnType::kBinary;
    case wire::tablestore::KeyType::kString:
      break;
  }
  return ColumnType::kString;
}

Type TypeOf(wire::tablestore::KeyType type) { return TypeOf(ColumnTypeOf(type)); }

}  // namespace hopline::plugins::tablestore
