#include "wire/tablestore/tags.h"

#include <algorithm>

namespace hopline::wire::tablestore {
namespace {

bool IsTagName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return c >= '!' && c <= '~' && c != '"' && c != '=';
  });
}

bool IsTagValue(std::string_view value) {
  return !value.empty() && value.find_first_of("\"=") == std::string_view::npos;
}

// Takes `"name=value"` off the front of *text.
bool TakeTag(std::string_view* text, TagView* tag) {
  if (text->empty() || text->front() != '"') return false;
  const size_t equals = text->find('=', 1);
  if (equals == std::string_view::npos) return false;
  const size_t quote = text->find('"', equals);
  if (quote == std::string_view::npos) return false;
  tag->name = text->substr(1, equals - 1);
  tag->value = text->substr(equals + 1, quote - equals - 1);
  text->remove_prefix(quote + 1);
  return true;
}

}  // namespace

Status ParseTags(std::string_view text, std::vector<TagView>* out) {
  out->clear();
  if (text.empty()) return {};
  if (text.size() < 2 || text.front() != '[' || text.back() != ']') {
    return Status::Error("tags do not stand in brackets");
  }
  std::string_view rest = text.substr(1, text.size() - 2);
  while (!rest.empty()) {
    if (!out->empty()) {
      if (rest.front() != ',') return Status::Error("no comma between two tags");
      rest.remove_prefix(1);
    }
    if (!TakeTag(&rest, &out->emplace_back())) {
      return Status::Error("a tag is not of the form \"name=value\"");
    }
  }
  return {};
}

void AppendTags(std::span<const TagView> tags, std::string* out) {
  out->push_back('[');
  for (size_t i = 0; i < tags.size(); ++i) {
    out->append(i == 0 ? "\"" : ",\"").append(tags[i].name);
    out->append("=").append(tags[i].value).append("\"");
  }
  out->push_back(']');
}

Status AppendCanonicalTags(std::vector<TagView>* tags, std::string* out) {
  const auto by_name = [](const TagView& a, const TagView& b) { return a.name < b.name; };
  if (!std::is_sorted(tags->begin(), tags->end(), by_name)) {
    std::sort(tags->begin(), tags->end(), by_name);
  }
  for (size_t i = 0; i < tags->size(); ++i) {
    const TagView& tag = (*tags)[i];
    if (!IsTagName(tag.name)) {
      return Status::Error("invalid tag name '" + std::string(tag.name) + "'");
    }
    if (!IsTagValue(tag.value)) {
      return Status::Error("invalid value of tag '" + std::string(tag.name) + "'");
    }
    if (i > 0 && (*tags)[i - 1].name == tag.name) {
      return Status::Error("tag '" + std::string(tag.name) + "' is given twice");
    }
  }
  AppendTags(*tags, out);
  return {};
}

}  // namespace hopline::wire::tablestore
