#include "plugins/odps/json_cell.h"

#include <rapidjson/document.h>

#include <array>
#include <charconv>
#include <string>

#include "plugins/common/base64.h"
#include "plugins/common/date_pattern.h"
#include "plugins/common/time_zone.h"
#include "plugins/common/words.h"
#include "plugins/odps/moments.h"
#include "wire/maxcompute/decimal.h"

namespace hopline::plugins::odps {

namespace mc = wire::maxcompute;

namespace {

using Json = rapidjson::Value;

constexpr const char* kWrong = "a value of the JSON has another type than the column";
constexpr const char* kRange = "a number of the JSON is out of the type's range";
// Numbers come as text, so that no digit is lost; types decide how they are read.
constexpr unsigned kFlags =
    rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseIterativeFlag;

std::string_view TextOf(const Json& json) {
  return {json.GetString(), json.GetStringLength()};
}

template <class T>
const char* Put(T value, mc::ColumnData& out) {
  out.AppendValid();
  out.AppendBytes(&value, sizeof value);
  return nullptr;
}

const char* PutBytes(std::string_view bytes, mc::ColumnData& out) {
  out.AppendValid();
  out.AppendBytes(bytes.data(), bytes.size());
  out.CloseOffset(static_cast<int64_t>(out.values.size()));
  return nullptr;
}

template <class T>
const char* PutWhole(std::string_view text, mc::ColumnData& out) {
  T value = 0;
  const auto [end, failure] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure == std::errc::result_out_of_range) return kRange;
  if (failure != std::errc() || end != text.data() + text.size()) return kWrong;
  return Put(value, out);
}

template <class T>
const char* PutReal(std::string_view text, mc::ColumnData& out) {
  T value = 0;
  const auto [end, failure] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure == std::errc::result_out_of_range) return kRange;
  if (failure != std::errc() || end != text.data() + text.size()) return kWrong;
  return Put(value, out);
}

/// Nanoseconds of the fraction behind a moment's last point, of which nine digits count;
/// 0 if there is none. False if something else stands there.
bool FractionOf(std::string_view text, int64_t* nanos) {
  *nanos = 0;
  const size_t point = text.rfind('.');
  if (point == std::string_view::npos) return true;
  const std::string_view digits = text.substr(point + 1);
  if (digits.find_first_not_of("0123456789") != std::string_view::npos) return false;
  int64_t unit = 100'000'000;
  for (size_t i = 0; i < digits.size() && unit > 0; ++i, unit /= 10) {
    *nanos += (digits[i] - '0') * unit;
  }
  return true;
}

/// The member as a whole number; 0 if it is missing.
bool WholeMember(const Json& object, const char* name, int64_t* out) {
  *out = 0;
  const auto member = object.FindMember(name);
  if (member == object.MemberEnd()) return true;
  if (!member->value.IsString()) return false;
  const std::string_view text = TextOf(member->value);
  const auto [end, failure] =
      std::from_chars(text.data(), text.data() + text.size(), *out);
  return failure == std::errc() && end == text.data() + text.size();
}

}  // namespace

class JsonCellWriter::Values {
 public:
  explicit Values(const ColumnFormats& formats)
      : zone_(TimeZone::Parse(formats.time_zone)),
        wall_(TimeZone::Parse("UTC")),
        day_("yyyy-MM-dd"),
        moment_("yyyy-MM-dd HH:mm:ss") {}

  const char* Append(const Json& json, mc::ColumnData& out) {
    if (json.IsNull()) {
      out.AppendNull();
      return nullptr;
    }
    switch (out.type.kind) {
      case mc::TypeKind::kArray:
        return AppendList(json, out);
      case mc::TypeKind::kMap:
        return AppendMap(json, out);
      case mc::TypeKind::kStruct:
        return AppendStruct(json, out);
      case mc::TypeKind::kBoolean:
        return AppendTruth(json, out);
      case mc::TypeKind::kIntervalDayTime:
        return AppendDayTime(json, out);
      case mc::TypeKind::kIntervalYearMonth:
        return AppendYearMonth(json, out);
      default:
        return json.IsString() ? AppendScalar(TextOf(json), out) : kWrong;
    }
  }

  /// A value that is written as text or as a number.
  const char* AppendScalar(std::string_view text, mc::ColumnData& out) {
    switch (out.type.kind) {
      case mc::TypeKind::kTinyint:
        return PutWhole<int8_t>(text, out);
      case mc::TypeKind::kSmallint:
        return PutWhole<int16_t>(text, out);
      case mc::TypeKind::kInt:
        return PutWhole<int32_t>(text, out);
      case mc::TypeKind::kBigint:
        return PutWhole<int64_t>(text, out);
      case mc::TypeKind::kFloat:
        return PutReal<float>(text, out);
      case mc::TypeKind::kDouble:
        return PutReal<double>(text, out);
      case mc::TypeKind::kDecimal:
        return AppendDecimal(text, out);
      case mc::TypeKind::kBinary: {
        const auto bytes = DecodeBase64(text);
        return bytes.has_value() ? PutBytes(*bytes, out) : kWrong;
      }
      case mc::TypeKind::kDate: {
        const auto local_ms = day_.Parse(text, wall_);
        if (!local_ms.has_value()) return kWrong;
        const int64_t day = FloorDays(*local_ms);
        return IsDay(day) ? Put(static_cast<int32_t>(day), out) : kRange;
      }
      case mc::TypeKind::kDatetime:
      case mc::TypeKind::kTimestamp:
      case mc::TypeKind::kTimestampNtz:
        return AppendMoment(text, out);
      default:
        return PutBytes(text, out);
    }
  }

