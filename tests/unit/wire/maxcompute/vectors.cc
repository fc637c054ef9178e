#include "tests/unit/wire/maxcompute/vectors.h"

#include <doctest/doctest.h>

#include "tests/unit/wire/vector_files.h"

namespace hopline::wire::maxcompute::test {

std::string ReadVector(const std::string& name) {
  return wire::test::ReadVectorFile("maxcompute/" + name);
}

rapidjson::Document ReadJson(const std::string& name) {
  return wire::test::ReadJsonFile("maxcompute/" + name);
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
