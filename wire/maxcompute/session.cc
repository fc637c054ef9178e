#include "wire/maxcompute/session.h"

#include "wire/maxcompute/json.h"
#include "wire/maxcompute/schema_json.h"

namespace hopline::wire::maxcompute {
namespace {

void PutSchema(const TableSchema& schema, JsonWriter* json) {
  json->Key("Schema");
  json->StartObject();
  PutBool("IsVirtualView", schema.is_virtual_view, json);
  PutSessionColumns("columns", schema.columns, json);
  PutSessionColumns("partitionKeys", schema.partition_keys, json);
  json->EndObject();
}

Status ReadSchema(const rapidjson::Value& document, TableSchema* out) {
  const rapidjson::Value* schema = JsonObject(document, "Schema");
  if (schema == nullptr) return {};
  out->is_virtual_view = JsonBool(*schema, "IsVirtualView", false);
  Status status = ReadColumns(*schema, "columns", "nullable", &out->columns);
  if (!status.ok()) return status;
  return ReadColumns(*schema, "partitionKeys", "nullable", &out->partition_keys);
}

/// What both kinds of session have.
template <typename Session>
void PutCommon(const char* id_name, const Session& session, JsonWriter* json) {
  PutText(id_name, session.id, json);
  PutText("Status", session.status, json);
  PutText("Owner", session.owner, json);
  PutText("Initiated", session.initiated, json);
  PutText("QuotaName", session.quota_name, json);
}

template <typename Session>
void ReadCommon(const char* id_name, const rapidjson::Value& document, Session* out) {
  out->id = JsonText(document, id_name);
  out->status = JsonText(document, "Status");
  out->owner = JsonText(document, "Owner");
  out->initiated = JsonText(document, "Initiated");
  out->quota_name = JsonText(document, "QuotaName");
}

Status NotASession(std::string_view json) {
  return Status::Error("the answer is no session: " + std::string(json.substr(0, 200)));
}

}  // namespace

std::vector<Type> TypesOf(const std::vector<Column>& columns) {
  std::vector<Type> types;
  types.reserve(columns.size());
  for (const Column& column : columns) types.push_back(column.type);
  return types;
}

std::string FormatUploadSession(const UploadSession& session) {
  return PrintJson([&](JsonWriter* json) {
    PutCommon("UploadID", session, json);
    PutBool("IsOverwrite", session.is_overwrite, json);
    PutInteger("MaxFieldSize", session.max_field_bytes, json);
    PutSchema(session.schema, json);
    json->Key("UploadedBlockList");
    json->StartArray();
    for (const UploadedBlock& block : session.blocks) {
      json->StartObject();
      PutInteger("BlockID", block.id, json);
      PutInteger("CreateTime", 0, json);
      PutText("Date", "", json);
      PutText("FileName",
              std::to_string(block.id) + "_" + std::to_string(block.version) + "_1",
              json);
      PutInteger("RawSize", 0, json);
      PutInteger("RecordCount", 1, json);
      PutInteger("Version", block.version, json);
      json->EndObject();
    }
    json->EndArray();
  });
}

Status ParseUploadSession(std::string_view json, UploadSession* out) {
  *out = {};
  rapidjson::Document document;
  if (!ParseJsonObject(json, &document)) return NotASession(json);
  ReadCommon("UploadID", document, out);
  out->is_overwrite = JsonBool(document, "IsOverwrite", false);
  out->max_field_bytes = JsonInteger(document, "MaxFieldSize", kMaxFieldBytes);
  const rapidjson::Value* blocks = JsonArray(document, "UploadedBlockList");
  if (out->id.empty() && blocks == nullptr) return NotASession(json);
  if (blocks != nullptr) {
    for (const rapidjson::Value& block : blocks->GetArray()) {
      const int64_t id = block.IsObject() ? JsonInteger(block, "BlockID", -1) : -1;
      if (id < 0)
        return Status::Error(
            "the block list of the upload has an entry without a BlockID");
      out->blocks.push_back({id, JsonInteger(block, "Version", 0)});
    }
  }
  return ReadSchema(document, &out->schema);
}

std::string FormatDownloadSession(const DownloadSession& session) {
  return PrintJson([&](JsonWriter* json) {
    PutCommon("DownloadID", session, json);
    PutInteger("RecordCount", session.record_count, json);
    PutSchema(session.schema, json);
  });
}

Status ParseDownloadSession(std::string_view json, DownloadSession* out) {
  *out = {};
  rapidjson::Document document;
  if (!ParseJsonObject(json, &document)) return NotASession(json);
  ReadCommon("DownloadID", document, out);
  if (out->id.empty()) return NotASession(json);
  out->record_count = JsonInteger(document, "RecordCount", -1);
  if (out->record_count < 0 && out->status != kSessionInitiating) {
    return Status::Error("the download session has no RecordCount");
  }
  return ReadSchema(document, &out->schema);
}

}  // namespace hopline::wire::maxcompute
