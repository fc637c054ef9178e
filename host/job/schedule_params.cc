#include "host/job/schedule_params.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "host/services/exit_code.h"

namespace hopline::job {
namespace {

using services::ExitCode;
using services::Failure;

/// Bounds of every integer in an expression; keeps the exact arithmetic far from
/// overflow.
constexpr int64_t kLargest = 10'000'000;

[[noreturn]] void Refuse(std::string_view expression, std::string_view reason) {
  throw Failure(ExitCode::kUsage,
                fmt::format("scheduling parameter {}: {}", expression, reason));
}

/// The date words of a format, longest first where one begins another.
enum class Token { kYear4, kYear2, kMonth, kDay, kHour24, kHour12, kMinute, kSecond };
constexpr std::array<std::pair<std::string_view, Token>, 9> kTokens = {{
    {"yyyy", Token::kYear4},
    {"yy", Token::kYear2},
    {"mm", Token::kMonth},
    {"dd", Token::kDay},
    {"hh24", Token::kHour24},
    {"hh12", Token::kHour12},
    {"hh", Token::kHour12},
    {"mi", Token::kMinute},
    {"ss", Token::kSecond},
}};

std::optional<std::pair<size_t, Token>> TokenAt(std::string_view text) {
  for (const auto& [word, token] : kTokens) {
    if (text.starts_with(word)) return std::pair{word.size(), token};
  }
  return std::nullopt;
}

std::string Render(Token token, const WallFields& f) {
  switch (token) {
    case Token::kYear4:
      return fmt::format("{:04}", f.year);
    case Token::kYear2:
      return fmt::format("{:02}", f.year % 100);
    case Token::kMonth:
      return fmt::format("{:02}", f.month);
    case Token::kDay:
      return fmt::format("{:02}", f.day);
    case Token::kHour24:
      return fmt::format("{:02}", f.hour);
    case Token::kHour12:
      return fmt::format("{:02}", (f.hour + 11) % 12 + 1);
    case Token::kMinute:
      return fmt::format("{:02}", f.minute);
    case Token::kSecond:
      return fmt::format("{:02}", f.second);
  }
  return {};
}

/// Reads one bracket from left to right.
class Scanner {
 public:
  Scanner(std::string_view whole, std::string_view inside)
      : whole_(whole), rest_(inside) {}

  bool done() const { return rest_.empty(); }
  [[noreturn]] void Fail(std::string_view reason) const { Refuse(whole_, reason); }

  bool Take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  void SkipBlanks() {
    while (Take(" ")) {
    }
  }

  /// Copies the format up to an offset, `stop` or the end; blanks before an offset are
  /// dropped.
  std::string_view Format(char stop) {
    size_t end = 0;
    while (end < rest_.size() && rest_[end] != stop && !OffsetAt(end)) ++end;
    std::string_view format = rest_.substr(0, end);
    rest_.remove_prefix(end);
    if (!done() && rest_[0] != stop) {
      while (format.ends_with(' ')) format.remove_suffix(1);
    }
    return format;
  }

  /// sign int; the sign is required unless `optional_sign`.
  int64_t SignedInteger(bool optional_sign) {
    SkipBlanks();
    int64_t sign = 1;
    if (Take("-")) {
      sign = -1;
    } else if (!Take("+") && !optional_sign) {
      Fail("after the format only offsets like -1, +2/24, -10/24/60 may follow");
    }
    return sign * Integer();
  }

  int64_t Integer() {
    SkipBlanks();
    int64_t value = 0;
    const auto [end, status] =
        std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (end == rest_.data() || rest_[0] == '-') Fail("a number is missing");
    if (status != std::errc{} || value > kLargest) Fail("a number is too large");
    rest_.remove_prefix(static_cast<size_t>(end - rest_.data()));
    SkipBlanks();
    return value;
  }

 private:
  /// An offset begins where a sign is followed by a digit, blanks aside.
  bool OffsetAt(size_t at) const {
    if (rest_[at] != '+' && rest_[at] != '-') return false;
    const size_t next = rest_.find_first_not_of(' ', at + 1);
    return next != rest_.npos && rest_[next] >= '0' && rest_[next] <= '9';
  }

