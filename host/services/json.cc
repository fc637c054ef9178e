#include "host/services/json.h"

#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <charconv>
#include <hopline/error.hpp>
#include <unordered_set>
#include <utility>

namespace hopline::services {
namespace {

constexpr size_t kMaxDepth = 200;

/// Builds a tree from RapidJSON's events. Numbers arrive as text.
class TreeBuilder : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, TreeBuilder> {
 public:
  bool Null() { return Put(Json{}); }
  bool Bool(bool value) { return Put(Json::Bool(value)); }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) {
    return Put(Json::Number(std::string(text, size)));
  }
  bool String(const char* text, rapidjson::SizeType size, bool) {
    return Put(Json::String(std::string(text, size)));
  }
  bool StartObject() { return Open(Json::Object()); }
  bool StartArray() { return Open(Json::Array()); }
  bool Key(const char* text, rapidjson::SizeType size, bool) {
    keys_.back().assign(text, size);
    return true;
  }
  bool EndObject(rapidjson::SizeType) { return Close(); }
  bool EndArray(rapidjson::SizeType) { return Close(); }

  Json Take() { return std::move(root_); }

 private:
  bool Put(Json value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (open_.back().is_array()) {
      open_.back().items.push_back(std::move(value));
    } else {
      open_.back().members.push_back({keys_.back(), {}, std::move(value)});
    }
    return true;
  }
  bool Open(Json value) {
    if (open_.size() == kMaxDepth) return false;
    open_.push_back(std::move(value));
    keys_.emplace_back();
    return true;
  }
  bool Close() {
    Json value = std::move(open_.back());
    open_.pop_back();
    keys_.pop_back();
    DropShadowed(&value.members);
    return Put(std::move(value));
  }

  /// Of two members with one name the last stays. Linear, whatever the size.
  static void DropShadowed(std::vector<JsonMember>* members) {
    std::unordered_set<std::string_view> seen;
    std::vector<bool> shadowed(members->size());
    bool any = false;
    for (size_t i = members->size(); i-- > 0;) {
      shadowed[i] = !seen.insert((*members)[i].name).second;
      any = any || shadowed[i];
    }
    if (!any) return;
    std::vector<JsonMember> kept;
    for (size_t i = 0; i < members->size(); ++i) {
      if (!shadowed[i]) kept.push_back(std::move((*members)[i]));
    }
    *members = std::move(kept);
  }

  Json root_;
  std::vector<Json> open_;
  std::vector<std::string> keys_;  ///< the name that waits for its value, per open level
};

void AppendQuoted(std::string_view text, std::string* out) {
  static constexpr char kHex[] = "0123456789abcdef";
  out->push_back('"');
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '"':
        *out += "\\\"";
        break;
      case '\\':
        *out += "\\\\";
        break;
      case '\n':
        *out += "\\n";
        break;
      case '\r':
        *out += "\\r";
        break;
      case '\t':
        *out += "\\t";
        break;
      default:
        if (byte < 0x20) {
          *out += "\\u00";
          out->push_back(kHex[byte >> 4U]);
          out->push_back(kHex[byte & 15U]);
        } else {
          out->push_back(c);
        }
    }
  }
  out->push_back('"');
}

void Append(const Json& value, bool sorted, std::string* out);

void AppendObject(const Json& value, bool sorted, std::string* out) {
  std::vector<const JsonMember*> members;
  members.reserve(value.members.size());
  for (const JsonMember& member : value.members) members.push_back(&member);
  if (sorted) {
    std::sort(members.begin(), members.end(),
              [](const auto* a, const auto* b) { return a->name < b->name; });
  }
  out->push_back('{');
  for (const JsonMember* member : members) {
    if (out->back() != '{') out->push_back(',');
    AppendQuoted(member->name, out);
    out->push_back(':');
    Append(member->value, sorted, out);
  }
  out->push_back('}');
}

void Append(const Json& value, bool sorted, std::string* out) {
  switch (value.kind) {
    case Json::Kind::kNull:
      *out += "null";
      return;
    case Json::Kind::kBool:
      *out += value.boolean ? "true" : "false";
      return;
    case Json::Kind::kNumber:
      *out += value.text;
      return;
    case Json::Kind::kString:
      AppendQuoted(value.text, out);
      return;
    case Json::Kind::kObject:
      AppendObject(value, sorted, out);
      return;
    case Json::Kind::kArray:
      break;
  }
  out->push_back('[');
  for (size_t i = 0; i < value.items.size(); ++i) {
    if (i != 0) out->push_back(',');
    Append(value.items[i], sorted, out);
  }
  out->push_back(']');
}

std::string Write(const Json& value, bool sorted) {
  std::string out;
  Append(value, sorted, &out);
  return out;
}

