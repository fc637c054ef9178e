#include "host/job/setting.h"

#include <fmt/format.h>

#include <charconv>

#include "host/job/zone.h"
#include "host/services/schema.h"
#include "host/services/schema_check.h"
#include "host/services/text.h"

namespace hopline::job {

using services::LowerAscii;
using services::Trim;

using services::DiagnosticList;
using services::Json;
using services::JsonMember;
using services::Place;
using services::SchemaNode;

namespace {

/// `setting` is checked like a connector's parameters; what the subset cannot say follows
/// below.
constexpr const char* kSchema = R"json({
  "type": "object",
  "properties": {
    "errorLimit": {"type": "object", "properties": {
      "record": {"type": "integer", "minimum": 0},
      "percentage": {"type": "number", "minimum": 0, "maximum": 1},
      "strategy": {"type": "string", "enum": ["Ignore", "Tolerance", "ZeroTolerance"]}}},
    "speed": {"type": "object", "properties": {
      "concurrent": {"type": "integer", "minimum": 1, "maximum": 1024,
                     "x-hopline-alias": ["channel"]},
      "throttle": {"type": "boolean"},
      "mbps": {"type": "integer", "minimum": 1, "maximum": 1000000},
      "byte": {"type": "integer"},
      "record": {"type": "integer"},
      "dmu": {"x-hopline-ignored": "a billing unit of the service"}}},
    "locale": {"type": "string"},
    "common": {"type": "object", "properties": {
      "column": {"type": "object", "properties": {
        "timeZone": {"type": "string"},
        "datetimeFormat": {"type": "string"},
        "dateFormat": {"type": "string"},
        "timeFormat": {"type": "string"},
        "extraFormats": {"type": "array", "x-hopline-one": true,
                         "items": {"type": "string"}},
        "encoding": {"type": "string"},
        "locale": {"x-hopline-ignored": "setting.locale chooses the language"}}}}},
    "dryRun": {"type": "boolean"},
    "jvmOption": {"x-hopline-ignored": "there is no Java machine here"},
    "jvmMemory": {"x-hopline-ignored": "there is no Java machine here"},
    "executeMode": {"x-hopline-ignored": "the command line chooses how tasks are spread"},
    "failoverEnable": {"x-hopline-ignored": "an interrupted run is resumed by --resume"},
    "keyVersion": {"x-hopline-ignored": "no encrypted values are used"},
    "useSpecialSecret": {"x-hopline-ignored": "a flag of migrated scripts"}
  }
})json";

const SchemaNode& SettingSchema() {
  static const SchemaNode kParsed = services::ParseSchema(kSchema);
  return kParsed;
}

/// Brings keys written with other capitals or blanks to the schema's spelling.
void NormalizeKeys(const SchemaNode& schema, Json* value, DiagnosticList* list) {
  for (JsonMember& member : value->members) {
    for (const auto& property : schema.properties) {
      if (LowerAscii(Trim(member.name)) != LowerAscii(property.name)) continue;
      if (member.name != property.name) {
        list->Warn(
            member.place, "",
            fmt::format("the key \"{}\" is read as \"{}\"", member.name, property.name));
        member.name = property.name;
      }
      NormalizeKeys(property.node, &member.value, list);
    }
  }
}

class Reader {
 public:
  Reader(const Model& model, DiagnosticList* list) : model_(model), list_(*list) {
    written_ = PlainSetting(model.setting, list);
    services::CheckOptions options;
    options.source_pointer = model.setting_pointer;
    checked_ = services::CheckParameters(SettingSchema(), written_, options, list).config;
  }

  Setting Run(const std::string& user_locale) {
    Speed();
    ErrorLimit();
    Locale(user_locale);
    if (const Json* dry = Find("/dryRun")) setting_.check_only = dry->boolean;
    setting_.settings_json = WriteJson(Column());
    TakePlaces(checked_, "");
    return std::move(setting_);
  }

