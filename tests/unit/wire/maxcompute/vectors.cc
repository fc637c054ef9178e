#include "tests/unit/wire/maxcompute/vectors.h"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

namespace hopline::wire::maxcompute::test {

std::string ReadVector(const std::string& name) {
  std::ifstream in(std::string(HOPLINE_TEST_DATA "/vectors/maxcompute/") + name,
                   std::ios::binary);
  REQUIRE_MESSAGE(in.good(), name);
  std::stringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

rapidjson::Document ReadJson(const std::string& name) {
  rapidjson::Document document;
  document.Parse(ReadVector(name));
  REQUIRE_FALSE(document.HasParseError());
  return document;
}

std::string Text(const rapidjson::Value& object, const char* name) {
  REQUIRE(object.HasMember(name));
  return object[name].GetString();
}

Type TypeOf(const std::string& text) {
  Type type;
  const Status status = ParseType(text, &type);
  REQUIRE_MESSAGE(status.ok(), status.message());
  return type;
}

std::vector<Type> TypesOf(const rapidjson::Value& entry) {
  std::vector<Type> types;
  for (const auto& column : entry["columns"].GetArray()) {
    types.push_back(TypeOf(Text(column, "type")));
  }
  return types;
}

}  // namespace hopline::wire::maxcompute::test
