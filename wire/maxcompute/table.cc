#include "wire/maxcompute/table.h"

#include "wire/common/date.h"
#include "wire/maxcompute/json.h"
#include "wire/maxcompute/schema_json.h"
#include "wire/maxcompute/xml.h"

namespace hopline::wire::maxcompute {
namespace {

std::string SchemaJson(const Table& table) {
  return PrintJson([&](JsonWriter* json) {
    PutText("tableName", table.name, json);
    PutText("comment", table.comment, json);
    PutText("owner", table.owner, json);
    PutText("tableLabel", "", json);
    PutInteger("createTime", table.created_unix_s, json);
    PutInteger("lastModifiedTime", table.modified_unix_s, json);
    PutInteger("lastDDLTime", table.ddl_unix_s, json);
    PutBool("isVirtualView", table.schema.is_virtual_view, json);
    PutBool("isMaterializedView", table.is_materialized_view, json);
    PutBool("isExternal", table.is_external, json);
    PutInteger("lifecycle", table.lifecycle_days, json);
    if (table.size_bytes >= 0) PutInteger("size", table.size_bytes, json);
    if (table.record_count >= 0) PutInteger("recordNum", table.record_count, json);
    PutTableColumns("columns", table.schema.columns, json);
    PutTableColumns("partitionKeys", table.schema.partition_keys, json);
  });
}

const char* TableKind(const Table& table) {
  if (table.is_materialized_view) return "MATERIALIZED_VIEW";
  if (table.schema.is_virtual_view) return "VIRTUAL_VIEW";
  return table.is_external ? "EXTERNAL_TABLE" : "MANAGED_TABLE";
}

std::string FormatEnvelope(const Table& table, const std::string& json) {
  pugi::xml_document document;
  pugi::xml_node root = document.append_child("Table");
  AddText("Name", table.name, &root);
  AddText("TableId", table.id, &root);
  AddCdata("Schema", json, &root);
  root.child("Schema").append_attribute("format").set_value("Json");
  AddText("Comment", table.comment, &root);
  AddText("Owner", table.owner, &root);
  AddText("Project", table.project, &root);
  AddText("TableLabel", "", &root);
  AddText("CreationTime", FormatHttpDate(table.created_unix_s), &root);
  AddText("LastModifiedTime", FormatHttpDate(table.modified_unix_s), &root);
  AddText("Type", TableKind(table), &root);
  return PrintXml(document);
}

Status ReadSchemaJson(std::string_view text, Table* out) {
  rapidjson::Document json;
  if (!ParseJsonObject(text, &json)) {
    return Status::Error("the schema of table " + out->name + " is no JSON object");
  }
  out->comment = JsonText(json, "comment");
  out->created_unix_s = JsonInteger(json, "createTime", 0);
  out->modified_unix_s = JsonInteger(json, "lastModifiedTime", 0);
  out->ddl_unix_s = JsonInteger(json, "lastDDLTime", 0);
  out->lifecycle_days = JsonInteger(json, "lifecycle", -1);
  out->size_bytes = JsonInteger(json, "size", -1);
  out->record_count = JsonInteger(json, "recordNum", -1);
  out->schema.is_virtual_view = JsonBool(json, "isVirtualView", false);
  out->is_materialized_view = JsonBool(json, "isMaterializedView", false);
  out->is_external = JsonBool(json, "isExternal", false);
  Status status = ReadColumns(json, "columns", "isNullable", &out->schema.columns);
  if (!status.ok()) return status;
  return ReadColumns(json, "partitionKeys", "isNullable", &out->schema.partition_keys);
}

}  // namespace

std::string FormatProject(const Project& project) {
  pugi::xml_document document;
  pugi::xml_node root = document.append_child("Project");
  AddText("Name", project.name, &root);
  AddText("Type", "managed", &root);
  AddText("Comment", "", &root);
  AddText("Owner", project.owner, &root);
  AddText("CreationTime", FormatHttpDate(project.created_unix_s), &root);
  AddText("LastModifiedTime", FormatHttpDate(project.modified_unix_s), &root);
  AddText("State", "AVAILABLE", &root);
  AddText("Properties", "", &root);
  return PrintXml(document);
}

std::string FormatTable(const Table& table) {
  return FormatEnvelope(table, SchemaJson(table));
}

Status ParseTable(std::string_view xml, Table* out) {
  *out = {};
  pugi::xml_document document;
  const pugi::xml_node root = ParseXmlRoot(xml, "Table", &document);
  if (!root) return Status::Error("the answer is no <Table> document");
  out->name = root.child_value("Name");
  out->project = root.child_value("Project");
  out->id = root.child_value("TableId");
  out->owner = root.child_value("Owner");
  return ReadSchemaJson(TextOf(root.child("Schema")), out);
}

std::string FormatExtendedTable(const Table& table) {
  return FormatEnvelope(table, PrintJson([&](JsonWriter* json) {
                          PutBool("IsArchived", false, json);
                          PutInteger("PhysicalSize", table.size_bytes, json);
                          PutInteger("FileNum", 1, json);
                          PutInteger("LifeCycle", table.lifecycle_days, json);
                          PutText("Reserved", R"({"Transactional":"false"})", json);
                        }));
}

std::string FormatTablePage(const TablePage& page, int64_t max_items) {
  pugi::xml_document document;
  pugi::xml_node root = document.append_child("Tables");
  AddText("Marker", page.marker, &root);
  AddInteger("MaxItems", max_items, &root);
  for (const Table& table : page.tables) {
    pugi::xml_node node = root.append_child("Table");
    AddText("Name", table.name, &node);
    AddText("Owner", table.owner, &node);
    AddText("Type", TableKind(table), &node);
  }
  return PrintXml(document);
}

Status ParseTablePage(std::string_view xml, TablePage* out) {
  *out = {};
  pugi::xml_document document;
  const pugi::xml_node root = ParseXmlRoot(xml, "Tables", &document);
  if (!root) return Status::Error("the answer is no <Tables> document");
  out->marker = root.child_value("Marker");
  for (const pugi::xml_node& node : root.children("Table")) {
    Table& table = out->tables.emplace_back();
    table.name = node.child_value("Name");
    table.owner = node.child_value("Owner");
  }
  return {};
}

}  // namespace hopline::wire::maxcompute
