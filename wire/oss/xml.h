#pragma once

#include <cstdint>
#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>

/// The small XML tools that the messages share; included by the sources of this folder
/// only.

namespace hopline::wire::oss {

/// Writes a document element by element, without white space between them.
class XmlWriter {
 public:
  XmlWriter();

  void Open(std::string_view name);
  void Close(std::string_view name);
  void Text(std::string_view name, std::string_view value);
  void Number(std::string_view name, uint64_t value);
  void Bool(std::string_view name, bool value);
  void Time(std::string_view name, int64_t unix_s);
  /// The quoted entity tag.
  void ETag(std::string_view etag);

  std::string Take() { return std::move(out_); }

 private:
  std::string out_;
};

/// `text` with & < > escaped, and control characters as numbers.
std::string EscapeXml(std::string_view text);

/// A parsed document whose root has the expected name.
class XmlReader {
 public:
  /// After this, ok() tells whether `xml` is a document with the root `root`.
  XmlReader(std::string_view xml, const char* root);

  const pugi::xml_node& root() const { return root_; }
  bool ok() const { return ok_; }

  /// The text of a child, "" if there is none.
  static std::string Text(const pugi::xml_node& parent, const char* name);
  /// A child that must be a number when it is there; otherwise ok() becomes false.
  uint64_t Number(const pugi::xml_node& parent, const char* name, uint64_t absent = 0);
  bool Bool(const pugi::xml_node& parent, const char* name);
  int64_t Time(const pugi::xml_node& parent, const char* name);
  static std::string ETag(const pugi::xml_node& parent);

 private:
  pugi::xml_document document_;
  pugi::xml_node root_;
  bool ok_ = false;
};

/// Percent-encodes `text` if the reply says encoding-type=url, and back.
std::string EncodeIf(bool url_encoded, std::string_view text);
std::string DecodeIf(bool url_encoded, std::string_view text);

}  // namespace hopline::wire::oss
