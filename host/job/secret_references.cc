#include "host/job/secret_references.h"

#include <utility>

#include "host/job/references.h"
#include "host/services/schema_value.h"

namespace hopline::job {

using services::Json;
using services::JsonMember;
using services::PointerTo;
using services::SecretValue;

namespace {

constexpr const char* kSecretMember = "$secret";

std::string DataSourceReference(const SecretValue& secret, const ModelStep& step,
                                const DataSource& source) {
  const std::string below = secret.source_pointer.substr(step.parameter_pointer.size());
  for (const auto& [field, reference] : source.references) {
    const std::string pointer = PointerTo("", field);
    if (below == pointer) return reference;
    if (below.starts_with(pointer + "/")) return "config:" + source.pointer + below;
  }
  return "config:" + source.pointer + below;
}

/// Where a secret can be read again.
std::string Reference(const SecretValue& secret, const ModelStep& step,
                      const std::optional<DataSource>& source, ResolveContext* context) {
  if (source && secret.place.file == context->config.file() && secret.place.file != 0) {
    return DataSourceReference(secret, step, *source);
  }
  const auto origin = context->document.origins.find(secret.place);
  if (origin != context->document.origins.end()) {
    const ValueOrigin& from = origin->second;
    if (from.whole && IsExternalReference(from.names.front())) return from.names.front();
    for (const std::string& name : from.names) context->secret_variables.insert(name);
  }
  return "script:" + secret.source_pointer;
}

}  // namespace

void RefuseSecretMember(const Json& value, const std::string& pointer,
                        services::DiagnosticList* list) {
  for (const Json& item : value.items) RefuseSecretMember(item, pointer, list);
  for (const JsonMember& member : value.members) {
    if (member.name == kSecretMember) {
      list->Error(member.place, pointer, "no parameter may be called $secret");
    }
    RefuseSecretMember(member.value, pointer, list);
  }
}

void StoreReferences(const std::vector<SecretValue>& secrets, const ModelStep& step,
                     const std::optional<DataSource>& source, ResolveContext* context,
                     Json* config) {
  for (const SecretValue& secret : secrets) {
    context->secrets.push_back(secret.value);
    Json reference = Json::Object();
    reference.Set(kSecretMember, Json::String(Reference(secret, step, source, context)));
    // *config is ours; FindPointer only looks.
    auto* place = const_cast<Json*>(services::FindPointer(*config, secret.pointer));
    if (place != nullptr) *place = std::move(reference);
  }
}

}  // namespace hopline::job