 private:
  const Json* Find(const char* pointer) const {
    return services::FindPointer(checked_, pointer);
  }
  std::optional<uint64_t> Integer(const char* pointer) const {
    const Json* value = Find(pointer);
    if (value == nullptr || !value->is_integer()) return std::nullopt;
    uint64_t number = 0;
    std::from_chars(value->text.data(), value->text.data() + value->text.size(), number);
    return number;
  }
  /// A limit of the engine, where 0 and everything below mean none.
  uint64_t Rate(const char* pointer) const {
    const Json* value = Find(pointer);
    return value == nullptr || value->text.starts_with('-') ? 0 : *Integer(pointer);
  }
  Place At(const char* pointer) const {
    const Json* value = Find(pointer);
    return value == nullptr ? model_.setting.place : value->place;
  }
  std::string Pointer(const char* pointer) const {
    return model_.setting_pointer + pointer;
  }

  void TakePlaces(const Json& value, const std::string& pointer) {
    if (value.is_scalar() && value.place.known()) {
      setting_.places[pointer] = {list_.FileName(value.place.file), value.place.line,
                                  value.place.column};
    }
    for (const JsonMember& member : value.members) {
      TakePlaces(member.value, services::PointerTo(pointer, member.name));
    }
  }

  void Speed() {
    if (const auto concurrent = Integer("/speed/concurrent")) {
      setting_.concurrent = static_cast<uint32_t>(*concurrent);
      if (*concurrent > 32) {
        list_.Note(At("/speed/concurrent"), Pointer("/speed/concurrent"),
                   "speed.concurrent is above the documented 32");
      }
    } else if (model_.shape == Shape::kCore) {
      list_.Error(At("/speed"), Pointer("/speed"),
                  "speed.channel is missing; give the number of parallel pipelines");
    } else {
      setting_.concurrent = model_.shape == Shape::kV2 ? 3 : 1;
    }
    Throttle();
    if (model_.shape == Shape::kCore) {
      if (Find("/speed/byte") != nullptr) setting_.bytes_per_second = Rate("/speed/byte");
      setting_.records_per_second = Rate("/speed/record");
      return;
    }
    for (const char* key : {"/speed/byte", "/speed/record"}) {
      if (Find(key) == nullptr) continue;
      list_.Warn(At(key), Pointer(key),
                 fmt::format("speed.{} belongs to the DataX shape and has no effect here",
                             key + 7));
    }
  }

  /// Source: with throttle false mbps has no effect (seed 000); version 1.0 has no other
  /// switch than mbps itself (seeds 001 to 003).
  void Throttle() {
    constexpr uint64_t kMegabyte = uint64_t{1} << 20U;
    const auto mbps = Integer("/speed/mbps");
    const Json* throttle = Find("/speed/throttle");
    const bool on =
        throttle == nullptr ? model_.shape == Shape::kV1 && mbps : throttle->boolean;
    const Json* written = services::FindPointer(written_, "/speed/mbps");
    const bool is_wrong = !mbps && written != nullptr && !Trim(written->text).empty();
    if (on && is_wrong) return;  // said already
    if (on && !mbps) {
      list_.Error(
          At("/speed/throttle"), Pointer("/speed/throttle"),
          "speed.throttle is true, but speed.mbps is missing; give the rate in MB "
          "per second");
    } else if (on) {
      setting_.bytes_per_second = *mbps * kMegabyte;
    } else if (mbps) {
      list_.Note(At("/speed/mbps"), Pointer("/speed/mbps"),
                 "speed.mbps has no effect without \"throttle\": true");
    }
  }

