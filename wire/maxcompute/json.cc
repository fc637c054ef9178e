#include "wire/maxcompute/json.h"

#include <rapidjson/reader.h>

#include <charconv>

#include "wire/common/encoding.h"

namespace hopline::wire::maxcompute {
namespace {

const rapidjson::Value* Find(const rapidjson::Value& object, const char* name) {
  const auto member = object.FindMember(name);
  return member == object.MemberEnd() ? nullptr : &member->value;
}

}  // namespace

bool ParseJsonObject(std::string_view json, rapidjson::Document* document) {
  document->Parse<rapidjson::kParseIterativeFlag>(json.data(), json.size());
  return !document->HasParseError() && document->IsObject();
}

std::string JsonText(const rapidjson::Value& object, const char* name) {
  const rapidjson::Value* value = Find(object, name);
  if (value == nullptr) return {};
  if (value->IsString()) return {value->GetString(), value->GetStringLength()};
  if (value->IsInt64()) return std::to_string(value->GetInt64());
  return {};
}

int64_t JsonInteger(const rapidjson::Value& object, const char* name, int64_t absent) {
  const std::string text = JsonText(object, name);
  int64_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool good = result.ec == std::errc() && result.ptr == text.data() + text.size();
  return good ? value : absent;
}

bool JsonBool(const rapidjson::Value& object, const char* name, bool absent) {
  const rapidjson::Value* value = Find(object, name);
  if (value == nullptr) return absent;
  if (value->IsBool()) return value->GetBool();
  const std::string text = ToLower(JsonText(object, name));
  return text.empty() ? absent : text == "true";
}

const rapidjson::Value* JsonArray(const rapidjson::Value& object, const char* name) {
  const rapidjson::Value* value = Find(object, name);
  return value != nullptr && value->IsArray() ? value : nullptr;
}

const rapidjson::Value* JsonObject(const rapidjson::Value& object, const char* name) {
  const rapidjson::Value* value = Find(object, name);
  return value != nullptr && value->IsObject() ? value : nullptr;
}

void PutText(const char* name, const std::string& value, JsonWriter* json) {
  json->Key(name);
  json->String(value);
}

void PutInteger(const char* name, int64_t value, JsonWriter* json) {
  json->Key(name);
  json->Int64(value);
}

void PutBool(const char* name, bool value, JsonWriter* json) {
  json->Key(name);
  json->Bool(value);
}

}  // namespace hopline::wire::maxcompute
