#include "plugins/stream/column_spec.h"

#include <hopline/error.hpp>

#include "plugins/common/date_pattern.h"
#include "plugins/common/number_text.h"
#include "plugins/common/time_zone.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <string_view>

namespace hopline::plugins::stream {
namespace {

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

template <class Number>
bool ParseWhole(std::string_view text, Number& out) {
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), out);
  return ec == std::errc() && end == text.data() + text.size();
}

/// Reads one element of `column`.
class SpecReader {
 public:
  SpecReader(const Config& config, const ColumnFormats& formats, uint64_t index)
      : config_(config), formats_(formats), at_("/column/" + std::to_string(index)) {
    type_ = Lower(config_.Text(at_ + "/type", "string"));
    if (type_ == "boolean") type_ = "bool";
    name_ = config_.Text(at_ + "/name", "");
  }

  ColumnSpec Read() {
    if (config_.Has(at_ + "/value")) return Constant(config_.Text(at_ + "/value"));
    if (config_.Has(at_ + "/random")) return Random(config_.Text(at_ + "/random"));
    if (config_.Has(at_ + "/sequence")) return Sequence(config_.Text(at_ + "/sequence"));
    throw Error(
        HOPLINE_STATUS_INVALID_ARGUMENT,
        at_ + ": has neither value nor random nor sequence; say what to generate");
  }

 private:
  [[noreturn]] void Refuse(const char* key, const std::string& message) const {
    throw Error(HOPLINE_STATUS_INVALID_ARGUMENT, at_ + "/" + key + ": " + message);
  }
  ColumnSpec Make(Type type, ColumnKind kind, ColumnSpec::Source source) const {
    ColumnSpec spec;
    spec.field = Field::Of(name_, type, kind);
    spec.field.nullable = false;
    spec.source = source;
    return spec;
  }
  ColumnSpec Constant(const std::string& value) const;
  ColumnSpec LongConstant(const std::string& value) const;
  ColumnSpec Random(const std::string& range) const;
  ColumnSpec Sequence(const std::string& text) const;
  int64_t ParseDate(const char* key, std::string_view text) const;
  /// Splits "a,b"; without a comma, b is `otherwise` (or an error when that is empty).
  std::pair<std::string_view, std::string_view> Pair(const char* key,
                                                     std::string_view text,
                                                     std::string_view otherwise) const;
  template <class Number>
  void ParsePair(const char* key, std::pair<std::string_view, std::string_view> pair,
                 Number& a, Number& b) const {
    if (ParseWhole(pair.first, a) && ParseWhole(pair.second, b)) return;
    Refuse(key, "must be two numbers with a comma between them, such as \"1,10\"");
  }

  const Config& config_;
  const ColumnFormats& formats_;
  std::string at_, type_, name_;
};

ColumnSpec SpecReader::Constant(const std::string& value) const {
  constexpr auto kConstant = ColumnSpec::Source::kConstant;
  ColumnSpec spec;
  if (type_ == "long") return LongConstant(value);
  if (type_ == "double") {  // a DOUBLE made from text keeps it: 1.10 stays 1.10
    const std::string word = Lower(value);
    if (!IsDecimal(value) && word != "nan" && word != "infinity" && word != "-infinity") {
      Refuse("value", "'" + value + "' is not a number");
    }
    spec = Make(Type::kUtf8, ColumnKind::kDouble, kConstant);
    spec.text = value;
  } else if (type_ == "bool") {
    spec = Make(Type::kBool, ColumnKind::kBool, kConstant);
    spec.number = Lower(value) == "true" ? 1 : 0;
  } else if (type_ == "date") {
    spec = Make(Type::kTimestamp, ColumnKind::kDatetime, kConstant);
    spec.number = ParseDate("value", value);
  } else if (type_ == "bytes") {
    spec = Make(Type::kBinary, ColumnKind::kBytes, kConstant);
    spec.text = value;
  } else if (type_ == "string") {
    spec = Make(Type::kUtf8, ColumnKind::kString, kConstant);
    spec.text = value;
  } else {
    Refuse("type",
           "'" + type_ + "' is not one of string, long, double, bool, date, bytes");
  }
  return spec;
}

ColumnSpec SpecReader::LongConstant(const std::string& value) const {
  TextBuffer digits;
  if (!AppendTruncatedDecimal(digits, value)) {
    Refuse("value", "'" + value + "' is not a number");
  }
  ColumnSpec spec = Make(Type::kInt64, ColumnKind::kLong, ColumnSpec::Source::kConstant);
  if (ParseWhole(digits.view(), spec.number)) return spec;
  spec = Make(Type::kUtf8, ColumnKind::kLong, ColumnSpec::Source::kConstant);
  spec.text = digits.view();
  return spec;
}

