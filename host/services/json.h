/// \file json.h
/// The one JSON tree of the host: job scripts, hopline.json, schemas, parameters, run
/// records.
///
/// Unlike a general DOM it keeps what Hopline needs and nothing else: numbers as they are
/// written (`1.50` stays `1.50`, integers are unbounded), members in document order, and
/// for every value the place where a person wrote it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace hopline::services {

/// Where a value stands. Lines and columns count from 1, columns in characters (not
/// bytes). line 0 = nowhere: a default, or a value made by the program.
struct Place {
  uint32_t line = 0;
  uint32_t column = 0;
  uint32_t file = 0;  ///< index into DiagnosticList's files; 0 = the script

  bool known() const { return line != 0; }
  friend bool operator==(const Place&, const Place&) = default;
  friend bool operator<(const Place& a, const Place& b) {
    return std::tie(a.file, a.line, a.column) < std::tie(b.file, b.line, b.column);
  }
};

struct JsonMember;

/// A JSON value. A plain tree: copying copies all of it.
struct Json {
  enum class Kind : uint8_t { kNull, kBool, kNumber, kString, kArray, kObject };

  Kind kind = Kind::kNull;
  bool boolean = false;
  std::string text;                 ///< a string's UTF-8, or a number as it is written
  std::vector<Json> items;          ///< of an array
  std::vector<JsonMember> members;  ///< of an object, in document order, names unique
  Place place;

  static Json Bool(bool value);
  static Json Integer(int64_t value);
  static Json Number(std::string text);  ///< must be a JSON number
  static Json String(std::string text);
  static Json Array();
  static Json Object();

  bool is_null() const { return kind == Kind::kNull; }
  bool is_bool() const { return kind == Kind::kBool; }
  bool is_number() const { return kind == Kind::kNumber; }
  bool is_string() const { return kind == Kind::kString; }
  bool is_array() const { return kind == Kind::kArray; }
  bool is_object() const { return kind == Kind::kObject; }
  bool is_scalar() const { return !is_array() && !is_object(); }
  /// A number without fraction and exponent.
  bool is_integer() const;

  /// The member with exactly this name, or nullptr; also for values that are no object.
  const Json* Find(std::string_view name) const;
  Json* Find(std::string_view name);
  /// Sets or replaces a member; returns the stored value.
  Json& Set(std::string_view name, Json value);
  /// Removes a member; false when there was none.
  bool Remove(std::string_view name);
};

struct JsonMember {
  std::string name;
  Place place;  ///< of the name
  Json value;
};

/// "null", "a boolean", "a number", "a string", "a list", "an object": for messages.
const char* KindText(Json::Kind kind);

/// Parses strict JSON (RFC 8259, UTF-8 checked, depth ≤ 200). Places are not filled. Of
/// two equal names the last wins.
///
/// Errors: hopline::Error with INVALID_ARGUMENT and the byte offset.
Json ParseJson(std::string_view text);

/// Compact JSON, members in their order.
std::string WriteJson(const Json& value);
/// Compact JSON, members sorted by name, so that equal values give equal bytes.
std::string WriteSortedJson(const Json& value);
/// A JSON string literal with its quotes.
std::string QuoteJson(std::string_view text);

/// The value at an RFC 6901 pointer, or nullptr.
const Json* FindPointer(const Json& root, std::string_view pointer);
/// pointer + "/" + name, escaped.
std::string PointerTo(std::string_view pointer, std::string_view name);
std::string PointerTo(std::string_view pointer, size_t index);

}  // namespace hopline::services