/// One reference token of a pointer: ~1 → /, ~0 → ~.
std::string Unescape(std::string_view token) {
  std::string out;
  for (size_t i = 0; i < token.size(); ++i) {
    if (token[i] == '~' && i + 1 < token.size() && token[i + 1] <= '1') {
      out.push_back(token[++i] == '1' ? '/' : '~');
    } else {
      out.push_back(token[i]);
    }
  }
  return out;
}

const Json* Step(const Json& value, std::string_view token) {
  if (value.is_object()) return value.Find(Unescape(token));
  if (!value.is_array() || token.empty() || (token.size() > 1 && token[0] == '0')) {
    return nullptr;
  }
  size_t index = 0;
  const auto [end, status] =
      std::from_chars(token.data(), token.data() + token.size(), index);
  if (status != std::errc{} || end != token.data() + token.size()) return nullptr;
  return index < value.items.size() ? &value.items[index] : nullptr;
}

}  // namespace

Json Json::Bool(bool value) {
  Json json;
  json.kind = Kind::kBool;
  json.boolean = value;
  return json;
}

Json Json::Integer(int64_t value) { return Number(std::to_string(value)); }

Json Json::Number(std::string text) {
  Json json;
  json.kind = Kind::kNumber;
  json.text = std::move(text);
  return json;
}

Json Json::String(std::string text) {
  Json json;
  json.kind = Kind::kString;
  json.text = std::move(text);
  return json;
}

Json Json::Array() {
  Json json;
  json.kind = Kind::kArray;
  return json;
}

Json Json::Object() {
  Json json;
  json.kind = Kind::kObject;
  return json;
}

bool Json::is_integer() const {
  return is_number() && text.find_first_of(".eE") == std::string::npos;
}

const Json* Json::Find(std::string_view name) const {
  for (const JsonMember& member : members) {
    if (member.name == name) return &member.value;
  }
  return nullptr;
}

Json* Json::Find(std::string_view name) {
  for (JsonMember& member : members) {
    if (member.name == name) return &member.value;
  }
  return nullptr;
}

Json& Json::Set(std::string_view name, Json value) {
  if (Json* found = Find(name)) return *found = std::move(value);
  members.push_back({std::string(name), value.place, std::move(value)});
  return members.back().value;
}

bool Json::Remove(std::string_view name) {
  return std::erase_if(members, [&](const JsonMember& m) { return m.name == name; }) != 0;
}

const char* KindText(Json::Kind kind) {
  switch (kind) {
    case Json::Kind::kNull:
      return "null";
    case Json::Kind::kBool:
      return "a boolean";
    case Json::Kind::kNumber:
      return "a number";
    case Json::Kind::kString:
      return "a string";
    case Json::Kind::kArray:
      return "a list";
    case Json::Kind::kObject:
      return "an object";
  }
  return "a value";
}

Json ParseJson(std::string_view text) {
  constexpr unsigned kFlags = rapidjson::kParseNumbersAsStringsFlag |
                              rapidjson::kParseValidateEncodingFlag |
                              rapidjson::kParseIterativeFlag;
  TreeBuilder builder;
  rapidjson::Reader reader;
  // StringStream wants a terminator; a zero byte inside ends the text and is then
  // refused.
  const std::string copy(text);
  rapidjson::StringStream stream(copy.c_str());
  if (!reader.Parse<kFlags>(stream, builder)) {
    const bool deep = reader.GetParseErrorCode() == rapidjson::kParseErrorTermination;
    throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
                "parsing JSON: byte " + std::to_string(reader.GetErrorOffset()) + ": " +
                    (deep ? "nested too deeply"
                          : rapidjson::GetParseError_En(reader.GetParseErrorCode())));
  }
  if (stream.Tell() < text.size()) {
    throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
                "parsing JSON: byte " + std::to_string(stream.Tell()) + ": a zero byte");
  }
  return builder.Take();
}

std::string WriteJson(const Json& value) { return Write(value, false); }
std::string WriteSortedJson(const Json& value) { return Write(value, true); }

std::string QuoteJson(std::string_view text) {
  std::string out;
  AppendQuoted(text, &out);
  return out;
}

const Json* FindPointer(const Json& root, std::string_view pointer) {
  const Json* value = &root;
  while (!pointer.empty() && value != nullptr) {
    if (pointer.front() != '/') return nullptr;
    const size_t end = pointer.find('/', 1);
    value = Step(*value, pointer.substr(1, end == pointer.npos ? end : end - 1));
    pointer = end == pointer.npos ? std::string_view{} : pointer.substr(end);
  }
  return value;
}

std::string PointerTo(std::string_view pointer, std::string_view name) {
  std::string out(pointer);
  out.push_back('/');
  for (const char c : name) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out.push_back(c);
    }
  }
  return out;
}

std::string PointerTo(std::string_view pointer, size_t index) {
  return std::string(pointer) + "/" + std::to_string(index);
}

}  // namespace hopline::services
