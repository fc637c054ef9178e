#include "plugins/transform/json_document.h"

#include <hopline/config.hpp>

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <string>

namespace hopline::plugins::transform {
namespace {

constexpr char kNumber = '#';
constexpr char kText = '"';
constexpr size_t kStackBytes = 1024;
constexpr unsigned kFlags =
    rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseValidateEncodingFlag;

/// Hands events on to the document, strings and numbers with their marks.
class Marker {
 public:
  using Size = rapidjson::SizeType;
  explicit Marker(rapidjson::Document* document) : to_(*document) {}

  bool Null() { return to_.Null(); }
  bool Bool(bool value) { return to_.Bool(value); }
  bool RawNumber(const char* text, Size size, bool) {
    return Marked(kNumber, text, size);
  }
  bool String(const char* text, Size size, bool) { return Marked(kText, text, size); }
  bool Key(const char* text, Size size, bool) { return to_.Key(text, size, true); }
  bool StartObject() { return ++depth_ <= JsonDocument::kMaxDepth && to_.StartObject(); }
  bool StartArray() { return ++depth_ <= JsonDocument::kMaxDepth && to_.StartArray(); }
  bool EndObject(Size members) {
    --depth_;
    return to_.EndObject(members);
  }
  bool EndArray(Size elements) {
    --depth_;
    return to_.EndArray(elements);
  }
  // Numbers come as text.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(int64_t) { return false; }
  bool Uint64(uint64_t) { return false; }
  bool Double(double) { return false; }

 private:
  bool Marked(char mark, const char* text, Size size) {
    marked_.assign(1, mark);
    marked_.append(text, size);
    return to_.String(marked_.data(), size + 1, true);
  }

  rapidjson::Document& to_;
  std::string marked_;
  size_t depth_ = 0;
};

}  // namespace

bool JsonDocument::Parse(std::string_view text) {
  document_.reset();
  memory_.Clear();
  document_.emplace(&memory_, kStackBytes);
  bool parsed = false;
  const auto fill = [&](rapidjson::Document& document) {
    rapidjson::MemoryStream stream(text.data(), text.size());
    rapidjson::Reader reader;
    Marker marker(&document);
    parsed = !reader.Parse<kFlags>(stream, marker).IsError();
    return parsed;
  };
  document_->Populate(fill);
  return parsed;
}

bool JsonDocument::IsNumber(const rapidjson::Value& value) {
  return value.IsString() && value.GetString()[0] == kNumber;
}
bool JsonDocument::IsText(const rapidjson::Value& value) {
  return value.IsString() && value.GetString()[0] == kText;
}
std::string_view JsonDocument::TextOf(const rapidjson::Value& value) {
  return {value.GetString() + 1, value.GetStringLength() - 1};
}

void JsonDocument::Write(TextBuffer& out, const rapidjson::Value& value) {
  const char* separator = "";
  const auto quote = [&out](std::string_view text) { out.Append(JsonString(text)); };
  if (value.IsObject()) {
    out.Append('{');
    for (auto member = value.MemberBegin(); member != value.MemberEnd(); ++member) {
      out.Append(separator);
      quote({member->name.GetString(), member->name.GetStringLength()});
      out.Append(':');
      Write(out, member->value);
      separator = ",";
    }
    out.Append('}');
  } else if (value.IsArray()) {
    out.Append('[');
    for (auto element = value.Begin(); element != value.End(); ++element) {
      out.Append(separator);
      Write(out, *element);
      separator = ",";
    }
    out.Append(']');
  } else if (IsNumber(value)) {
    out.Append(TextOf(value));
  } else if (IsText(value)) {
    quote(TextOf(value));
  } else {
    out.Append(value.IsNull() ? "null" : value.IsTrue() ? "true" : "false");
  }
}

}  // namespace hopline::plugins::transform
