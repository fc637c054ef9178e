#include "host/services/schema_check.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <set>
#include <unordered_map>

#include "host/services/schema_value.h"
#include "host/services/text.h"

namespace hopline::services {
namespace {

/// Where the checker stands: in the canonical document and in the file.
struct Spot {
  std::string pointer;
  std::string source_pointer;

  Spot Member(const std::string& canonical, const std::string& written) const {
    return {PointerTo(pointer, canonical), PointerTo(source_pointer, written)};
  }
  Spot Element(size_t index) const {
    return {PointerTo(pointer, index), PointerTo(source_pointer, index)};
  }
};

class Checker {
 public:
  Checker(const CheckOptions& options, DiagnosticList* list)
      : options_(options), list_(*list) {}

  std::vector<SecretValue>& secrets() { return secrets_; }

  /// nullopt for an absent value, and for a wrong one, which is reported.
  std::optional<Json> Check(const SchemaNode& node, const Json& value, const Spot& spot) {
    if (CountsAsAbsent(node, value)) return std::nullopt;
    ConvertedValue converted = ConvertValue(node, value);
    if (!converted.problem.empty()) {
      Report(node, value, spot, converted.problem);
      return std::nullopt;
    }
    Json result = std::move(converted.value);
    if (node.secret) {
      secrets_.push_back({spot.pointer, spot.source_pointer, result.text, value.place});
    }
    if (result.is_array() && node.items != nullptr) {
      // A lone value that became a list stands where it stood.
      const bool wrapped = !value.is_array();
      for (size_t i = 0; i < result.items.size(); ++i) {
        Spot element = spot.Element(i);
        if (wrapped) element.source_pointer = spot.source_pointer;
        CheckElement(*node.items, element, &result.items[i]);
      }
    }
    if (result.is_object() && node.has_properties) return Members(node, result, spot);
    return result;
  }

 private:
  /// Where members of no property stand in their object: there may be very many.
  using NameIndex = std::unordered_map<std::string, size_t>;

  /// An element keeps its position: blank text is a value here, null is not.
  void CheckElement(const SchemaNode& items, const Spot& spot, Json* element) {
    if (element->is_null()) {
      Report(items, *element, spot, "is null; a list has no gaps");
      return;
    }
    SchemaNode node = items;
    node.empty_is_value = true;
    if (auto checked = Check(node, *element, spot)) *element = *std::move(checked);
  }

  Json Members(const SchemaNode& node, const Json& object, const Spot& spot) {
    Json result = Json::Object();
    result.place = object.place;
    std::vector<std::string> blank;
    NameIndex unknown;
    for (const JsonMember& member : object.members) {
      Member(node, member, spot, &result, &blank, &unknown);
    }
    for (const auto& property : node.properties) {
      if (!options_.report_missing || !property.required || property.node.ignored ||
          result.Find(property.name) != nullptr ||
          (spot.pointer.empty() && Contains(options_.excused, property.name)) ||
          reported_.contains(PointerTo(spot.pointer, property.name))) {
        continue;
      }
      const bool is_blank =
          std::find(blank.begin(), blank.end(), property.name) != blank.end();
      const Json* written = is_blank ? object.Find(property.name) : nullptr;
      const Spot at = spot.Member(property.name, property.name);
      list_.Error(written != nullptr ? written->place : object.place, at.source_pointer,
                  PathText(at.pointer) + (is_blank ? " is blank" : " is missing") +
                      "; give it a value" +
                      (property.node.description.empty()
                           ? ""
                           : " (" + Clause(property.node.description) + ")"));
    }
    return result;
  }

  /// A description's first sentence, to stand in brackets.
  static std::string Clause(const std::string& description) {
    std::string clause = description.substr(0, description.find(". "));
    if (clause.ends_with('.')) clause.pop_back();
    if (clause.size() > 1 && std::islower(static_cast<unsigned char>(clause[1])) != 0) {
      clause[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(clause[0])));
    }
    return clause;
  }

