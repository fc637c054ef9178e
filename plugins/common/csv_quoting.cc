#include "plugins/common/csv_quoting.h"

#include <cstring>
#include <utility>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace hopline::plugins {
namespace {

/// Drops what Java's trim() drops: everything up to U+0020 at both ends.
std::string_view Trim(std::string_view text) {
  const auto blank = [](char c) { return static_cast<unsigned char>(c) <= 0x20; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

/// Copies n bytes and tells whether one of the three marks is among them. May write up to
/// 16 bytes past the n-th.
class MarkedCopy {
 public:
  explicit MarkedCopy(const char (&marks)[3]) : marks_(marks) {}

  bool operator()(char* to, const char* from, size_t n) const {
#if defined(__SSE2__)
    return n >= 16 ? CopyLong(to, from, n) : CopyShort(to, from, n);
#else
    return CopyBytes(to, from, n);
#endif
  }

 private:
  bool CopyBytes(char* to, const char* from, size_t n) const {
    bool found = false;
    for (size_t i = 0; i < n; ++i) {
      const char c = from[i];
      to[i] = c;
      found |= c == marks_[0] || c == marks_[1] || c == marks_[2];
    }
    return found;
  }

#if defined(__SSE2__)
  __m128i Compare(__m128i text) const {
    const __m128i a = _mm_cmpeq_epi8(text, _mm_set1_epi8(marks_[0]));
    const __m128i b = _mm_cmpeq_epi8(text, _mm_set1_epi8(marks_[1]));
    const __m128i c = _mm_cmpeq_epi8(text, _mm_set1_epi8(marks_[2]));
    return _mm_or_si128(_mm_or_si128(a, b), c);
  }
  static __m128i Load(const char* from) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
  }
  static void Store(char* to, __m128i text) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), text);
  }

  bool CopyLong(char* to, const char* from, size_t n) const {
    __m128i found = _mm_setzero_si128();
    for (size_t i = 0; i + 16 <= n; i += 16) {
      const __m128i text = Load(from + i);
      Store(to + i, text);
      found = _mm_or_si128(found, Compare(text));
    }
    const __m128i tail = Load(from + n - 16);  // overlaps what was copied
    Store(to + n - 16, tail);
    found = _mm_or_si128(found, Compare(tail));
    return _mm_movemask_epi8(found) != 0;
  }

  /// Two loads that meet or overlap make up one 16-byte piece.
  bool CopyShort(char* to, const char* from, size_t n) const {
    if (n < 4) return CopyBytes(to, from, n);
    const size_t half = n >= 8 ? 8 : 4;
    uint64_t words[2] = {0, 0};
    std::memcpy(&words[0], from, half);
    std::memcpy(&words[1], from + n - half, half);
    std::memcpy(to, &words[0], half);
    std::memcpy(to + n - half, &words[1], half);
    const __m128i text =
        half == 8 ? _mm_set_epi64x(static_cast<int64_t>(words[1]),
                                   static_cast<int64_t>(words[0]))
                  : _mm_set1_epi64x(static_cast<int64_t>(words[0] | words[1] << 32));
    return _mm_movemask_epi8(Compare(text)) != 0;
  }
#endif

  const char (&marks_)[3];
};

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
      marks_{rules_.qualifier[0], field_delimiter_[0], record_delimiter_[0]} {}

void CsvQuoting::AppendField(TextBuffer& out, std::string_view text, bool first) const {
  if (!simple_) return AppendCarefully(out, text, first);
  if (text.empty()) {
    if (first) AppendCarefully(out, text, first);
    return;
  }
  const bool blank_ends = static_cast<unsigned char>(text.front()) <= 0x20 ||
                          static_cast<unsigned char>(text.back()) <= 0x20;
  const bool comment = first && text.front() == rules_.comment[0];
  if (blank_ends || comment || !CopyPlain(out, text)) AppendCarefully(out, text, first);
}

bool CsvQuoting::CopyPlain(TextBuffer& out, std::string_view text) const {
  char* to = out.Reserve(text.size() + 16);
  if (MarkedCopy(marks_)(to, text.data(), text.size())) return false;
  out.Commit(text.size());
  return true;
}

bool CsvQuoting::IsPlain(std::string_view characters) const {
  if (!simple_) return false;
  for (const char c : characters) {
    if (static_cast<unsigned char>(c) <= 0x20 || c == rules_.comment[0]) return false;
    if (c == marks_[0] || c == marks_[1] || c == marks_[2]) return false;
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
