#include "plugins/oss/staged.h"

#include "plugins/common/saved_state.h"
#include "wire/oss/encoding.h"

namespace hopline::plugins::oss {
namespace {

constexpr int64_t kFormat = 1;

/// Writes one JSON object, member by member.
class JsonObject {
 public:
  JsonObject& Text(const char* name, std::string_view value) {
    return Raw(name, JsonString(value));
  }
  JsonObject& Bytes(const char* name, std::string_view value) {
    return Raw(name, "\"" + wire::oss::Base64Encode(value) + "\"");
  }
  JsonObject& Number(const char* name, uint64_t value) {
    return Raw(name, std::to_string(value));
  }
  /// All 64 bits, as decimal text: JSON readers differ beyond 63.
  JsonObject& Crc(const char* name, uint64_t value) {
    return Raw(name, "\"" + std::to_string(value) + "\"");
  }
  JsonObject& Raw(const char* name, std::string_view json) {
    out_ += out_.empty() ? "{\"" : ",\"";
    out_ += name;
    out_ += "\":";
    out_ += json;
    return *this;
  }
  std::string Take() { return out_ + "}"; }

 private:
  std::string out_;
};

std::string WriteObject(const StagedObject& object) {
  JsonObject json;
  json.Text("key", object.key).Number("size", object.size).Crc("crc64", object.crc64);
  if (object.upload_id.empty()) {
    json.Bytes("body", object.body);
  } else {
    json.Text("upload", object.upload_id).Number("parts", object.parts);
  }
  return json.Take();
}

std::string WriteShare(const StagedShare& share) {
  return JsonObject()
      .Number("joint", share.joint)
      .Number("parts", share.parts)
      .Number("bytes", share.parts_bytes)
      .Crc("crc64", share.parts_crc64)
      .Bytes("header", share.header)
      .Bytes("head", share.head)
      .Bytes("tail", share.tail)
      .Take();
}

uint64_t ReadUnsigned(const Config& json, const std::string& pointer) {
  const auto value = wire::oss::ParseUnsigned(json.Text(pointer));
  if (value.has_value()) return *value;
  throw Error(HOPLINE_STATUS_INVALID_STATE, pointer + ": no number");
}

std::string ReadBytes(const Config& json, const std::string& pointer) {
  auto bytes = wire::oss::Base64Decode(json.Text(pointer));
  if (bytes.has_value()) return *std::move(bytes);
  throw Error(HOPLINE_STATUS_INVALID_STATE, pointer + ": no base64");
}

StagedObject ReadObject(const Config& json, const std::string& at) {
  StagedObject object;
  object.key = json.Text(at + "/key");
  object.size = ReadUnsigned(json, at + "/size");
  object.crc64 = ReadUnsigned(json, at + "/crc64");
  object.upload_id = json.Text(at + "/upload", "");
  if (object.upload_id.empty()) {
    object.body = ReadBytes(json, at + "/body");
  } else {
    object.parts = static_cast<uint32_t>(json.Int64(at + "/parts"));
  }
  return object;
}

StagedShare ReadShare(const Config& json) {
  StagedShare share;
  share.joint = static_cast<uint32_t>(json.Int64("/share/joint"));
  share.parts = static_cast<uint32_t>(json.Int64("/share/parts"));
  share.parts_bytes = ReadUnsigned(json, "/share/bytes");
  share.parts_crc64 = ReadUnsigned(json, "/share/crc64");
  share.header = ReadBytes(json, "/share/header");
  share.head = ReadBytes(json, "/share/head");
  share.tail = ReadBytes(json, "/share/tail");
  return share;
}

}  // namespace

std::string Encode(const Token& token) {
  return JsonObject()
      .Number("format", kFormat)
      .Number("preparedUnixS", static_cast<uint64_t>(token.prepared_unix_s))
      .Text("upload", token.upload_id)
      .Text("columns", token.columns)
      .Take();
}

std::string Encode(const TaskMessage& message) {
  JsonObject json;
  json.Number("format", kFormat);
  json.Raw("objects", JsonArray(message.objects, WriteObject));
  if (message.share.has_value()) json.Raw("share", WriteShare(*message.share));
  if (!message.twins.empty()) {
    json.Raw("twins", JsonArray(message.twins,
                                [](const std::string& key) { return JsonString(key); }));
  }
  return json.Take();
}

Token DecodeToken(std::string_view bytes) {
  return ReadSaved(bytes, "the token of this run", kFormat, [](const Config& json) {
    return Token{json.Int64("/preparedUnixS"), json.Text("/upload"),
                 json.Text("/columns")};
  });
}

TaskMessage DecodeMessage(std::string_view bytes) {
  return ReadSaved(bytes, "the message of a task", kFormat, [](const Config& json) {
    TaskMessage message;
    const uint64_t n = json.Count("/objects");
    for (uint64_t i = 0; i < n; ++i) {
      message.objects.push_back(ReadObject(json, "/objects/" + std::to_string(i)));
    }
    if (json.Has("/share")) message.share = ReadShare(json);
    message.twins = json.TextList("/twins");
    return message;
  });
}

}  // namespace hopline::plugins::oss