  void Member(const SchemaNode& node, const JsonMember& member, const Spot& spot,
              Json* result, std::vector<std::string>* blank, NameIndex* unknown) {
    const std::string key(Trim(member.name));
    if (key != member.name) {
      list_.Warn(member.place, PointerTo(spot.source_pointer, member.name),
                 "blanks around the key \"" + key + "\" are ignored");
    }
    if (spot.pointer.empty() && Contains(options_.platform_keys, key)) {
      result->Set(key, member.value);
      return;
    }
    if (key.starts_with('*') && spot.pointer.empty()) {
      list_.Error(
          member.place, PointerTo(spot.source_pointer, member.name),
          "the encrypted value of \"" + key +
              "\" cannot be decrypted here; put it in clear into a data source of "
              "hopline.json");
      return;
    }
    const SchemaNode::Property* property = node.FindProperty(key);
    if (property == nullptr) {
      Unknown(node, member, key, spot, result, unknown);
      return;
    }
    Known(*property, member, key, spot.Member(property->name, member.name), result,
          blank);
  }

  static bool Contains(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  }

  void Known(const SchemaNode::Property& property, const JsonMember& member,
             const std::string& key, const Spot& spot, Json* result,
             std::vector<std::string>* blank) {
    const std::string& name = property.name;
    if (property.node.ignored) {
      const std::string told =
          PathText(spot.pointer) + " has no effect: " + *property.node.ignored;
      if (property.node.warn) {
        list_.Warn(member.place, spot.source_pointer, told);
      } else {
        list_.Note(member.place, spot.source_pointer, told);
      }
      if (member.value.is_null()) return;
      if (property.node.secret && member.value.is_string()) {
        secrets_.push_back(
            {spot.pointer, spot.source_pointer, member.value.text, member.value.place});
      }
      result->Set(name, member.value);
      return;
    }
    if (CountsAsAbsent(property.node, member.value)) {
      blank->push_back(name);
      return;
    }
    if (!property.node.deprecated.empty()) {
      list_.Warn(member.place, spot.source_pointer,
                 PathText(spot.pointer) + " is deprecated: " + property.node.deprecated);
    }
    if (result->Find(name) != nullptr) {
      list_.Warn(member.place, spot.source_pointer,
                 key == name ? "\"" + key +
                                   "\" is given under another name too; this "
                                   "one is ignored"
                             : "\"" + key + "\" is another word for \"" + name +
                                   "\", which is given too; this one is ignored");
      return;
    }
    const size_t before = list_.all().size();
    if (auto value = Check(property.node, member.value, spot)) {
      result->members.push_back({name, member.place, *std::move(value)});
    } else if (list_.all().size() > before) {
      reported_.insert(spot.pointer);
    }
  }

  void Unknown(const SchemaNode& node, const JsonMember& member, const std::string& key,
               const Spot& spot, Json* result, NameIndex* unknown) {
    const Spot here = spot.Member(key, member.name);
    if (member.value.place.file == 0) {
      std::vector<std::string> names;
      for (const auto& property : node.properties) names.push_back(property.name);
      list_.Warn(member.place, here.source_pointer,
                 "unknown parameter \"" + key + "\"" + DidYouMean(key, names));
    }
    TakeUnknownSecrets(member.value, SoundsSecret(key), here);
    const auto [entry, fresh] = unknown->try_emplace(key, result->members.size());
    if (fresh) {
      result->members.push_back({key, member.value.place, member.value});
    } else {
      result->members[entry->second].value = member.value;
    }
  }

  /// Texts under names that sound secret, at any depth.
  void TakeUnknownSecrets(const Json& value, bool secret, const Spot& spot) {
    if (secret && value.is_string()) {
      secrets_.push_back({spot.pointer, spot.source_pointer, value.text, value.place});
    }
    for (size_t i = 0; i < value.items.size(); ++i) {
      TakeUnknownSecrets(value.items[i], secret, spot.Element(i));
    }
    for (const JsonMember& member : value.members) {
      TakeUnknownSecrets(member.value, secret || SoundsSecret(member.name),
                         spot.Member(member.name, member.name));
    }
  }

