#include "tests/unit/wire/oss/vectors.h"

#include <doctest/doctest.h>

#include <sstream>

#include "tests/unit/wire/vector_files.h"
#include "wire/oss/address.h"

namespace hopline::wire::oss::test {

std::string ReadVector(const std::string& name) {
  return wire::test::ReadVectorFile("oss/" + name);
}

rapidjson::Document ReadJson(const std::string& name) {
  return wire::test::ReadJsonFile("oss/" + name);
}

std::string RawMessage::Method() const {
  return first_line.substr(0, first_line.find(' '));
}

std::string RawMessage::Target() const {
  const size_t begin = first_line.find(' ') + 1;
  return first_line.substr(begin, first_line.rfind(' ') - begin);
}

RawMessage ReadRaw(const std::string& name) {
  const std::string bytes = ReadVector("raw/" + name);
  const size_t end = bytes.find("\r\n\r\n");
  REQUIRE(end != std::string::npos);
  RawMessage raw;
  raw.body = bytes.substr(end + 4);
  std::istringstream lines(bytes.substr(0, end));
  std::string line;
  while (std::getline(lines, line)) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (raw.first_line.empty()) {
      raw.first_line = line;
      continue;
    }
    const size_t colon = line.find(':');
    raw.headers.emplace_back(line.substr(0, colon), Trim(line.substr(colon + 1)));
  }
  return raw;
}

SignedRequest ToSigned(const RawMessage& raw) {
  ResolvedTarget target = ResolveTarget(*FindField(raw.headers, "host"), raw.Target());
  return {raw.Method(), target.bucket, target.key, target.query, raw.headers};
}

std::string Text(const rapidjson::Value& object, const char* name) {
  const auto member = object.FindMember(name);
  return member == object.MemberEnd() ? std::string() : member->value.GetString();
}

Fields ToFields(const rapidjson::Value& value) {
  Fields fields;
  if (value.IsObject()) {
    for (auto it = value.MemberBegin(); it != value.MemberEnd(); ++it) {
      fields.emplace_back(it->name.GetString(), it->value.GetString());
    }
  } else {
    for (const auto& pair : value.GetArray()) {
      fields.emplace_back(pair[0].GetString(), pair[1].GetString());
    }
  }
  return fields;
}

}  // namespace hopline::wire::oss::test
