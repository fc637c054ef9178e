#include "plugins/common/csv_parser.h"

#include <hopline/error.hpp>

#include <algorithm>
#include <utility>

#include "plugins/common/charset.h"
#include "plugins/common/delimiter.h"

namespace hopline::plugins {
namespace {

/// Of UTF-8, for each UTF-16 unit.
constexpr size_t kMostBytesOfUnit = 3;

bool IsBlank(char c) { return c == ' ' || c == '\t'; }

int DigitOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 99;
}

/// The first byte of the delimiter and what ends a record.
Marks StopsOf(const CsvReadRules& rules) {
  const char one = rules.record_delimiter == 0 ? '\n' : rules.record_delimiter;
  const char other = rules.record_delimiter == 0 ? '\r' : rules.record_delimiter;
  return {rules.delimiter.empty() ? one : rules.delimiter[0], one, other};
}

}  // namespace

CsvParser::CsvParser(CsvReadRules rules)
    : rules_(std::move(rules)), stops_(StopsOf(rules_)) {}

CsvParser::Step CsvParser::Next(std::string_view text, bool last) {
  used_ = 0;
  fields_.clear();
  if (!SkipEmptyLines(text, last)) return Step::kMore;
  if (used_ == text.size()) return last ? Step::kEnd : Step::kMore;
  pieces_.clear();
  scratch_.clear();
  at_ = used_;
  if (!ReadRecord(text, last)) return Step::kMore;
  used_ = at_;
  for (const Piece& piece : pieces_) {
    const std::string_view source = piece.in_scratch ? std::string_view(scratch_) : text;
    fields_.push_back(source.substr(piece.begin, piece.size));
  }
  return Step::kRecord;
}

/// Length of the record end at `at`; 0 if there is none.
size_t CsvParser::LineEnd(std::string_view text, size_t at) const {
  const char c = text[at];
  if (rules_.record_delimiter != 0) return c == rules_.record_delimiter ? 1 : 0;
  if (c == '\n') return 1;
  if (c != '\r') return 0;
  return at + 1 < text.size() && text[at + 1] == '\n' ? 2 : 1;
}

/// Drops empty lines and comments in front of a record. False = the text ends in the
/// middle of one.
bool CsvParser::SkipEmptyLines(std::string_view text, bool last) {
  while (used_ < text.size()) {
    const size_t end = rules_.skip_empty_records ? LineEnd(text, used_) : 0;
    if (end != 0) {
      used_ += end;
    } else if (rules_.use_comments && text[used_] == rules_.comment) {
      size_t at = used_;
      while (at < text.size() && LineEnd(text, at) == 0) ++at;
      if (at == text.size() && !last) return false;
      used_ = at == text.size() ? at : at + LineEnd(text, at);
    } else {
      return true;
    }
  }
  return true;
}

bool CsvParser::ReadRecord(std::string_view text, bool last) {
  for (;;) {
    Stop stop = Stop::kText;
    if (!ReadField(text, last, stop)) return false;
    if (stop == Stop::kDelimiter) {
      at_ += rules_.delimiter.size();
      continue;
    }
    if (stop == Stop::kText) return last;
    // A CR at the very end may be half of a CRLF.
    const bool half = text[at_] == '\r' && at_ + 1 == text.size() && !last &&
                      rules_.record_delimiter == 0;
    if (half) return false;
    at_ += LineEnd(text, at_);
    return true;
  }
}

bool CsvParser::ReadField(std::string_view text, bool last, Stop& stop) {
  size_t at = at_;
  const auto skippable = [&](char c) {
    return rules_.trim_blanks && IsBlank(c) && !rules_.delimiter.starts_with(c);
  };
  while (at < text.size() && skippable(text[at])) ++at;
  const bool quoted =
      rules_.use_qualifier && at < text.size() && text[at] == rules_.qualifier;
  if (quoted) {
    at_ = at + 1;
    return ReadQuoted(text, last, stop);
  }
  ReadPlain(text, stop);
  return true;
}

/// Moves `at` to the end of the field.
void CsvParser::FindStop(std::string_view text, size_t& at, Stop& stop) const {
  for (;; ++at) {
    at += FindMark(stops_, text.data() + at, text.size() - at);
    if (at == text.size()) {
      stop = Stop::kText;
      return;
    }
    const std::string& delimiter = rules_.delimiter;
    const bool delimited =
        !delimiter.empty() && text[at] == delimiter[0] &&
        (delimiter.size() == 1 || text.substr(at).starts_with(delimiter));
    if (delimited || LineEnd(text, at) != 0) {
      stop = delimited ? Stop::kDelimiter : Stop::kRecord;
      return;
    }
    // The beginning of a longer delimiter and not the rest of it.
  }
}

