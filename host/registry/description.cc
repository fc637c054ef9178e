#include "host/registry/description.h"

#include <hopline/hopline.h>

#include <cstring>
#include <exception>
#include <set>
#include <utility>

#include "host/registry/manifest.h"
#include "host/registry/refusal.h"
#include "host/registry/tables.h"
#include "host/registry/text_rules.h"

namespace hopline::registry {
namespace {

// Sizes of the first release; never raised within an ABI major.
constexpr uint32_t kPluginSize = 96;
constexpr uint32_t kConnectorSize = 96;
constexpr uint32_t kModuleSize = 24;
constexpr uint32_t kReaderSize = 96;
constexpr uint32_t kWriterSize = 112;
constexpr uint32_t kProcessorSize = 88;
constexpr uint32_t kMaxStructSize = 4096;

constexpr size_t kMaxText = 4096;
constexpr size_t kMaxSchema = 256UL << 10;

/// Walks one description. `where_` is the connector or module that is being looked at.
class Validator {
 public:
  Validator(std::string source, const SchemaCheck& check_schema)
      : source_(std::move(source)), check_schema_(check_schema) {}

  PluginInfo Run(const hopline_plugin* theirs) {
    RequireSize("hopline_plugin", theirs, kPluginSize);
    const hopline_plugin plugin = CopySized(*theirs);
    PluginInfo info;
    info.id = Id("id", plugin.id);
    info.name = Text("name", plugin.name);
    info.version = Text("version", plugin.version);
    info.vendor = Text("vendor", plugin.vendor);
    info.license = Text("license", plugin.license);
    info.description = Text("description", plugin.description);
    RequireZero("flags", plugin.flags);
    RequireCount("n_connectors", plugin.n_connectors, 64, plugin.connectors);
    RequireCount("n_modules", plugin.n_modules, 16, plugin.modules);
    if (plugin.n_connectors + plugin.n_modules == 0) {
      Complain("n_connectors", "and n_modules are both 0");
    }
    for (uint32_t i = 0; i < plugin.n_connectors; ++i) {
      where_ = "connectors/" + std::to_string(i) + "/";
      info.connectors.push_back(Connector(plugin.connectors[i]));
    }
    for (uint32_t i = 0; i < plugin.n_modules; ++i) {
      where_ = "modules/" + std::to_string(i) + "/";
      info.modules.push_back(Module(plugin.modules[i]));
    }
    return info;
  }

 private:
  [[noreturn]] void Complain(const std::string& field, const std::string& rule) const {
    Refuse(Step::kDescription, source_, "`" + where_ + field + "` " + rule);
  }

  template <class Appendable>
  void RequireSize(const char* type, const Appendable* theirs, uint32_t least) const {
    if (theirs == nullptr) Complain(type, "is NULL");
    const uint32_t size = theirs->struct_size;
    if (size < least || size > kMaxStructSize || size % 8 != 0) {
      Complain("struct_size", "of " + std::string(type) + " is " + std::to_string(size) +
                                  "; it must be a multiple of 8 from " +
                                  std::to_string(least) + " to 4096");
    }
  }

  void RequireZero(const char* field, uint32_t value) const {
    if (value != 0) Complain(field, "is not 0");
  }

  void RequireCount(const char* field, uint32_t n, uint32_t most,
                    const void* array) const {
    if (n > most) {
      Complain(field, "is " + std::to_string(n) + ", more than " + std::to_string(most));
    }
    if (n != 0 && array == nullptr) Complain(field, "counts an array that is NULL");
  }

  std::string Text(const char* field, const char* text, size_t most = kMaxText) const {
    if (text == nullptr) Complain(field, "is NULL");
    const size_t size = strnlen(text, most + 1);
    if (size > most) Complain(field, "is longer than " + std::to_string(most) + " bytes");
    std::string copy(text, size);
    if (!IsUtf8(copy)) Complain(field, "is not UTF-8");
    return copy;
  }

  std::string Id(const char* field, const char* text) const {
    std::string id = Text(field, text);
    if (!IsId(id))
      Complain(field, "is `" + id + "`, not of the form [a-z0-9][a-z0-9.-]*");
    return id;
  }

  ConnectorInfo Connector(const hopline_connector* theirs) {
    RequireSize("hopline_connector", theirs, kConnectorSize);
    const hopline_connector connector = CopySized(*theirs);
    ConnectorInfo info;
    info.id = Id("id", connector.id);
    if (!connector_ids_.insert(info.id).second) Complain("id", info.id + " occurs twice");
    where_ += "(" + info.id + ")/";
    if (connector.kind < HOPLINE_KIND_READER || connector.kind > HOPLINE_KIND_PROCESSOR) {
      Complain("kind", "is " + std::to_string(connector.kind) + ", not 1, 2 or 3");
    }
    info.kind = static_cast<Kind>(connector.kind);
    info.capabilities = connector.capabilities;
    info.step_types = StepTypes(connector);
    RequireZero("reserved0", connector.reserved0);
    info.display_name = Text("display_name", connector.display_name);
    info.summary = Text("summary", connector.summary);
    info.config_schema = Schema(connector);
    RequireTables(connector);
    return info;
  }