 private:
  const char* AppendList(const Json& json, mc::ColumnData& out) {
    if (!json.IsArray()) return kWrong;
    for (auto item = json.Begin(); item != json.End(); ++item) {
      const char* reason = Append(*item, out.children[0]);
      if (reason != nullptr) return reason;
    }
    out.AppendValid();
    out.CloseOffset(out.children[0].rows);
    return nullptr;
  }

  const char* AppendMap(const Json& json, mc::ColumnData& out) {
    if (!json.IsObject()) return kWrong;
    for (auto member = json.MemberBegin(); member != json.MemberEnd(); ++member) {
      const char* reason = AppendScalar(TextOf(member->name), out.children[0]);
      if (reason == nullptr) reason = Append(member->value, out.children[1]);
      if (reason != nullptr) return reason;
    }
    out.AppendValid();
    out.CloseOffset(out.children[0].rows);
    return nullptr;
  }

  const char* AppendStruct(const Json& json, mc::ColumnData& out) {
    if (!json.IsObject()) return kWrong;
    for (size_t i = 0; i < out.children.size(); ++i) {
      const auto member = FindField(json, out.type.field_names[i]);
      if (member == json.MemberEnd()) {
        out.children[i].AppendNull();
        continue;
      }
      const char* reason = Append(member->value, out.children[i]);
      if (reason != nullptr) return reason;
    }
    out.AppendValid();
    return nullptr;
  }

  /// Field names are words of SQL: their letter case does not matter.
  static Json::ConstMemberIterator FindField(const Json& json, const std::string& name) {
    auto member = json.FindMember(name);
    if (member != json.MemberEnd()) return member;
    std::string lower = name;
    for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    for (member = json.MemberBegin(); member != json.MemberEnd(); ++member) {
      if (EqualsIgnoringCase(TextOf(member->name), lower)) break;
    }
    return member;
  }

  static const char* AppendTruth(const Json& json, mc::ColumnData& out) {
    const bool is_text = json.IsString();
    const bool truth =
        json.IsTrue() || (is_text && EqualsIgnoringCase(TextOf(json), "true"));
    const bool lie =
        json.IsFalse() || (is_text && EqualsIgnoringCase(TextOf(json), "false"));
    if (!truth && !lie) return kWrong;
    out.AppendBool(truth);
    return nullptr;
  }

  static const char* AppendDecimal(std::string_view text, mc::ColumnData& out) {
    if (out.type.IsLegacyDecimal()) {
      if (mc::CheckLegacyDecimal(text) != mc::DecimalParse::kOk) return kRange;
      return PutBytes(text, out);
    }
    std::array<uint8_t, 16> unscaled{};
    const mc::DecimalParse parsed =
        mc::ParseDecimal(text, out.type.precision, out.type.scale, unscaled.data());
    if (parsed == mc::DecimalParse::kOk) return Put(unscaled, out);
    return parsed == mc::DecimalParse::kTooLarge ? kRange : kWrong;
  }

  /// "2023-04-23 17:50:00", and for timestamps a fraction of up to nine digits.
  const char* AppendMoment(std::string_view text, mc::ColumnData& out) {
    const bool local = out.type.kind == mc::TypeKind::kTimestampNtz;
    const auto ms = moment_.Parse(text, local ? wall_ : zone_);
    if (!ms.has_value()) return kWrong;
    if (!IsMoment(*ms)) return kRange;
    if (out.type.kind == mc::TypeKind::kDatetime) return Put(*ms, out);
    int64_t nanos = 0;
    if (!FractionOf(text, &nanos)) return kWrong;
    return PutTimestamp(
        {*ms + nanos / 1'000'000, static_cast<int32_t>(nanos % 1'000'000)}, out);
  }

  static const char* AppendDayTime(const Json& json, mc::ColumnData& out) {
    int64_t seconds = 0, nanos = 0;
    if (!json.IsObject() || !WholeMember(json, "totalSeconds", &seconds) ||
        !WholeMember(json, "nanos", &nanos)) {
      return kWrong;
    }
    if (nanos < 0 || nanos >= 1'000'000'000) return kRange;
    const auto nanoseconds = static_cast<int32_t>(nanos);
    out.AppendValid();
    Put(seconds, out.children[0]);
    Put(nanoseconds, out.children[1]);
    return nullptr;
  }

  static const char* AppendYearMonth(const Json& json, mc::ColumnData& out) {
    int64_t years = 0, months = 0;
    if (!json.IsObject() || !WholeMember(json, "years", &years) ||
        !WholeMember(json, "months", &months)) {
      return kWrong;
    }
    if (__builtin_mul_overflow(years, int64_t{12}, &years) ||
        __builtin_add_overflow(years, months, &months)) {
      return kRange;
    }
    return Put(months, out);
  }

  TimeZone zone_;
  TimeZone wall_;  ///< for readings of a clock on the wall, which are kept as if of UTC
  DatePattern day_, moment_;
};

JsonCellWriter::JsonCellWriter(const ColumnFormats& formats)
    : values_(std::make_unique<Values>(formats)) {}

JsonCellWriter::~JsonCellWriter() = default;

const char* JsonCellWriter::Append(std::string_view text, mc::ColumnData& out) {
  rapidjson::Document document;
  document.Parse<kFlags>(text.data(), text.size());
  if (document.HasParseError()) return "the text is no JSON";
  return values_->Append(document, out);
}

}  // namespace hopline::plugins::odps
