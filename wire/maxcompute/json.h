#pragma once

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cstdint>
#include <string>
#include <string_view>

/// The small JSON tools that the messages share; included by the sources of this folder
/// only.

namespace hopline::wire::maxcompute {

/// False unless `json` is an object, nested no deeper than any message of the service.
bool ParseJsonObject(std::string_view json, rapidjson::Document* document);

/// The member as a text; numbers are printed. "" when it is missing or null.
std::string JsonText(const rapidjson::Value& object, const char* name);
/// The member as a whole number, also when it is written as a text.
int64_t JsonInteger(const rapidjson::Value& object, const char* name, int64_t absent);
/// The member as a truth value, also when it is written as a text.
bool JsonBool(const rapidjson::Value& object, const char* name, bool absent);
/// The member if it is an array, else null.
const rapidjson::Value* JsonArray(const rapidjson::Value& object, const char* name);
/// The member if it is an object, else null.
const rapidjson::Value* JsonObject(const rapidjson::Value& object, const char* name);

using JsonWriter = rapidjson::Writer<rapidjson::StringBuffer>;

void PutText(const char* name, const std::string& value, JsonWriter* json);
void PutInteger(const char* name, int64_t value, JsonWriter* json);
void PutBool(const char* name, bool value, JsonWriter* json);

/// The text of one object, whose members `put_members` writes.
template <typename PutMembers>
std::string PrintJson(const PutMembers& put_members) {
  rapidjson::StringBuffer buffer;
  JsonWriter json(buffer);
  json.StartObject();
  put_members(&json);
  json.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace hopline::wire::maxcompute
