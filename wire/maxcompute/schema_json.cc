#include "wire/maxcompute/schema_json.h"

namespace hopline::wire::maxcompute {

void PutSessionColumns(const char* name, const std::vector<Column>& columns,
                       JsonWriter* json) {
  json->Key(name);
  json->StartArray();
  for (const Column& column : columns) {
    json->StartObject();
    PutText("name", column.name, json);
    PutText("type", FormatType(column.type), json);
    PutText("comment", column.comment, json);
    PutBool("nullable", column.nullable, json);
    PutText("column_id", "", json);
    PutText("default_value", "", json);
    json->EndObject();
  }
  json->EndArray();
}

void PutTableColumns(const char* name, const std::vector<Column>& columns,
                     JsonWriter* json) {
  json->Key(name);
  json->StartArray();
  for (const Column& column : columns) {
    json->StartObject();
    PutText("name", column.name, json);
    PutText("type", FormatType(column.type), json);
    PutText("comment", column.comment, json);
    PutText("label", "", json);
    PutBool("isNullable", column.nullable, json);
    PutBool("hasDefaultValue", false, json);
    json->EndObject();
  }
  json->EndArray();
}

Status ReadColumns(const rapidjson::Value& object, const char* name,
                   const char* nullable_name, std::vector<Column>* out) {
  const rapidjson::Value* columns = JsonArray(object, name);
  if (columns == nullptr) return {};
  for (const rapidjson::Value& entry : columns->GetArray()) {
    if (!entry.IsObject())
      return Status::Error("the schema has a column that is no object");
    Column& column = out->emplace_back();
    column.name = JsonText(entry, "name");
    column.comment = JsonText(entry, "comment");
    column.nullable = JsonBool(entry, nullable_name, true);
    const Status status = ParseType(JsonText(entry, "type"), &column.type);
    if (column.name.empty())
      return Status::Error("the schema has a column without a name");
    if (!status.ok()) {
      return Status::Error("column " + column.name + ": " + status.message());
    }
  }
  return {};
}

}  // namespace hopline::wire::maxcompute
