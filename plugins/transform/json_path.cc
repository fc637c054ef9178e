#include "plugins/transform/json_path.h"

#include <hopline/error.hpp>

#include <charconv>

namespace hopline::plugins::transform {

JsonPath::JsonPath(const std::string& pointer, const std::string& path)
    : pointer_(pointer) {
  if (path.empty() || path[0] != '$') Refuse(path, 0, "a path begins with $");
  for (size_t at = 1; at < path.size();) {
    if (path[at] == '[') {
      ParseBracket(path, &at);
    } else if (path[at] == '.') {
      ++at;
      ParseName(path, &at);
    } else {
      Refuse(path, at, "a dot or [ belongs here");
    }
  }
}

void JsonPath::ParseName(std::string_view path, size_t* at) {
  const size_t end = std::min(path.find_first_of(".[", *at), path.size());
  const std::string_view name = path.substr(*at, end - *at);
  if (name.empty()) Refuse(path, *at, "a name is missing; .. is not known here");
  if (name == "*") Refuse(path, *at, "* is not known here: a path names one value");
  steps_.emplace_back(std::string(name));
  *at = end;
}

/// "['name']", "["name"]" or "[index]".
void JsonPath::ParseBracket(std::string_view path, size_t* at) {
  const size_t open = (*at)++;
  const char quote = *at < path.size() ? path[*at] : '\0';
  if (quote == '\'' || quote == '"') {
    std::string name;
    for (++*at; *at < path.size() && path[*at] != quote; ++*at) {
      if (path[*at] == '\\' && *at + 1 < path.size()) ++*at;
      name += path[*at];
    }
    if (*at + 1 >= path.size() || path[*at + 1] != ']') {
      Refuse(path, open, "the bracket is not closed");
    }
    *at += 2;
    steps_.emplace_back(std::move(name));
    return;
  }
  int64_t index = 0;
  const char* begin = path.data() + *at;
  const char* end = path.data() + path.size();
  const auto [stop, failure] = std::from_chars(begin, end, index);
  if (failure != std::errc() || stop == end || *stop != ']') {
    Refuse(path, open, "an index or a quoted name belongs into brackets");
  }
  steps_.emplace_back(index);
  *at = static_cast<size_t>(stop - path.data()) + 1;
}

void JsonPath::Refuse(std::string_view path, size_t at, const char* why) const {
  throw Error(HOPLINE_STATUS_INVALID_ARGUMENT, pointer_ + ": '" + std::string(path) +
                                                   "' is no path: " + why + " (offset " +
                                                   std::to_string(at) + ")");
}

const rapidjson::Value* JsonPath::Find(const rapidjson::Value& root) const {
  const rapidjson::Value* value = &root;
  for (const Step& step : steps_) {
    if (const auto* name = std::get_if<std::string>(&step)) {
      if (!value->IsObject()) return nullptr;
      const auto member = value->FindMember(*name);
      if (member == value->MemberEnd()) return nullptr;
      value = &member->value;
      continue;
    }
    if (!value->IsArray()) return nullptr;
    const auto size = static_cast<int64_t>(value->Size());
    int64_t index = std::get<int64_t>(step);
    if (index < 0) index += size;
    if (index < 0 || index >= size) return nullptr;
    value = &(*value)[static_cast<rapidjson::SizeType>(index)];
  }
  return value;
}

}  // namespace hopline::plugins::transform
