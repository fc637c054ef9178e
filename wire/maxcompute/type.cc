#include "wire/maxcompute/type.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <utility>

#include "wire/common/encoding.h"

namespace hopline::wire::maxcompute {
namespace {

constexpr std::array<std::pair<std::string_view, TypeKind>, 22> kNames = {{
    {"tinyint", TypeKind::kTinyint},
    {"smallint", TypeKind::kSmallint},
    {"int", TypeKind::kInt},
    {"bigint", TypeKind::kBigint},
    {"float", TypeKind::kFloat},
    {"double", TypeKind::kDouble},
    {"boolean", TypeKind::kBoolean},
    {"string", TypeKind::kString},
    {"binary", TypeKind::kBinary},
    {"date", TypeKind::kDate},
    {"datetime", TypeKind::kDatetime},
    {"timestamp", TypeKind::kTimestamp},
    {"timestamp_ntz", TypeKind::kTimestampNtz},
    {"decimal", TypeKind::kDecimal},
    {"char", TypeKind::kChar},
    {"varchar", TypeKind::kVarchar},
    {"json", TypeKind::kJson},
    {"array", TypeKind::kArray},
    {"map", TypeKind::kMap},
    {"struct", TypeKind::kStruct},
    {"interval_day_time", TypeKind::kIntervalDayTime},
    {"interval_year_month", TypeKind::kIntervalYearMonth},
}};

/// Keys of maps are single values.
bool CanBeKey(TypeKind kind) {
  switch (kind) {
    case TypeKind::kArray:
    case TypeKind::kMap:
    case TypeKind::kStruct:
    case TypeKind::kIntervalDayTime:
    case TypeKind::kIntervalYearMonth:
      return false;
    default:
      return true;
  }
}

bool IsWordChar(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// One pass over the text. Every method returns false after it has set the error.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  bool ParseAll(Type* out) {
    if (!ParseOne(0, out)) return false;
    SkipBlanks();
    return at_ == text_.size() || Fail("the end");
  }

  const std::string& error() const { return error_; }

 private:
  bool Fail(const std::string& expected) {
    error_ = "type \"" + std::string(text_.substr(0, 200)) + "\": " + expected +
             " is expected at character " + std::to_string(at_ + 1);
    return false;
  }

  void SkipBlanks() {
    while (at_ < text_.size() &&
           std::isspace(static_cast<unsigned char>(text_[at_])) != 0)
      ++at_;
  }

  bool Take(char c) {
    SkipBlanks();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  bool Need(char c) { return Take(c) || Fail(std::string("'") + c + "'"); }

  std::string_view Word() {
    SkipBlanks();
    const size_t begin = at_;
    while (at_ < text_.size() && IsWordChar(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  bool Number(int low, int high, int* out) {
    const std::string_view word = Word();
    const std::optional<uint64_t> value = ParseUnsigned(word);
    if (value && *value >= static_cast<uint64_t>(low) &&
        *value <= static_cast<uint64_t>(high)) {
      *out = static_cast<int>(*value);
      return true;
    }
    at_ -= word.size();
    return Fail("a number from " + std::to_string(low) + " to " + std::to_string(high));
  }

  bool ParseOne(int depth, Type* out) {
    const std::string word = ToLower(Word());
    for (const auto& [name, kind] : kNames) {
      if (name != word) continue;
      out->kind = kind;
      return ParseArguments(depth, out);
    }
    at_ -= word.size();
    return Fail("the name of a type");
  }

  bool ParseArguments(int depth, Type* out) {
    switch (out->kind) {
      case TypeKind::kDecimal:
        if (!Take('(')) return true;
        if (!Number(1, kMaxDecimalPrecision, &out->precision)) return false;
        if (Take(',') &&
            !Number(0, std::min(out->precision, kMaxDecimalScale), &out->scale))
          return false;
        return Need(')');
      case TypeKind::kChar:
        return Need('(') && Number(1, kMaxCharLength, &out->length) && Need(')');
      case TypeKind::kVarchar:
        return Need('(') && Number(1, kMaxVarcharLength, &out->length) && Need(')');
      case TypeKind::kArray:
      case TypeKind::kMap:
      case TypeKind::kStruct:
        if (depth == kMaxTypeDepth) return Fail("a type nested less deeply");
        return Need('<') && ParseChildren(depth + 1, out) && Need('>');
      default:
        return true;
    }
  }

  bool ParseChildren(int depth, Type* out) {
    if (out->kind == TypeKind::kStruct) {
      do {
        if (!ParseFieldName(out) || !Need(':') || !ParseChild(depth, out)) return false;
      } while (Take(','));
      return true;
    }
    const size_t begin = at_;
    if (!ParseChild(depth, out)) return false;
    if (out->kind == TypeKind::kArray) return true;
    if (CanBeKey(out->children.front().kind)) {
      return Need(',') && ParseChild(depth, out);
    }
    at_ = begin;
    return Fail("a type that keys can have");
  }

  bool ParseChild(int depth, Type* out) {
    out->children.emplace_back();
    return ParseOne(depth, &out->children.back());
  }

  bool ParseFieldName(Type* out) {
    std::string name;
    if (Take('`')) {
      const size_t end = text_.find('`', at_);
      if (end == std::string_view::npos) return Fail("a closing '`'");
      name = text_.substr(at_, end - at_);
      at_ = end + 1;
    } else {
      name = Word();
    }
    if (name.empty()) return Fail("the name of a field");
    out->field_names.push_back(std::move(name));
    return true;
  }

  std::string_view text_;
  size_t at_ = 0;
  std::string error_;
};

std::string FormatFieldName(const std::string& name) {
  for (const char c : name) {
    if (!IsWordChar(c)) return "`" + name + "`";
  }
  return name;
}

}  // namespace

Status ParseType(std::string_view text, Type* out) {
  *out = {};
  Parser parser(text);
  return parser.ParseAll(out) ? Status() : Status::Error(parser.error());
}

std::string FormatType(const Type& type) {
  std::string out;
  for (const auto& [name, kind] : kNames) {
    if (kind == type.kind) out = name;
  }
  if (type.kind == TypeKind::kDecimal && type.precision > 0) {
    return out + "(" + std::to_string(type.precision) + "," + std::to_string(type.scale) +
           ")";
  }
  if (type.length > 0) return out + "(" + std::to_string(type.length) + ")";
  if (type.children.empty()) return out;
  char separator = '<';
  for (size_t i = 0; i < type.children.size(); ++i) {
    out += separator;
    if (i < type.field_names.size()) out += FormatFieldName(type.field_names[i]) + ":";
    out += FormatType(type.children[i]);
    separator = ',';
  }
  return out + ">";
}

}  // namespace hopline::wire::maxcompute
