#include "wire/maxcompute/xml.h"

#include <charconv>

#include "wire/common/encoding.h"

namespace hopline::wire::maxcompute {
namespace {

class StringWriter : public pugi::xml_writer {
 public:
  void write(const void* data, size_t size) override {
    out.append(static_cast<const char*>(data), size);
  }

  std::string out;
};

}  // namespace

pugi::xml_node ParseXmlRoot(std::string_view xml, const char* root,
                            pugi::xml_document* document) {
  if (!document->load_buffer(xml.data(), xml.size(), pugi::parse_default,
                             pugi::encoding_utf8)) {
    return {};
  }
  const pugi::xml_node node = document->document_element();
  return std::string_view(node.name()) == root ? node : pugi::xml_node();
}

void AddText(const char* name, const std::string& value, pugi::xml_node* parent) {
  pugi::xml_node child = parent->append_child(name);
  if (!value.empty()) child.append_child(pugi::node_pcdata).set_value(value.c_str());
}

void AddInteger(const char* name, int64_t value, pugi::xml_node* parent) {
  AddText(name, std::to_string(value), parent);
}

void AddCdata(const char* name, const std::string& value, pugi::xml_node* parent) {
  parent->append_child(name).append_child(pugi::node_cdata).set_value(value.c_str());
}

std::string TextOf(const pugi::xml_node& node) {
  std::string text;
  for (const pugi::xml_node& part : node.children()) text += part.value();
  return text;
}

std::string PrintXml(const pugi::xml_document& document) {
  StringWriter writer;
  writer.out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  document.save(writer, "", pugi::format_raw | pugi::format_no_declaration,
                pugi::encoding_utf8);
  return std::move(writer.out);
}

int64_t IntegerOf(const pugi::xml_node& parent, const char* name, int64_t absent) {
  const std::string_view text = Trim(parent.child_value(name));
  int64_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool good = result.ec == std::errc() && result.ptr == text.data() + text.size();
  return good ? value : absent;
}

}  // namespace hopline::wire::maxcompute
