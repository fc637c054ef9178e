#include "host/registry/manifest.h"

#include <hopline/abi.h>
#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <unistd.h>

#include "host/registry/object_file.h"
#include "host/registry/refusal.h"
#include "host/registry/text_rules.h"
#include "sdk/tools/platform.h"

namespace hopline::registry {
namespace {

using rapidjson::Value;

/// 64 connectors with the largest schema that is allowed, and some room.
constexpr uint64_t kMaxManifestBytes = 17ULL << 20;
constexpr size_t kMaxConnectors = 64;
constexpr size_t kMaxModules = 16;
constexpr unsigned kParseFlags =
    rapidjson::kParseValidateEncodingFlag | rapidjson::kParseIterativeFlag;

std::string Compact(const Value& value) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  value.Accept(writer);
  return {buffer.GetString(), buffer.GetSize()};
}

/// Reads the members of one object; every complaint names the manifest and the key.
class Fields {
 public:
  Fields(const std::string& path, const Value& object, std::string where)
      : path_(path), object_(object), where_(std::move(where)) {
    if (!object.IsObject()) Complain("", "is not an object");
  }

  [[noreturn]] void Complain(const std::string& key, const std::string& what) const {
    Refuse(Step::kManifest, path_, "`" + where_ + key + "` " + what);
  }

  const Value& Get(const char* key) const {
    const auto member = object_.FindMember(key);
    if (member == object_.MemberEnd()) Complain(key, "is missing");
    return member->value;
  }
  std::string Text(const char* key) const {
    const Value& value = Get(key);
    if (!value.IsString()) Complain(key, "is not a string");
    return {value.GetString(), value.GetStringLength()};
  }
  uint32_t Number(const char* key) const {
    const Value& value = Get(key);
    if (!value.IsUint()) Complain(key, "is not a number that fits into 32 bits");
    return value.GetUint();
  }
  uint64_t Bits(const char* key) const {
    const Value& value = Get(key);
    if (!value.IsUint64()) Complain(key, "is not a number that fits into 64 bits");
    return value.GetUint64();
  }
  Value::ConstArray Array(const char* key, size_t most) const {
    const Value& value = Get(key);
    if (!value.IsArray()) Complain(key, "is not an array");
    if (value.Size() > most)
      Complain(key, "has more than " + std::to_string(most) + " items");
    return value.GetArray();
  }
  std::string Id(const char* key) const {
    std::string text = Text(key);
    if (!IsId(text)) Complain(key, "is not an id: [a-z0-9][a-z0-9.-]*");
    return text;
  }

