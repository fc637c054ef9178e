#include "host/job/convert_setting.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include "host/job/setting.h"
#include "host/services/text.h"

namespace hopline::job {

using services::DiagnosticList;
using services::Json;
using services::JsonMember;
using services::LowerAscii;
using services::Trim;

namespace {

constexpr int64_t kMegabyte = int64_t{1} << 20U;

/// A value that is there; null and blank text are not.
const Json* Given(const Json& object, const char* key) {
  const Json* value = object.Find(key);
  if (value == nullptr || value->is_null()) return nullptr;
  return value->is_string() && Trim(value->text).empty() ? nullptr : value;
}

std::optional<int64_t> Integer(const Json* value) {
  if (value == nullptr) return std::nullopt;
  const std::string_view text = Trim(value->text);
  int64_t number = 0;
  const auto [end, status] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (status != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool IsReference(const Json* value) {
  return value != nullptr && value->text.find('$') != std::string::npos;
}

bool IsTrue(const Json& value) {
  return value.is_bool() ? value.boolean : LowerAscii(Trim(value.text)) == "true";
}

/// Puts a member in front of another one, or at the end.
void SetBefore(Json* object, std::string_view next, const char* name, Json value) {
  const auto at = std::find_if(object->members.begin(), object->members.end(),
                               [&](const JsonMember& m) { return m.name == next; });
  object->members.insert(at, {name, value.place, std::move(value)});
}

class SettingConverter {
 public:
  SettingConverter(const Model& model, Shape to, DiagnosticList* list)
      : from_(model.shape), to_(to), pointer_(model.setting_pointer), list_(*list) {
    result_.setting = PlainSetting(model.setting, list);
  }

  ConvertedSetting Run() {
    const Json* given = result_.setting.Find("speed");
    Json speed = given != nullptr && given->is_object() ? *given : Json::Object();
    Concurrent(&speed);
    if (to_ == Shape::kCore) {
      RateForEngine(&speed);
      ErrorLimit();
      Common();
    } else if (from_ == Shape::kCore) {
      RateOfEngine(&speed);
    } else if (Given(speed, "mbps") != nullptr && Given(speed, "throttle") == nullptr) {
      speed.Remove("throttle");
      SetBefore(&speed, "mbps", "throttle", Json::Bool(from_ == Shape::kV1));
    }
    if (given != nullptr || !speed.members.empty()) {
      result_.setting.Set("speed", std::move(speed));
    }
    return std::move(result_);
  }

 private:
  void Warn(const Json& at, const char* pointer, const std::string& message) {
    list_.Warn(at.place, pointer_ + pointer, message);
  }

  /// Where the script says nothing the shapes have defaults of their own.
  void Concurrent(Json* speed) {
    const char* name = to_ == Shape::kCore ? "channel" : "concurrent";
    bool found = false;  // of two the first counts
    std::erase_if(speed->members, [&](JsonMember& m) {
      if (m.name != "concurrent" && m.name != "channel") return false;
      m.name = name;
      return std::exchange(found, true);
    });
    if (from_ == Shape::kCore || Given(*speed, name) != nullptr) return;
    speed->Remove(name);
    const Json fallback = Json::Integer(from_ == Shape::kV2 ? 3 : 1);
    speed->members.insert(speed->members.begin(), {name, {}, fallback});
  }

  /// mbps → byte; the engine wants its share per channel too.
  void RateForEngine(Json* speed) {
    const Json* throttle = Given(*speed, "throttle");
    const Json* mbps = Given(*speed, "mbps");
    const Json* variable = IsReference(mbps) ? mbps : throttle;
    if (variable != nullptr && IsReference(variable)) {
      Warn(*variable, "/speed",
           "a rate that is a variable stays throttle and mbps, which hopline knows and "
           "DataX does not");
      if (throttle == nullptr && from_ == Shape::kV1) {
        SetBefore(speed, "mbps", "throttle", Json::Bool(true));
      }
      return;
    }
    const bool on = throttle == nullptr ? from_ == Shape::kV1 : IsTrue(*throttle);
    const auto rate = Integer(mbps);
    speed->Remove("throttle");
    speed->Remove("mbps");
    if (!on || !rate) return;
    const int64_t bytes = *rate * kMegabyte;
    speed->Set("byte", Json::Integer(bytes));
    const int64_t channels =
        std::max<int64_t>(Integer(Given(*speed, "channel")).value_or(1), 1);
    Json* level = &result_.core;
    *level = Json::Object();
    for (const char* name : {"transport", "channel", "speed"}) {
      level = &level->Set(name, Json::Object());
    }
    level->Set("byte", Json::Integer((bytes + channels - 1) / channels));
  }

  /// byte → mbps, which is coarser.
  void RateOfEngine(Json* speed) {
    if (const Json* rows = Given(*speed, "record")) {
      if (Integer(rows) != 0 && !rows->text.starts_with('-')) {
        Warn(*rows, "/speed/record",
             "speed.record is left out: only DataX's shape limits rows per second");
      }
    }
    speed->Remove("record");
    const Json* byte = Given(*speed, "byte");
    const auto bytes = Integer(byte);
    if (byte != nullptr && !bytes) {
      Warn(*byte, "/speed/byte",
           "speed.byte is left out: it is no number that mbps could be made of");
    } else if (bytes.value_or(0) > 0) {
      const int64_t rate = (*bytes - 1) / kMegabyte + 1;
      if (*bytes % kMegabyte != 0) {
        Warn(*byte, "/speed/byte",
             fmt::format("speed.byte {} becomes mbps {}, rounded up to 2^20 bytes",
                         *bytes, rate));
      }
      speed->Remove("throttle");
      speed->Remove("mbps");
      SetBefore(speed, "byte", "throttle", Json::Bool(true));
      SetBefore(speed, "byte", "mbps", Json::Integer(rate));
    } else if (Given(*speed, "mbps") != nullptr && Given(*speed, "throttle") == nullptr) {
      SetBefore(speed, "mbps", "throttle", Json::Bool(false));
    }
    speed->Remove("byte");
  }

  /// The engine knows no strategies.
  void ErrorLimit() {
    Json* limit = result_.setting.Find("errorLimit");
    const Json* strategy = limit == nullptr ? nullptr : Given(*limit, "strategy");
    if (strategy == nullptr) return;
    const std::string word = LowerAscii(Trim(strategy->text));
    limit->Remove("strategy");
    if (word == "tolerance") return;
    limit->Remove("percentage");
    if (word == "zerotolerance") {
      limit->Set("record", Json::Integer(0));
    } else {
      limit->Remove("record");
    }
  }

  /// The engine looks for it at the top.
  void Common() {
    const Json* common = result_.setting.Find("common");
    if (common == nullptr) return;
    result_.common = *common;
    result_.setting.Remove("common");
  }

  Shape from_, to_;
  std::string pointer_;
  DiagnosticList& list_;
  ConvertedSetting result_;
};

}  // namespace

ConvertedSetting ConvertSetting(const Model& model, Shape to, DiagnosticList* list) {
  return SettingConverter(model, to, list).Run();
}

}  // namespace hopline::job
