#pragma once

#include <rapidjson/document.h>

#include <string>

#include "wire/oss/encoding.h"
#include "wire/oss/signature.h"

/// Reads the golden vectors in tests/data/vectors/oss.

namespace hopline::wire::oss::test {

/// The bytes of a file below tests/data/vectors/oss; a missing file fails the test.
std::string ReadVector(const std::string& name);
rapidjson::Document ReadJson(const std::string& name);

/// A request or reply of raw/, taken apart.
struct RawMessage {
  std::string first_line;
  Fields headers;
  std::string body;

  /// "PUT", "/dir/a%20b" of a request line.
  std::string Method() const;
  std::string Target() const;
};
RawMessage ReadRaw(const std::string& name);

/// What the signature of a raw request covers, found as a server would find it.
SignedRequest ToSigned(const RawMessage& raw);

/// A string member.
std::string Text(const rapidjson::Value& object, const char* name);
/// An object of strings, or an array of pairs, as fields.
Fields ToFields(const rapidjson::Value& value);

}  // namespace hopline::wire::oss::test