 private:
  const std::string& path_;
  const Value& object_;
  std::string where_;
};

Kind ReadKind(const Fields& fields) {
  const std::string word = fields.Text("kind");
  for (const Kind kind : {Kind::kReader, Kind::kWriter, Kind::kProcessor}) {
    if (word == KindName(kind)) return kind;
  }
  fields.Complain("kind", "is none of reader, writer, processor");
}

ConnectorInfo ReadConnector(const Fields& fields) {
  ConnectorInfo connector;
  connector.id = fields.Id("id");
  connector.kind = ReadKind(fields);
  for (const Value& word : fields.Array("step_types", 16)) {
    if (!word.IsString() || !IsStepType({word.GetString(), word.GetStringLength()})) {
      fields.Complain("step_types", "holds something else than words of [A-Za-z0-9_-]");
    }
    connector.step_types.emplace_back(word.GetString());
  }
  if (connector.step_types.empty()) fields.Complain("step_types", "is empty");
  connector.capabilities = fields.Bits("capabilities");
  connector.display_name = fields.Text("display_name");
  connector.summary = fields.Text("summary");
  const Value& schema = fields.Get("config_schema");
  if (!schema.IsObject()) fields.Complain("config_schema", "is not an object");
  connector.config_schema = Compact(schema);
  return connector;
}

void ReadLists(const std::string& path, const Fields& fields, PluginInfo& plugin) {
  size_t i = 0;
  for (const Value& value : fields.Array("connectors", kMaxConnectors)) {
    const std::string where = "connectors/" + std::to_string(i++) + "/";
    plugin.connectors.push_back(ReadConnector(Fields(path, value, where)));
  }
  i = 0;
  for (const Value& value : fields.Array("modules", kMaxModules)) {
    const std::string where = "modules/" + std::to_string(i++) + "/";
    const Fields module(path, value, where);
    plugin.modules.push_back({module.Id("id"), module.Number("revision")});
  }
  if (plugin.connectors.empty() && plugin.modules.empty()) {
    fields.Complain("connectors", "and `modules` are both empty");
  }
}

/// `file` beside the manifest: a base name and nothing else.
std::string ObjectPath(const std::string& path, const Fields& fields) {
  const std::string file = fields.Text("file");
  if (file.empty() || file == "." || file == ".." ||
      file.find('/') != std::string::npos || file.find('\0') != std::string::npos) {
    fields.Complain("file", "is not the bare name of a file beside the manifest");
  }
  return path.substr(0, path.rfind('/') + 1) + file;
}

PluginInfo ReadDocument(const std::string& path, const Value& root) {
  const Fields fields(path, root, "");
  if (fields.Number("manifest_version") != kManifestVersion) {
    fields.Complain("manifest_version", "is not 1, the only one that this host reads");
  }
  PluginInfo plugin;
  plugin.manifest_path = path;
  plugin.object_path = ObjectPath(path, fields);
  plugin.id = fields.Id("id");
  plugin.name = fields.Text("name");
  plugin.version = fields.Text("version");
  plugin.vendor = fields.Text("vendor");
  plugin.license = fields.Text("license");
  plugin.description = fields.Text("description");
  plugin.sha256 = fields.Text("sha256");
  plugin.platform = fields.Text("platform");
  const Fields abi(path, fields.Get("abi"), "abi/");
  plugin.abi_major = abi.Number("major");
  plugin.abi_minor = abi.Number("minor");
  plugin.needs_minor = abi.Number("needs_minor");
  ReadLists(path, fields, plugin);
  return plugin;
}

std::string AbiText(uint32_t major, uint32_t minor) {
  return std::to_string(major) + "." + std::to_string(minor);
}

}  // namespace

const char* KindName(Kind kind) {
  switch (kind) {
    case Kind::kReader:
      return "reader";
    case Kind::kWriter:
      return "writer";
    case Kind::kProcessor:
      return "processor";
  }
  return "unknown";
}

PluginInfo ReadManifest(const std::string& path) {
  return ParseManifest(path, ObjectFile(path).ReadAll(kMaxManifestBytes));
}

PluginInfo ParseManifest(const std::string& path, const std::string& text) {
  if (JsonDepth(text) > kMaxJsonDepth)
    Refuse(Step::kManifest, path, "it is nested too deeply");
  rapidjson::Document document;
  document.Parse<kParseFlags>(text.data(), text.size());
  if (document.HasParseError()) {
    Refuse(Step::kManifest, path,
           std::string("it is not JSON: ") +
               rapidjson::GetParseError_En(document.GetParseError()) + " Offset " +
               std::to_string(document.GetErrorOffset()));
  }
  return ReadDocument(path, document);
}

std::string WhyNotUsable(const PluginInfo& plugin) {
  const std::string host = AbiText(HOPLINE_ABI_MAJOR, HOPLINE_ABI_MINOR);
  const std::string built = AbiText(plugin.abi_major, plugin.abi_minor);
  if (plugin.abi_major != HOPLINE_ABI_MAJOR) {
    return "built for host ABI " + built + ", this is " + host;
  }
  if (plugin.needs_minor > HOPLINE_ABI_MINOR) {
    return "needs host ABI " + AbiText(plugin.abi_major, plugin.needs_minor) +
           ", this is " + host;
  }
  if (HOPLINE_ABI_MAJOR == 0 && plugin.abi_minor != HOPLINE_ABI_MINOR) {
    return "built for host ABI " + built + ", this is " + host +
           "; before 1.0 they must be equal: build the plugin with this host's SDK";
  }
  if (plugin.platform != sdk::Platform()) {
    return "built for " + plugin.platform + ", this is " + sdk::Platform();
  }
  if (plugin.linked == nullptr && access(plugin.object_path.c_str(), F_OK) != 0) {
    return "its object " + plugin.object_path + " is not there";
  }
  return "";
}

std::string CompactJson(const std::string& text) {
  if (JsonDepth(text) > kMaxJsonDepth) return "";
  rapidjson::Document document;
  document.Parse<kParseFlags>(text.data(), text.size());
  return document.HasParseError() ? "" : Compact(document);
}

}  // namespace hopline::registry
