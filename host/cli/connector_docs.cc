#include "host/cli/connector_docs.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/cli/text_table.h"
#include "host/services/json_writer.h"
#include "host/services/schema.h"

namespace hopline::cli {
namespace {

using registry::ConnectorInfo;
using services::JsonWriter;
using services::PropertyRow;

/// Sentence after sentence.
void Say(std::string* text, const std::string& sentence) {
  if (sentence.empty()) return;
  if (!text->empty()) *text += ' ';
  *text += sentence;
  if (std::string_view(".!?").find(text->back()) == std::string_view::npos) *text += '.';
}

std::string UnitText(const std::string& unit) {
  if (unit == "bytes") return "In bytes, or with a unit: 64MiB";
  if (unit == "duration") return "In seconds, or with a unit: 500ms, 30s, 2m, 1h, 1d";
  return "";
}

std::string Meaning(const PropertyRow& row) {
  std::string text;
  if (!row.deprecated.empty()) Say(&text, "Deprecated: " + row.deprecated);
  Say(&text, row.description);
  Say(&text, UnitText(row.unit));
  if (!row.aliases.empty()) {
    Say(&text, fmt::format("Also written {}", fmt::join(row.aliases, ", ")));
  }
  if (row.secret) Say(&text, "Redacted wherever it would show");
  return text;
}

std::string WhenAbsent(const PropertyRow& row) {
  if (row.required) return "an error";
  return row.default_text.empty() ? "–" : row.default_text;
}

std::vector<PropertyRow> Rows(const ConnectorInfo& connector, bool ignored) {
  std::vector<PropertyRow> rows =
      services::ListProperties(services::ParseSchema(connector.config_schema));
  std::erase_if(rows, [&](const PropertyRow& r) { return r.ignored.empty() == ignored; });
  return rows;
}

std::string AsText(const ConnectorInfo& connector, size_t width) {
  std::string text =
      fmt::format("{} ({} of plugin {} {})\n{}\nstep types: {}\n", connector.id,
                  registry::KindName(connector.kind), connector.plugin->name,
                  connector.plugin->version, connector.summary,
                  fmt::join(connector.step_types, ", "));
  std::vector<std::vector<std::string>> table = {
      {"KEY", "TYPE", "WHEN ABSENT", "MEANING"}};
  for (const PropertyRow& row : Rows(connector, false)) {
    // A long list of words would leave no room for the meaning.
    const bool long_type = row.type.size() > 24 && row.type.starts_with("one of: ");
    table.push_back({row.name, long_type ? "word" : row.type, WhenAbsent(row),
                     (long_type ? "O" + row.type.substr(1) + ". " : "") + Meaning(row)});
  }
  if (table.size() > 1) text += "\n" + TextTable(table, width);
  std::vector<std::vector<std::string>> idle = {{"KNOWN, WITHOUT EFFECT", "WHY"}};
  for (const PropertyRow& row : Rows(connector, true)) {
    idle.push_back({row.name, row.ignored});
  }
  if (idle.size() > 1) text += "\n" + TextTable(idle, width);
  return text;
}

/// A cell of a markdown table.
std::string Cell(std::string text) {
  for (size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) {
    text.insert(at, "\\");
  }
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

std::string AsMarkdown(const ConnectorInfo& connector) {
  std::string text;
  const std::vector<PropertyRow> rows = Rows(connector, false);
  if (!rows.empty())
    text += "| Key | Value | When absent | Meaning |\n|---|---|---|---|\n";
  for (const PropertyRow& row : rows) {
    const std::string absent = row.required || row.default_text.empty()
                                   ? WhenAbsent(row)
                                   : "`" + row.default_text + "`";
    text += fmt::format("| `{}` | {} | {} | {} |\n", row.name, Cell(row.type),
                        Cell(absent), Cell(Meaning(row)));
  }
  const std::vector<PropertyRow> idle = Rows(connector, true);
  if (!idle.empty()) {
    text += fmt::format("{}| Known, without effect | Why |\n|---|---|\n",
                        text.empty() ? "" : "\n");
  }
  for (const PropertyRow& row : idle) {
    text += fmt::format("| `{}` | {} |\n", row.name, Cell(row.ignored));
  }
  return text.empty() ? "It takes no parameters.\n" : text;
}

void Texts(JsonWriter* json, const char* key, const std::vector<std::string>& texts) {
  json->Key(key).BeginArray();
  for (const std::string& text : texts) json->String(text);
  json->EndArray();
}

void Head(JsonWriter* json, const ConnectorInfo& connector) {
  json->Key("id").String(connector.id);
  json->Key("kind").String(registry::KindName(connector.kind));
  Texts(json, "step_types", connector.step_types);
  json->Key("summary").String(connector.summary);
  json->Key("plugin").String(connector.plugin->name);
  json->Key("plugin_id").String(connector.plugin->id);
  json->Key("plugin_version").String(connector.plugin->version);
}

std::string AsJson(const ConnectorInfo& connector) {
  const services::SchemaNode schema = services::ParseSchema(connector.config_schema);
  JsonWriter json;
  json.BeginObject();
  Head(&json, connector);
  if (schema.datasources) Texts(&json, "datasources", *schema.datasources);
  json.Key("parameters").BeginArray();
  for (const PropertyRow& row : services::ListProperties(schema)) {
    json.BeginObject();
    json.Key("name").String(row.name);
    json.Key("type").String(row.type);
    json.Key("required").Bool(row.required);
    if (!row.default_text.empty()) json.Key("default").Raw(row.default_text);
    const auto text = [&](const char* key, const std::string& value) {
      if (!value.empty()) json.Key(key).String(value);
    };
    text("description", row.description);
    text("ignored", row.ignored);
    text("deprecated", row.deprecated);
    text("since", row.since);
    text("unit", row.unit);
    if (row.secret) json.Key("secret").Bool(true);
    if (!row.aliases.empty()) Texts(&json, "aliases", row.aliases);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return json.Take() + "\n";
}

}  // namespace

std::string DescribeConnector(const ConnectorInfo& connector, OutputFormat format,
                              size_t width) {
  switch (format) {
    case OutputFormat::kMarkdown:
      return AsMarkdown(connector);
    case OutputFormat::kJson:
      return AsJson(connector);
    case OutputFormat::kText:
    case OutputFormat::kSvg:
      break;
  }
  return AsText(connector, width);
}

std::string ListAsJson(const std::vector<const ConnectorInfo*>& connectors) {
  JsonWriter json;
  json.BeginArray();
  for (const ConnectorInfo* connector : connectors) {
    json.BeginObject();
    Head(&json, *connector);
    json.EndObject();
  }
  json.EndArray();
  return json.Take() + "\n";
}

}  // namespace hopline::cli