  std::string_view whole_;
  std::string_view rest_;
};

/// Replaces the date words of a format; refuses one without any, which is a typing
/// mistake.
std::string RenderFormat(const Scanner& scanner, std::string_view format, WallTime time) {
  const WallFields fields = Split(time);
  if (fields.year < 0 || fields.year > 9999) scanner.Fail("the year leaves 0000 to 9999");
  std::string out;
  bool any = false;
  while (!format.empty()) {
    if (const auto token = TokenAt(format)) {
      out += Render(token->second, fields);
      format.remove_prefix(token->first);
      any = true;
      continue;
    }
    for (const std::string_view word : {"YYYY", "YY", "MM", "DD", "HH", "MI", "SS"}) {
      if (format.starts_with(word)) {
        scanner.Fail(fmt::format(
            "{} must be written in lower case (mm = month, mi = minute)", word));
      }
    }
    out.push_back(format.front());
    format.remove_prefix(1);
  }
  if (!any) scanner.Fail("holds no date word (yyyy, mm, dd, hh24, mi, ss)");
  return out;
}

__extension__ using Wide = __int128;

/// A sum of exact fractions of a day.
class DayOffset {
 public:
  void Add(int64_t numerator, int64_t denominator, const Scanner& scanner) {
    const Wide n = Wide{numerator_} * denominator + Wide{numerator} * denominator_;
    const Wide d = Wide{denominator_} * denominator;
    Wide divisor = n < 0 ? -n : n;  // of n and d, by Euclid
    for (Wide rest = d; rest != 0;) divisor = std::exchange(rest, divisor % rest);
    if (n / divisor > kLimit || n / divisor < -kLimit || d / divisor > kLimit) {
      scanner.Fail("the offset is too large or too fine");
    }
    numerator_ = static_cast<int64_t>(n / divisor);
    denominator_ = static_cast<int64_t>(d / divisor);
  }
  /// Whole seconds, rounded down.
  int64_t Seconds() const {
    const Wide n = Wide{numerator_} * kDaySeconds;
    Wide quotient = n / denominator_;
    if (n % denominator_ < 0) --quotient;
    return static_cast<int64_t>(quotient);
  }

