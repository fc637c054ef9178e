#pragma once

#include <hopline/column.hpp>
#include <hopline/scope.hpp>

#include <cstdint>
#include <string>

#include "wire/tablestore/schema.h"

namespace hopline::plugins::tablestore {

/// Type words of a declared column.
enum class ColumnType : uint8_t { kString, kInt, kDouble, kBool, kBinary };

/// Reads STRING, INT, DOUBLE, BOOL or BINARY, in any case. BOOLEAN is taken with a
/// warning of `component`.
///
/// Errors:  INVALID_ARGUMENT, `pointer` first; INTEGER is told to be INT.
ColumnType ReadColumnType(const std::string& pointer, const std::string& word,
                          const char* component, const Scope& scope);

/// The word of a type, in capitals.
const char* TypeWord(ColumnType type);

/// How a key column is declared.
ColumnType ColumnTypeOf(wire::tablestore::KeyType type);

/// The type of a batch's column that holds such values.
Type TypeOf(ColumnType type);
Type TypeOf(wire::tablestore::KeyType type);

}  // namespace hopline::plugins::tablestore
