#pragma once

#include <rapidjson/document.h>

#include <string>
#include <vector>

#include "wire/maxcompute/column.h"

/// Reads the golden vectors in tests/data/vectors/maxcompute.

namespace hopline::wire::maxcompute::test {

/// The bytes of a file; a missing file fails the test.
std::string ReadVector(const std::string& name);
rapidjson::Document ReadJson(const std::string& name);

/// A string member.
std::string Text(const rapidjson::Value& object, const char* name);

/// The type of a text; a wrong text fails the test.
Type TypeOf(const std::string& text);
/// The types of the entry's "columns".
std::vector<Type> TypesOf(const rapidjson::Value& entry);

/// The entry's "rows" of records.json (its README tells how values are written).
Columns ColumnsOf(const rapidjson::Value& entry, TimestampForm form);

}  // namespace hopline::wire::maxcompute::test