  void ErrorLimit() {
    setting_.error_record = Integer("/errorLimit/record");
    if (const Json* share = Find("/errorLimit/percentage");
        share != nullptr && !setting_.error_record) {
      double value = 0;
      std::from_chars(share->text.data(), share->text.data() + share->text.size(), value);
      setting_.error_percentage = value;
    }
    const Json* strategy = Find("/errorLimit/strategy");
    if (strategy != nullptr) {
      Strategy(strategy->text);
    } else if (!setting_.error_record && !setting_.error_percentage && !list_.failed()) {
      list_.Warn(At("/errorLimit"), Pointer("/errorLimit"),
                 "errorLimit.record is not set: any number of dirty rows is tolerated; "
                 "\"record\": 0 stops at the first");
    }
  }

  void Strategy(const std::string& strategy) {
    const auto record = setting_.error_record;
    if (strategy == "Tolerance") {
      if (!record) {
        list_.Error(
            At("/errorLimit/strategy"), Pointer("/errorLimit/strategy"),
            "errorLimit.strategy Tolerance needs errorLimit.record; give a number");
      }
      return;
    }
    const bool zero = strategy == "ZeroTolerance";
    setting_.error_record = zero ? std::optional<uint64_t>(0) : std::nullopt;
    setting_.error_percentage.reset();
    if (record && (!zero || *record != 0)) {
      list_.Warn(
          At("/errorLimit/record"), Pointer("/errorLimit/record"),
          fmt::format("errorLimit.record has no effect: strategy {} decides", strategy));
    }
  }

  void Locale(const std::string& user_locale) {
    setting_.locale = user_locale;
    const Json* locale = Find("/locale");
    if (locale == nullptr) return;
    const std::string language = LowerAscii(locale->text).substr(0, 2);
    setting_.locale = language == "zh" ? "zh" : "en";
    if (language != "zh" && language != "en") {
      list_.Warn(
          locale->place, Pointer("/locale"),
          fmt::format("locale \"{}\" counts as en; zh and en are known", locale->text));
    }
  }

  Json Column() {
    struct Default {
      const char* key;
      const char* value;
    };
    // Source: DataX's shipped core.json.
    static constexpr Default kDefaults[] = {{"timeZone", kDefaultZone},
                                            {"datetimeFormat", "yyyy-MM-dd HH:mm:ss"},
                                            {"dateFormat", "yyyy-MM-dd"},
                                            {"timeFormat", "HH:mm:ss"},
                                            {"encoding", "utf-8"}};
    const Json* given = Find("/common/column");
    Json column = Json::Object();
    for (const auto& [key, value] : kDefaults) {
      const Json* one = given == nullptr ? nullptr : given->Find(key);
      column.Set(key, one == nullptr ? Json::String(value) : *one);
    }
    const Json* extra = given == nullptr ? nullptr : given->Find("extraFormats");
    Json& formats = column.Set("extraFormats", extra == nullptr ? Json::Array() : *extra);
    if (extra == nullptr) formats.items.push_back(Json::String("yyyyMMdd"));

    const Json& zone = *column.Find("timeZone");
    if (!IsKnownZone(zone.text)) {
      list_.Error(zone.place, Pointer("/common/column/timeZone"),
                  fmt::format("time zone \"{}\" is unknown; write GMT+8 or Asia/Shanghai",
                              zone.text));
    }
    Json settings = Json::Object();
    settings.Set("locale", Json::String(setting_.locale));
    settings.Set("column", std::move(column));
    return settings;
  }

  const Model& model_;
  DiagnosticList& list_;
  Json written_;  ///< keys in the schema's spelling
  Json checked_;
  Setting setting_;
};

}  // namespace

Setting ReadSetting(const Model& model, const std::string& user_locale,
                    DiagnosticList* list) {
  return Reader(model, list).Run(user_locale);
}

Json PlainSetting(const Json& setting, DiagnosticList* list) {
  Json plain = setting;
  NormalizeKeys(SettingSchema(), &plain, list);
  return plain;
}

std::string UserLocale(const EnvironmentLookup& getenv) {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    if (const auto value = getenv(name); value && !value->empty()) {
      return value->starts_with("zh") ? "zh" : "en";
    }
  }
  return "en";
}

}  // namespace hopline::job
