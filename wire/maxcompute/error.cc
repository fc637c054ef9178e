#include "wire/maxcompute/error.h"

#include <algorithm>

#include "wire/common/encoding.h"
#include "wire/maxcompute/json.h"
#include "wire/maxcompute/xml.h"

namespace hopline::wire::maxcompute {
namespace {

std::optional<ErrorReply> ParseXml(std::string_view body) {
  pugi::xml_document document;
  const pugi::xml_node root = ParseXmlRoot(body, "Error", &document);
  if (!root) return std::nullopt;
  return ErrorReply{root.child_value("Code"), root.child_value("Message"),
                    root.child_value("RequestId"), root.child_value("HostId")};
}

std::optional<ErrorReply> ParseJson(std::string_view body) {
  rapidjson::Document document;
  if (!ParseJsonObject(body, &document)) return std::nullopt;
  ErrorReply error{JsonText(document, "Code"), JsonText(document, "Message"),
                   JsonText(document, "RequestId"), JsonText(document, "HostId")};
  if (error.code.empty() && error.message.empty()) return std::nullopt;
  error.hold_ms = std::max<int64_t>(JsonInteger(document, "HoldClientMillis", 0), 0);
  return error;
}

}  // namespace

std::string FormatErrorXml(const ErrorReply& error) {
  pugi::xml_document document;
  pugi::xml_node root = document.append_child("Error");
  AddText("Code", error.code, &root);
  AddText("Message", error.message, &root);
  AddText("RequestId", error.request_id, &root);
  AddText("HostId", error.host_id, &root);
  return PrintXml(document);
}

std::string FormatErrorJson(const ErrorReply& error) {
  return PrintJson([&](JsonWriter* json) {
    PutText("Code", error.code, json);
    PutText("Message", error.message, json);
    PutText("RequestId", error.request_id, json);
    PutText("HostId", error.host_id, json);
    if (error.hold_ms > 0) PutInteger("HoldClientMillis", error.hold_ms, json);
  });
}

std::optional<ErrorReply> ParseError(std::string_view body) {
  body = Trim(body);
  return body.starts_with('{') ? ParseJson(body) : ParseXml(body);
}

}  // namespace hopline::wire::maxcompute
