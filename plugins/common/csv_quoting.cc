#include "plugins/common/csv_quoting.h"

#include <utility>

namespace hopline::plugins {
namespace {

/// Java's trim().
std::string_view Trim(std::string_view text) {
  while (!text.empty() && CsvQuoting::IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && CsvQuoting::IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

/// Appends text with `to` in place of every `from`.
void AppendReplaced(TextBuffer& out, std::string_view text, std::string_view from,
                    std::string_view to) {
  for (size_t at = text.find(from); at != std::string_view::npos; at = text.find(from)) {
    out.Append(text.substr(0, at));
    out.Append(to);
    text.remove_prefix(at + from.size());
  }
  out.Append(text);
}

}  // namespace

CsvQuoting::CsvQuoting(const CsvRules& rules, std::string field_delimiter,
                       std::string record_delimiter)
    : rules_(rules),
      field_delimiter_(std::move(field_delimiter)),
      record_delimiter_(std::move(record_delimiter)),
      simple_(rules_.use_qualifier && !rules_.force_qualifier &&
              !rules_.backslash_escape && rules_.qualifier.size() == 1 &&
              rules_.comment.size() == 1 && field_delimiter_.size() == 1 &&
              record_delimiter_.size() == 1),
      marks_(rules_.qualifier[0], field_delimiter_[0], record_delimiter_[0]) {}

bool CsvQuoting::IsPlain(std::string_view characters) const {
  if (!simple_) return false;
  for (const char c : characters) {
    if (IsBlank(c) || c == rules_.comment[0] || marks_.Has(c)) return false;
  }
  return true;
}

bool CsvQuoting::NeedsQuotes(std::string_view text, bool first) const {
  if (rules_.force_qualifier) return true;
  if (!rules_.use_qualifier) return false;
  const auto contains = [text](const std::string& mark) {
    return text.find(mark) != std::string_view::npos;
  };
  if (contains(rules_.qualifier) || contains(field_delimiter_)) return true;
  if (contains(record_delimiter_)) return true;
  return first &&
         (text.empty() || text.substr(0, rules_.comment.size()) == rules_.comment);
}

void CsvQuoting::AppendCarefully(TextBuffer& out, std::string_view text,
                                 bool first) const {
  text = Trim(text);
  const bool quoted = NeedsQuotes(text, first);
  if (quoted) out.Append(rules_.qualifier);
  AppendEscaped(out, text, quoted, first);
  if (quoted) out.Append(rules_.qualifier);
}

void CsvQuoting::AppendEscaped(TextBuffer& out, std::string_view text, bool quoted,
                               bool first) const {
  if (rules_.backslash_escape) return AppendBackslashed(out, text, quoted, first);
  if (!quoted) return out.Append(text);
  AppendReplaced(out, text, rules_.qualifier, rules_.qualifier + rules_.qualifier);
}

void CsvQuoting::AppendBackslashed(TextBuffer& out, std::string_view text, bool quoted,
                                   bool first) const {
  if (!quoted && first && text.starts_with(rules_.comment)) out.Append('\\');
  while (!text.empty()) {
    const auto begins = [text](const std::string& mark) {
      return text.starts_with(mark);
    };
    const bool escaped = text.front() == '\\' ||
                         (quoted ? begins(rules_.qualifier)
                                 : begins(field_delimiter_) || begins(record_delimiter_));
    if (escaped) out.Append('\\');
    out.Append(text.front());
    text.remove_prefix(1);
  }
}

}  // namespace hopline::plugins