ColumnSpec SpecReader::Random(const std::string& range) const {
  constexpr auto kRandom = ColumnSpec::Source::kRandom;
  const auto bounds = Pair("random", range, "");
  ColumnSpec spec;
  if (type_ == "double") {
    spec = Make(Type::kDouble, ColumnKind::kDouble, kRandom);
    ParsePair("random", bounds, spec.real_low, spec.real_high);
    if (spec.real_low < 0 || spec.real_low > spec.real_high) {
      Refuse("random", "the first number must not be negative nor above the second");
    }
    return spec;
  }
  if (type_ == "date") {
    spec = Make(Type::kTimestamp, ColumnKind::kDatetime, kRandom);
    spec.low = ParseDate("random", bounds.first);
    spec.high = ParseDate("random", bounds.second);
    if (spec.low > spec.high) Refuse("random", "the first date lies after the second");
    return spec;
  }
  if (type_ == "long") spec = Make(Type::kInt64, ColumnKind::kLong, kRandom);
  if (type_ == "bool") spec = Make(Type::kBool, ColumnKind::kBool, kRandom);
  if (type_ == "string") spec = Make(Type::kUtf8, ColumnKind::kString, kRandom);
  if (type_ == "bytes") spec = Make(Type::kBinary, ColumnKind::kBytes, kRandom);
  ParsePair("random", bounds, spec.low, spec.high);
  if (spec.low < 0 || spec.high < 0 || (type_ != "bool" && spec.low > spec.high)) {
    Refuse("random", "the first number must not be negative nor above the second");
  }
  constexpr int64_t kLongestText = int64_t{1} << 24;
  if ((type_ == "string" || type_ == "bytes") && spec.high > kLongestText) {
    Refuse("random", "lengths above 16777216 are not generated");
  }
  if (type_ == "bool" && spec.low + spec.high == 0) {
    Refuse("random", "one of the two weights must be above 0");
  }
  return spec;
}

ColumnSpec SpecReader::Sequence(const std::string& text) const {
  constexpr auto kSequence = ColumnSpec::Source::kSequence;
  const auto pair = Pair("sequence", text, type_ == "date" ? "1000" : "1");
  ColumnSpec spec;
  if (type_ == "date") {
    spec = Make(Type::kTimestamp, ColumnKind::kDatetime, kSequence);
    spec.low = ParseDate("sequence", pair.first);
    if (!ParseWhole(pair.second, spec.high)) {
      Refuse("sequence", "the step of dates is a number of milliseconds");
    }
    return spec;
  }
  if (type_ == "double") {
    spec = Make(Type::kDouble, ColumnKind::kDouble, kSequence);
    ParsePair("sequence", pair, spec.real_low, spec.real_high);
    return spec;
  }
  if (type_ == "long") {
    spec = Make(Type::kInt64, ColumnKind::kLong, kSequence);
  } else if (type_ == "string") {
    spec = Make(Type::kUtf8, ColumnKind::kString, kSequence);
  } else {
    Refuse("sequence", "counts only long, double, string and date columns");
  }
  ParsePair("sequence", pair, spec.low, spec.high);
  return spec;
}

int64_t SpecReader::ParseDate(const char* key, std::string_view text) const {
  const std::string pattern = config_.Text(at_ + "/dateFormat", "yyyy-MM-dd HH:mm:ss");
  TimeZone zone = TimeZone::Parse(formats_.time_zone);
  const auto parsed = DatePattern(pattern).Parse(text, zone);
  if (!parsed) {
    Refuse(key, "'" + std::string(text) + "' is no date of the form " + pattern);
  }
  return *parsed;
}

std::pair<std::string_view, std::string_view> SpecReader::Pair(
    const char* key, std::string_view text, std::string_view otherwise) const {
  const size_t comma = text.find(',');
  if (comma != std::string_view::npos) {
    return {Trim(text.substr(0, comma)), Trim(text.substr(comma + 1))};
  }
  if (otherwise.empty()) Refuse(key, "must be two values with a comma between them");
  return {Trim(text), otherwise};
}

}  // namespace

size_t ColumnSpec::CellBytes() const {
  if (field.type == Type::kBool) return 1;
  if (field.type != Type::kUtf8 && field.type != Type::kBinary) return 8;
  constexpr size_t kOffset = 4;
  if (source == Source::kConstant) return text.size() + kOffset;
  if (source == Source::kSequence) return 20 + kOffset;
  return static_cast<size_t>(high) + kOffset;
}

std::vector<ColumnSpec> ReadColumnSpecs(const Config& config,
                                        const ColumnFormats& formats) {
  const uint64_t count = config.Count("/column");
  if (count == 0) {
    throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
                "/column: is missing; list the columns to generate");
  }
  std::vector<ColumnSpec> specs;
  for (uint64_t i = 0; i < count; ++i) {
    specs.push_back(SpecReader(config, formats, i).Read());
  }
  return specs;
}

}  // namespace hopline::plugins::stream
