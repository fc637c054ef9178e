#include "host/job/tidy.h"

#include <initializer_list>
#include <string>
#include <string_view>

#include "host/job/setting.h"
#include "host/services/text.h"

namespace hopline::job {

using services::DiagnosticList;
using services::Json;
using services::JsonMember;
using services::LowerAscii;
using services::Trim;

namespace {

using Names = std::initializer_list<std::string_view>;

void Rename(Json* object, Names names) {
  if (object == nullptr) return;
  for (const std::string_view name : names) {
    if (object->Find(name) != nullptr) continue;
    for (JsonMember& member : object->members) {
      if (LowerAscii(Trim(member.name)) != LowerAscii(name)) continue;
      member.name = name;
      break;
    }
  }
}

/// A reader, writer, transformer or step.
void TidyStep(Json* step) {
  if (step == nullptr) return;
  Rename(step, {"stepType", "plugin", "name", "category", "displayName", "description",
                "copies", "parameter"});
  if (Json* parameter = step->Find("parameter")) TrimKeys(parameter);
}

template <typename Action>
void ForEach(Json* list, Action action) {
  if (list == nullptr) return;
  for (Json& item : list->items) action(&item);
}

void TidySetting(Json* holder, DiagnosticList* list) {
  if (holder == nullptr) return;
  Rename(holder, {"setting", "dataxSetting"});
  for (const char* name : {"setting", "dataxSetting"}) {
    if (Json* setting = holder->Find(name)) *setting = PlainSetting(*setting, list);
  }
}

}  // namespace

void TrimKeys(Json* value) {
  for (Json& item : value->items) TrimKeys(&item);
  for (JsonMember& member : value->members) {
    member.name = std::string(Trim(member.name));
    TrimKeys(&member.value);
  }
}

void TidyKeys(Json* root, DiagnosticList* list) {
  Rename(root, {"type", "version", "steps", "order", "configuration", "job", "extend",
                "transform", "copies", "core", "common", "entry", "plugin"});
  TidySetting(root, list);
  ForEach(root->Find("steps"), TidyStep);
  if (Json* order = root->Find("order")) {
    Rename(order, {"hops"});
    ForEach(order->Find("hops"), [](Json* hop) { Rename(hop, {"from", "to"}); });
  }
  if (Json* configuration = root->Find("configuration")) {
    Rename(configuration, {"reader", "writer"});
    TidyStep(configuration->Find("reader"));
    TidyStep(configuration->Find("writer"));
    TidySetting(configuration, list);
  }
  if (Json* job = root->Find("job")) {
    Rename(job, {"content", "preHandler", "postHandler", "jobInfo"});
    TidySetting(job, list);
    ForEach(job->Find("content"), [](Json* content) {
      Rename(content, {"reader", "writer", "transformer"});
      TidyStep(content->Find("reader"));
      TidyStep(content->Find("writer"));
      ForEach(content->Find("transformer"), TidyStep);
    });
  }
}

}  // namespace hopline::job