void CsvParser::ReadPlain(std::string_view text, Stop& stop) {
  const size_t begin = at_;
  FindStop(text, at_, stop);
  std::string_view field = text.substr(begin, at_ - begin);
  size_t skipped = 0;
  if (rules_.trim_blanks) {
    while (!field.empty() && IsBlank(field.back())) field.remove_suffix(1);
    while (!field.empty() && IsBlank(field.front())) {
      field.remove_prefix(1);
      ++skipped;
    }
  }
  Add({false, begin + skipped, field.size()}, text);
}

/// Reads from after the opening quote. What stands between the closing quote and the next
/// delimiter is dropped; without a closing quote the field takes all there is.
bool CsvParser::ReadQuoted(std::string_view text, bool last, Stop& stop) {
  const size_t begin = scratch_.size();
  const size_t first = at_;
  bool copied = false;  // until a quote is doubled, the field lies in the text as it is
  size_t from = at_;
  for (size_t at = at_;;) {
    if (at >= text.size()) {
      const std::string_view rest = text.substr(std::min(from, text.size()));
      if (!last) {
        // It may be an open quote: nothing more is read than what must be too long.
        const size_t most = rules_.most_field_chars * kMostBytesOfUnit;
        if (most != 0 && scratch_.size() - begin + rest.size() > most) RefuseLength();
        return false;
      }
      at_ = text.size();
      scratch_.append(rest);
      Add({true, begin, scratch_.size() - begin}, scratch_);
      stop = Stop::kText;
      return true;
    }
    const char c = text[at];
    if (rules_.backslash_escape && c == '\\') {
      scratch_.append(text.substr(from, at - from));
      if (!ReadEscape(text, at)) {
        if (!last) return false;
        at = text.size();
      }
      from = at;
      copied = true;
    } else if (c != rules_.qualifier) {
      ++at;
    } else if (at + 1 == text.size() && !last) {
      return false;  // the next character tells whether it is doubled
    } else if (!rules_.backslash_escape && at + 1 < text.size() &&
               text[at + 1] == rules_.qualifier) {
      scratch_.append(text.substr(from, at + 1 - from));
      from = at += 2;
      copied = true;
    } else {
      if (copied) {
        scratch_.append(text.substr(from, at - from));
        Add({true, begin, scratch_.size() - begin}, scratch_);
      } else {
        Add({false, first, at - first}, text);
      }
      at_ = at + 1;
      FindStop(text, at_, stop);
      return true;
    }
  }
}

/// Reads one escape at the backslash `at` into scratch_. False = the text ends inside it.
bool CsvParser::ReadEscape(std::string_view text, size_t& at) {
  if (at + 1 >= text.size()) return false;
  static constexpr std::string_view kNames = "nrtbfeva";
  static constexpr std::string_view kValues = "\n\r\t\b\f\x1B\v\a";
  const char c = text[at + 1];
  const size_t known = kNames.find(c);
  at += 2;
  if (known != std::string_view::npos) {
    scratch_.push_back(kValues[known]);
    return true;
  }
  // uXXXX, xXX, oOOO, dDDD and plain OOO: the number of a character.
  const bool octal = c >= '0' && c <= '7';
  const int base = c == 'u' || c == 'x' ? 16 : c == 'o' || octal ? 8 : c == 'd' ? 10 : 0;
  if (base == 0) {
    scratch_.push_back(c);
    return true;
  }
  size_t most = c == 'u' ? 4 : c == 'x' ? 2 : octal ? 2 : 3;
  uint32_t code = octal ? static_cast<uint32_t>(c - '0') : 0;
  for (; most > 0; --most, ++at) {
    if (at >= text.size()) return false;
    const int digit = DigitOf(text[at]);
    if (digit >= base) break;
    code = code * static_cast<uint32_t>(base) + static_cast<uint32_t>(digit);
  }
  AppendCharacter(scratch_, code);
  return true;
}

void CsvParser::RefuseLength() const {
  throw Error(HOPLINE_STATUS_DATA_INVALID,
              "a field has more than " + std::to_string(rules_.most_field_chars) +
                  " characters; a quote may be open, or set safetySwitch to false in "
                  "csvReaderConfig");
}

void CsvParser::Add(Piece piece, std::string_view source) {
  if (rules_.most_field_chars != 0 && piece.size > rules_.most_field_chars &&
      CountUtf16(source.substr(piece.begin, piece.size)) > rules_.most_field_chars) {
    RefuseLength();
  }
  if (rules_.most_fields != 0 && pieces_.size() >= rules_.most_fields) {
    throw Error(HOPLINE_STATUS_DATA_INVALID,
                "a record has more than " + std::to_string(rules_.most_fields) +
                    " fields; set safetySwitch to false in csvReaderConfig to read it");
  }
  pieces_.push_back(piece);
}

}  // namespace hopline::plugins
