#include "wire/oss/error.h"

#include "wire/oss/xml.h"

namespace hopline::wire::oss {
namespace {

constexpr std::string_view kAdvice = "https://api.aliyun.com/troubleshoot?q=";

void Line(std::string_view name, std::string_view value, std::string* out) {
  *out += "  <";
  *out += name;
  *out += '>';
  *out += EscapeXml(value);
  *out += "</";
  *out += name;
  *out += ">\n";
}

}  // namespace

std::string FormatError(const ErrorReply& error) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>\n";
  Line("Code", error.code, &out);
  Line("Message", error.message, &out);
  Line("RequestId", error.request_id, &out);
  Line("HostId", error.host_id, &out);
  for (const auto& [name, value] : error.extra) Line(name, value, &out);
  if (!error.ec.empty()) {
    Line("EC", error.ec, &out);
    Line("RecommendDoc", std::string(kAdvice) + error.ec, &out);
  }
  return out + "</Error>\n";
}

std::optional<ErrorReply> ParseError(std::string_view xml) {
  const XmlReader reader(xml, "Error");
  if (!reader.ok()) return std::nullopt;
  ErrorReply error;
  for (const pugi::xml_node& node : reader.root().children()) {
    const std::string_view name = node.name();
    std::string value = node.child_value();
    if (name == "Code") {
      error.code = std::move(value);
    } else if (name == "Message") {
      error.message = std::move(value);
    } else if (name == "RequestId") {
      error.request_id = std::move(value);
    } else if (name == "HostId") {
      error.host_id = std::move(value);
    } else if (name == "EC") {
      error.ec = std::move(value);
    } else if (name != "RecommendDoc" && !name.empty()) {
      error.extra.emplace_back(name, std::move(value));
    }
  }
  return error;
}

}  // namespace hopline::wire::oss