  std::vector<std::string> StepTypes(const hopline_connector& connector) {
    if (connector.n_step_types == 0) Complain("n_step_types", "is 0");
    RequireCount("n_step_types", connector.n_step_types, 16, connector.step_types);
    std::vector<std::string> words;
    for (uint32_t i = 0; i < connector.n_step_types; ++i) {
      const std::string word = Text("step_types", connector.step_types[i]);
      if (!IsStepType(word)) {
        Complain("step_types", "has `" + word + "`, not of the form [A-Za-z0-9_-]+");
      }
      if (!step_types_.emplace(connector.kind, word).second) {
        Complain("step_types", "claims `" + word + "` a second time for its kind");
      }
      words.push_back(word);
    }
    return words;
  }

  std::string Schema(const hopline_connector& connector) const {
    std::string schema =
        CompactJson(Text("config_schema", connector.config_schema, kMaxSchema));
    if (schema.empty() || schema.front() != '{') {
      Complain("config_schema", "is not a JSON object");
    }
    if (!check_schema_) return schema;
    try {
      check_schema_(schema);
    } catch (const std::exception& reason) {
      Complain("config_schema", std::string("is not acceptable: ") + reason.what());
    }
    return schema;
  }

  /// Exactly one table, that of the kind, with every mandatory slot.
  void RequireTables(const hopline_connector& connector) const {
    const bool reader = connector.kind == HOPLINE_KIND_READER;
    const bool writer = connector.kind == HOPLINE_KIND_WRITER;
    const bool processor = connector.kind == HOPLINE_KIND_PROCESSOR;
    if ((connector.reader != nullptr) != reader ||
        (connector.writer != nullptr) != writer ||
        (connector.processor != nullptr) != processor) {
      Complain("kind", std::string("is ") + KindName(static_cast<Kind>(connector.kind)) +
                           ", so that table must be set and no other");
    }
    if (reader) RequireTable("reader", connector.reader, kReaderSize);
    if (writer) RequireTable("writer", connector.writer, kWriterSize);
    if (processor) RequireTable("processor", connector.processor, kProcessorSize);
  }

  template <class Table>
  void RequireTable(const char* name, const Table* theirs, uint32_t least) const {
    RequireSize(name, theirs, least);
    const Table table = CopySized(*theirs);
    RequireZero((std::string(name) + "/reserved0").c_str(), table.reserved0);
    if (const char* slot = MissingSlot(table)) {
      Complain(std::string(name) + "/" + slot, "is NULL, but mandatory");
    }
  }

  ModuleInfo Module(const hopline_module* theirs) {
    RequireSize("hopline_module", theirs, kModuleSize);
    const hopline_module module = CopySized(*theirs);
    ModuleInfo info{Id("id", module.id), module.revision};
    if (!module_ids_.insert(info.id).second) Complain("id", info.id + " occurs twice");
    if (module.table == nullptr) Complain("table", "is NULL");
    return info;
  }

  std::string source_;
  const SchemaCheck& check_schema_;
  std::string where_;
  std::set<std::string> connector_ids_, module_ids_;
  std::set<std::pair<uint32_t, std::string>> step_types_;
};

/// Compares field by field; the first difference is the refusal.
class Comparer {
 public:
  explicit Comparer(const std::string& object_path) : object_path_(object_path) {}

  template <class Field>
  void Same(const std::string& name, const Field& manifest,
            const Field& described) const {
    if (manifest == described) return;
    Refuse(Step::kDescription, object_path_,
           "`" + name +
               "` of the description differs from the manifest; write the manifest "
               "anew with hopline-manifest");
  }

 private:
  const std::string& object_path_;
};

}  // namespace

PluginInfo Describe(const hopline_plugin* plugin, const std::string& source,
                    const SchemaCheck& check_schema) {
  return Validator(source, check_schema).Run(plugin);
}

void RequireEqual(const PluginInfo& manifest, const PluginInfo& described) {
  const Comparer compare(manifest.object_path);
  compare.Same("id", manifest.id, described.id);
  compare.Same("name", manifest.name, described.name);
  compare.Same("version", manifest.version, described.version);
  compare.Same("vendor", manifest.vendor, described.vendor);
  compare.Same("license", manifest.license, described.license);
  compare.Same("description", manifest.description, described.description);
  compare.Same("connectors", manifest.connectors.size(), described.connectors.size());
  for (size_t i = 0; i < manifest.connectors.size(); ++i) {
    const ConnectorInfo& left = manifest.connectors[i];
    const ConnectorInfo& right = described.connectors[i];
    const std::string where = "connectors/" + std::to_string(i) + "/";
    compare.Same(where + "id", left.id, right.id);
    compare.Same(where + "kind", left.kind, right.kind);
    compare.Same(where + "step_types", left.step_types, right.step_types);
    compare.Same(where + "capabilities", left.capabilities, right.capabilities);
    compare.Same(where + "display_name", left.display_name, right.display_name);
    compare.Same(where + "summary", left.summary, right.summary);
    compare.Same(where + "config_schema", left.config_schema, right.config_schema);
  }
  compare.Same("modules", manifest.modules.size(), described.modules.size());
  for (size_t i = 0; i < manifest.modules.size(); ++i) {
    const std::string where = "modules/" + std::to_string(i) + "/";
    compare.Same(where + "id", manifest.modules[i].id, described.modules[i].id);
    compare.Same(where + "revision", manifest.modules[i].revision,
                 described.modules[i].revision);
  }
}

}  // namespace hopline::registry