  void Report(const SchemaNode& node, const Json& value, const Spot& spot,
              const std::string& problem) {
    constexpr size_t kShown = 60;
    std::string given;
    if (!node.secret && value.is_scalar() && !value.is_null() &&
        value.text.size() < kShown && !problem.starts_with("still")) {
      given = ", is " + WriteJson(value);
    } else if (!value.is_scalar() && !problem.starts_with("has")) {
      given = std::string(", is ") + KindText(value.kind);
    }
    const size_t cure = problem.find(';');  // the cure stays last
    const std::string path = PathText(spot.pointer);
    list_.Error(value.place, spot.source_pointer,
                path + (path.empty() ? "" : " ") + problem.substr(0, cure) + given +
                    (cure == problem.npos ? "" : problem.substr(cure)));
  }

  const CheckOptions& options_;
  DiagnosticList& list_;
  std::vector<SecretValue> secrets_;
  std::set<std::string> reported_;  ///< pointers of values that are wrong, not missing
};

void FillDefaults(const SchemaNode& node, Json* value) {
  if (value->is_array() && node.items != nullptr) {
    for (Json& item : value->items) FillDefaults(*node.items, &item);
  }
  if (!value->is_object()) return;
  for (const auto& property : node.properties) {
    if (property.node.ignored) continue;
    if (Json* given = value->Find(property.name)) {
      FillDefaults(property.node, given);
    } else if (property.node.default_value) {
      FillDefaults(property.node,
                   &value->Set(property.name, *property.node.default_value));
    }
  }
}

/// Takes the value at a pointer out of its object; in a list it becomes null.
void RemoveAt(Json* root, const std::string& pointer) {
  const size_t last = pointer.rfind('/');
  // *root is ours to change; FindPointer only looks.
  auto* parent =
      const_cast<Json*>(FindPointer(*root, std::string_view(pointer).substr(0, last)));
  auto* value = const_cast<Json*>(FindPointer(*root, pointer));
  if (parent == nullptr || value == nullptr) return;
  if (parent->is_array()) {
    *value = Json{};
  } else {
    std::erase_if(parent->members,
                  [&](const JsonMember& m) { return &m.value == value; });
  }
}

}  // namespace

std::vector<std::string> Unwritten(const SchemaNode& schema, const Json& parameters) {
  std::vector<std::string> names;
  for (const auto& property : schema.properties) {
    if (!property.required || property.node.ignored) continue;
    const bool written = std::any_of(
        parameters.members.begin(), parameters.members.end(), [&](const JsonMember& m) {
          return schema.FindProperty(std::string(Trim(m.name))) == &property;
        });
    if (!written) names.push_back(property.name);
  }
  return names;
}

CheckedParameters CheckParameters(const SchemaNode& schema, const Json& parameters,
                                  const CheckOptions& options, DiagnosticList* list) {
  Checker checker(options, list);
  CheckedParameters checked;
  const auto given = checker.Check(schema, parameters, {"", options.source_pointer});
  checked.given = given.value_or(Json::Object());
  checked.secrets = std::move(checker.secrets());
  checked.config = checked.given;
  FillDefaults(schema, &checked.config);
  for (const SecretValue& secret : checked.secrets)
    RemoveAt(&checked.given, secret.pointer);
  return checked;
}

std::string CheckDefaultValue(const SchemaNode& node) {
  DiagnosticList list("");
  const CheckOptions options;
  Checker checker(options, &list);
  const auto value = checker.Check(node, *node.default_value, {"", ""});
  if (list.failed()) return list.all().front().message;
  if (!value || WriteJson(*value) != WriteJson(*node.default_value)) {
    return "must be a value in the canonical type";
  }
  return "";
}

}  // namespace hopline::services
