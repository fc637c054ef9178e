#pragma once

#include <cstdint>
#include <pugixml.hpp>
#include <string>
#include <string_view>

/// The small XML tools that the messages share; included by the sources of this folder
/// only.

namespace hopline::wire::maxcompute {

/// The root if it has the expected name, else an empty node. The nodes live in *document.
pugi::xml_node ParseXmlRoot(std::string_view xml, const char* root,
                            pugi::xml_document* document);

void AddText(const char* name, const std::string& value, pugi::xml_node* parent);
void AddInteger(const char* name, int64_t value, pugi::xml_node* parent);
/// The value in a CDATA section.
void AddCdata(const char* name, const std::string& value, pugi::xml_node* parent);

/// All text of a node: a CDATA section that holds "]]>" arrives in two pieces.
std::string TextOf(const pugi::xml_node& node);

/// With the declaration, without white space between elements.
std::string PrintXml(const pugi::xml_document& document);

/// The text of a child as a whole number; `absent` when it is missing or is none.
int64_t IntegerOf(const pugi::xml_node& parent, const char* name, int64_t absent);

}  // namespace hopline::wire::maxcompute
