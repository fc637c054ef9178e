#include "host/job/structure.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/services/text.h"

namespace hopline::job {

using services::LowerAscii;
using services::Trim;

using services::Json;
using services::JsonMember;
using services::PointerTo;

namespace {

bool SameWord(std::string_view written, std::string_view name) {
  return LowerAscii(Trim(written)) == LowerAscii(name);
}

}  // namespace

Part Structure::Get(const Part& object, std::string_view name) {
  const JsonMember* found = nullptr;
  for (const JsonMember& member : object.value->members) {
    if (member.name == name) found = &member;
  }
  for (const JsonMember& member : object.value->members) {
    if (found != nullptr || !SameWord(member.name, name)) continue;
    found = &member;
    const std::string pointer = PointerTo(object.pointer, member.name);
    if (!told_.insert(pointer).second) continue;
    list_.Warn(member.place, pointer,
               fmt::format("the key \"{}\" is read as \"{}\"", member.name, name));
  }
  if (found == nullptr || found->value.is_null()) return {};
  return {&found->value, PointerTo(object.pointer, found->name), found->place};
}

Part Structure::GetObject(const Part& object, std::string_view name) {
  Part part = Get(object, name);
  if (part && !part.value->is_object()) {
    Error(part, fmt::format("\"{}\" must be an object {{ }}, is {}", name,
                            KindText(part.value->kind)));
    return {};
  }
  return part;
}

Part Structure::GetArray(const Part& object, std::string_view name) {
  Part part = Get(object, name);
  if (part && !part.value->is_array()) {
    Error(part, fmt::format("\"{}\" must be a list [ ], is {}", name,
                            KindText(part.value->kind)));
    return {};
  }
  return part;
}

std::string Structure::GetText(const Part& object, std::string_view name) {
  const Part part = Get(object, name);
  if (!part) return "";
  if (!part.value->is_string() && !part.value->is_number()) {
    Error(part, fmt::format("\"{}\" must be a string, is {}", name,
                            KindText(part.value->kind)));
    return "";
  }
  return std::string(Trim(part.value->text));
}

void Structure::WarnUnknown(const Part& object, const std::vector<std::string>& names) {
  for (const JsonMember& member : object.value->members) {
    if (std::none_of(names.begin(), names.end(), [&](const std::string& name) {
          return SameWord(member.name, name);
        })) {
      list_.Warn(member.place, PointerTo(object.pointer, member.name),
                 "unknown key \"" + member.name + "\"" +
                     services::DidYouMean(member.name, names));
    }
  }
}

void Structure::Error(const Part& at, const std::string& message) {
  list_.Error(at.value->place, at.pointer, message);
}

Part ElementOf(const Part& list, size_t index) {
  const Json& value = list.value->items.at(index);
  return {&value, PointerTo(list.pointer, index), value.place};
}

}  // namespace hopline::job