 private:
  static constexpr int64_t kLimit = 1'000'000'000'000;
  int64_t numerator_ = 0;
  int64_t denominator_ = 1;
};

WallTime AddDayOffsets(Scanner* scanner, WallTime time) {
  DayOffset sum;
  while (!scanner->done()) {
    int64_t numerator = scanner->SignedInteger(false);
    int64_t denominator = 1;
    for (;;) {
      if (scanner->Take("*")) {
        numerator *= scanner->Integer();
      } else if (scanner->Take("/")) {
        denominator *= scanner->Integer();
      } else {
        break;
      }
      if (denominator == 0) scanner->Fail("divides by zero");
      if (numerator > kLargest || numerator < -kLargest || denominator > kLargest) {
        scanner->Fail("the offset is too large or too fine");
      }
    }
    sum.Add(numerator, denominator, *scanner);
  }
  const int64_t shift = sum.Seconds();
  if (shift > kDaySeconds * kLargest || shift < -kDaySeconds * kLargest) {
    scanner->Fail("the offset is too large or too fine");
  }
  return {time.seconds + shift};
}

/// sign int { "*" int }, as whole units.
int64_t Product(Scanner* scanner, bool optional_sign) {
  int64_t value = scanner->SignedInteger(optional_sign);
  while (scanner->Take("*")) {
    value *= scanner->Integer();
    if (value > kLargest || value < -kLargest) scanner->Fail("the offset is too large");
  }
  return value;
}

/// Largest shift in months that the calendar's types bear.
constexpr int64_t kLargestMonths = 120'000;

/// `$[…]`: on the whole schedule time, so that borrow and carry cross every field.
std::string Square(std::string_view whole, std::string_view inside, WallTime cyctime) {
  Scanner scanner(whole, inside);
  scanner.SkipBlanks();
  std::string_view format;
  if (scanner.Take("add_months(")) {
    format = scanner.Format(',');
    if (!scanner.Take(",")) scanner.Fail("write add_months(format,months)");
    const int64_t months = Product(&scanner, true);
    if (!scanner.Take(")")) scanner.Fail("write add_months(format,months)");
    if (months > kLargestMonths || months < -kLargestMonths) {
      scanner.Fail("the offset is too large");
    }
    cyctime = AddMonths(cyctime, months);
    scanner.SkipBlanks();
  } else {
    format = scanner.Format('\0');
  }
  const WallTime shifted = AddDayOffsets(&scanner, cyctime);
  return RenderFormat(scanner, format, shifted);
}

/// `${…}`: on the business date; the unit of the offset is the smallest of the format.
std::string Curly(std::string_view whole, std::string_view inside, WallTime cyctime) {
  if (inside == "bdp.system.bizdate") return BusinessDate(cyctime);
  if (inside == "bdp.system.cyctime") return CycleTime(cyctime);
  Scanner scanner(whole, inside);
  const std::string_view format = scanner.Format('\0');
  if (format.find("hh") != format.npos || format.find("mi") != format.npos ||
      format.find("ss") != format.npos) {
    scanner.Fail("the business date has no hours and minutes; write $[…] for those");
  }
  WallTime day = DayBefore(cyctime);
  if (!scanner.done()) {
    const int64_t offset = Product(&scanner, false);
    if (!scanner.done()) scanner.Fail("the business date takes whole offsets only");
    if (format.find("dd") != format.npos) {
      day.seconds += offset * kDaySeconds;
    } else if (offset > kLargestMonths || offset < -kLargestMonths) {
      scanner.Fail("the offset is too large");
    } else {
      day = AddMonths(day, format.find("mm") != format.npos ? offset : offset * 12);
    }
  }
  return RenderFormat(scanner, format, day);
}

/// `$gmtdate` and the like; absent when the word is none of them.
std::optional<std::string> SystemValue(std::string_view word, WallTime cyctime,
                                       WallTime today) {
  const WallTime day = DayBefore(cyctime);
  const Scanner scanner(word, word);
  if (word == "bizdate" || word == "yyyymmdd") return BusinessDate(cyctime);
  if (word == "cyctime") return CycleTime(cyctime);
  if (word == "yyyy" || word == "mm" || word == "dd") {
    return RenderFormat(scanner, word, day);
  }
  if (word == "gmtdate") return RenderFormat(scanner, "yyyymmdd", cyctime);
  if (word == "bizmonth") {
    const WallFields now = Split(today);
    const WallFields biz = Split(day);
    const bool current = now.year == biz.year && now.month == biz.month;
    return RenderFormat(scanner, "yyyymm", current ? AddMonths(day, -1) : day);
  }
  if (word == "jobid" || word == "nodeid" || word == "taskid") {
    Refuse("$" + std::string(word),
           "is a DataWorks id and has no value here; pass a number");
  }
  return std::nullopt;
}

bool IsWordChar(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         c == '_';
}

/// Takes an expression that begins at `value[0] == '$'`, or one literal '$'.
std::string TakeExpression(std::string_view* value, WallTime cyctime, WallTime today) {
  for (const auto& [open, close] : {std::pair{"$[", ']'}, std::pair{"${", '}'}}) {
    if (!value->starts_with(open)) continue;
    const size_t end = value->find(close);
    if (end == value->npos) {
      Refuse(*value, fmt::format("{} is never closed; -p takes a value literally", open));
    }
    const std::string_view whole = value->substr(0, end + 1);
    value->remove_prefix(whole.size());
    const std::string_view inside = whole.substr(2, whole.size() - 3);
    return close == ']' ? Square(whole, inside, cyctime) : Curly(whole, inside, cyctime);
  }
  size_t end = 1;
  while (end < value->size() && IsWordChar((*value)[end])) ++end;
  if (auto system = SystemValue(value->substr(1, end - 1), cyctime, today)) {
    value->remove_prefix(end);
    return *std::move(system);
  }
  value->remove_prefix(1);
  return "$";
}

}  // namespace

std::string EvaluateSchedule(std::string_view value, WallTime cyctime, WallTime today) {
  std::string out;
  while (!value.empty()) {
    const size_t dollar = value.find('$');
    out += value.substr(0, dollar);
    if (dollar == value.npos) break;
    value.remove_prefix(dollar);
    out += TakeExpression(&value, cyctime, today);
  }
  return out;
}

std::string BusinessDate(WallTime cyctime) {
  const WallFields f = Split(DayBefore(cyctime));
  return fmt::format("{:04}{:02}{:02}", f.year, f.month, f.day);
}

std::string CycleTime(WallTime cyctime) {
  const WallFields f = Split(cyctime);
  return fmt::format("{:04}{:02}{:02}{:02}{:02}{:02}", f.year, f.month, f.day, f.hour,
                     f.minute, f.second);
}

}  // namespace hopline::job
