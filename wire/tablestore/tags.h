#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wire/tablestore/status.h"

/// The tags of a time line, and the attributes of its meta, as one string:
/// `["k1=v1","k2=v2"]`, `[]` without any. Nothing is escaped.
///
/// Shape:   names of one or more characters from '!' to '~' without '"' and '='; values
///          of one or more characters without '"' and '='; UTF-8, not checked. The
///          canonical form has the names in ascending order of their bytes, each once.
namespace hopline::wire::tablestore {

struct TagView {
  std::string_view name;
  std::string_view value;

  friend bool operator==(const TagView&, const TagView&) = default;
};

/// A tag that owns its bytes.
struct Tag {
  std::string name;
  std::string value;

  friend bool operator==(const Tag&, const Tag&) = default;
};

/// Reads a string of tags, in whatever order it has them; values may hold commas and
/// brackets. "" is read as `[]`.
/// Owns:    *out points into `text`.
/// Errors:  not of that form. Characters of names and values are not judged.
Status ParseTags(std::string_view text, std::vector<TagView>* out);

/// Appends the tags as they are.
void AppendTags(std::span<const TagView> tags, std::string* out);

/// Sorts the tags and appends their canonical form.
/// Errors:  a name or value that the form above does not allow, or a name that occurs
///          twice; then nothing is appended.
Status AppendCanonicalTags(std::vector<TagView>* tags, std::string* out);

}  // namespace hopline::wire::tablestore
