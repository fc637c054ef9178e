#include "wire/oss/xml.h"

#include "wire/oss/date.h"
#include "wire/oss/digest.h"
#include "wire/oss/encoding.h"

namespace hopline::wire::oss {

std::string EscapeXml(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') {
          out += "&#" + std::to_string(static_cast<int>(c)) + ";";
        } else {
          out += c;
        }
    }
  }
  return out;
}

XmlWriter::XmlWriter() : out_("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n") {}

void XmlWriter::Open(std::string_view name) {
  out_ += '<';
  out_ += name;
  out_ += '>';
}

void XmlWriter::Close(std::string_view name) {
  out_ += "</";
  out_ += name;
  out_ += '>';
}

void XmlWriter::Text(std::string_view name, std::string_view value) {
  Open(name);
  out_ += EscapeXml(value);
  Close(name);
}

void XmlWriter::Number(std::string_view name, uint64_t value) {
  Text(name, std::to_string(value));
}

void XmlWriter::Bool(std::string_view name, bool value) {
  Text(name, value ? "true" : "false");
}

void XmlWriter::Time(std::string_view name, int64_t unix_s) {
  Text(name, FormatXmlDate(unix_s));
}

void XmlWriter::ETag(std::string_view etag) { Text("ETag", QuoteETag(etag)); }

XmlReader::XmlReader(std::string_view xml, const char* root) {
  // Blank text is kept: a key may be a space.
  const unsigned flags = pugi::parse_default | pugi::parse_ws_pcdata_single;
  if (!document_.load_buffer(xml.data(), xml.size(), flags, pugi::encoding_utf8)) return;
  root_ = document_.document_element();
  ok_ = std::string_view(root_.name()) == root;
}

std::string XmlReader::Text(const pugi::xml_node& parent, const char* name) {
  return parent.child_value(name);
}

uint64_t XmlReader::Number(const pugi::xml_node& parent, const char* name,
                           uint64_t absent) {
  const pugi::xml_node child = parent.child(name);
  if (!child) return absent;
  const auto value = ParseUnsigned(Trim(child.child_value()));
  if (!value) ok_ = false;
  return value.value_or(absent);
}

bool XmlReader::Bool(const pugi::xml_node& parent, const char* name) {
  const std::string value = ToLower(Trim(parent.child_value(name)));
  if (!value.empty() && value != "true" && value != "false") ok_ = false;
  return value == "true";
}

int64_t XmlReader::Time(const pugi::xml_node& parent, const char* name) {
  const pugi::xml_node child = parent.child(name);
  if (!child) return 0;
  const auto value = ParseXmlDate(Trim(child.child_value()));
  if (!value) ok_ = false;
  return value.value_or(0);
}

std::string XmlReader::ETag(const pugi::xml_node& parent) {
  return NormalizeETag(parent.child_value("ETag"));
}

std::string EncodeIf(bool url_encoded, std::string_view text) {
  return url_encoded ? PercentEncode(text) : std::string(text);
}

std::string DecodeIf(bool url_encoded, std::string_view text) {
  return url_encoded ? PercentDecode(text) : std::string(text);
}

}  // namespace hopline::wire::oss
