#include "plugins/transform/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <hopline/error.hpp>

#include <algorithm>
#include <array>
#include <new>

#include "plugins/common/config_checks.h"

namespace hopline::plugins::transform {
namespace {

// A backtracking step takes some nanoseconds: a text may cost a tenth of a second.
constexpr uint32_t kMatchLimit = 10'000'000;
constexpr uint32_t kHeapLimitKiB = 16 * 1024;

struct FreeCode {
  void operator()(pcre2_code* code) const { pcre2_code_free(code); }
};
struct FreeMatch {
  void operator()(pcre2_match_data* match) const { pcre2_match_data_free(match); }
};
struct FreeContext {
  void operator()(pcre2_match_context* context) const {
    pcre2_match_context_free(context);
  }
};

PCRE2_SPTR Units(std::string_view text) {
  return reinterpret_cast<PCRE2_SPTR>(text.data());
}

std::string MessageOf(int code) {
  std::array<PCRE2_UCHAR, 256> text{};
  pcre2_get_error_message(code, text.data(), text.size());
  return reinterpret_cast<const char*>(text.data());
}

}  // namespace

struct Regex::Compiled {
  std::unique_ptr<pcre2_code, FreeCode> code;
  std::unique_ptr<pcre2_match_data, FreeMatch> match;
  std::unique_ptr<pcre2_match_context, FreeContext> context;
};

Regex::Regex(const std::string& pointer, const std::string& expression,
             const Options& options)
    : compiled_(std::make_unique<Compiled>()) {
  uint32_t flags = PCRE2_UTF;
  if (options.literal) flags |= PCRE2_LITERAL;
  if (options.any_case) flags |= PCRE2_CASELESS;
  if (options.whole) flags |= PCRE2_ANCHORED | PCRE2_ENDANCHORED;
  int failure = 0;
  size_t at = 0;
  compiled_->code.reset(
      pcre2_compile(Units(expression), expression.size(), flags, &failure, &at, nullptr));
  if (compiled_->code == nullptr) {
    Refuse(pointer + ": '" + expression + "' is no regular expression: " +
           MessageOf(failure) + " at offset " + std::to_string(at));
  }
  // Without the just-in-time compiler the expression is interpreted.
  static_cast<void>(pcre2_jit_compile(compiled_->code.get(), PCRE2_JIT_COMPLETE));
  compiled_->match.reset(
      pcre2_match_data_create_from_pattern(compiled_->code.get(), nullptr));
  compiled_->context.reset(pcre2_match_context_create(nullptr));
  if (compiled_->match == nullptr || compiled_->context == nullptr)
    throw std::bad_alloc();
  pcre2_set_match_limit(compiled_->context.get(), kMatchLimit);
  pcre2_set_heap_limit(compiled_->context.get(), kHeapLimitKiB);
}

Regex::~Regex() = default;

/// Above zero: matched from `from` on; zero: no match; below: *reason.
int Regex::Match(std::string_view text, size_t from, const char** reason) const {
  const uint32_t flags = from == 0 ? 0 : PCRE2_NO_UTF_CHECK;  // checked by the first
  const int result = pcre2_match(compiled_->code.get(), Units(text), text.size(), from,
                                 flags, compiled_->match.get(), compiled_->context.get());
  if (result > 0) return result;
  if (result == PCRE2_ERROR_NOMATCH) return 0;
  const bool bad_text =
      result <= PCRE2_ERROR_UTF8_ERR1 && result >= PCRE2_ERROR_UTF8_ERR21;
  *reason = bad_text ? "the text is not valid UTF-8"
                     : "the regular expression takes too long on this text";
  return -1;
}

const char* Regex::Matches(std::string_view text, bool* out) const {
  const char* reason = nullptr;
  *out = Match(text, 0, &reason) > 0;
  return reason;
}

Replacement::Replacement(const std::string& pointer, const std::string& text,
                         const Regex& regex, bool plain)
    : regex_(regex) {
  if (plain) {
    pieces_.push_back({text, -1});
    return;
  }
  for (size_t at = 0; at < text.size();) {
    if (text[at] == '\\') {
      if (++at == text.size()) Refuse(pointer + ": ends with a single backslash");
      AddLiteral(text[at++]);
    } else if (text[at] == '$') {
      at = AddReference(pointer, text, at + 1);
    } else {
      AddLiteral(text[at++]);
    }
  }
}

void Replacement::AddLiteral(char c) {
  if (pieces_.empty() || pieces_.back().group >= 0) pieces_.emplace_back();
  pieces_.back().literal += c;
}

void Replacement::AddGroup(const std::string& pointer, int group) {
  uint32_t groups = 0;
  pcre2_pattern_info(regex_.compiled_->code.get(), PCRE2_INFO_CAPTURECOUNT, &groups);
  if (group < 0 || static_cast<uint32_t>(group) > groups) {
    Refuse(pointer + ": the expression has no such group; write \\$ for a dollar sign");
  }
  pieces_.push_back({"", group});
}

/// Behind a dollar sign; returns the place behind the reference. As Java, takes further
/// digits only while such a group exists.
size_t Replacement::AddReference(const std::string& pointer, const std::string& text,
                                 size_t at) {
  if (at < text.size() && text[at] == '{') {
    const size_t end = text.find('}', at);
    if (end == std::string::npos) Refuse(pointer + ": ${ has no closing brace");
    const std::string name = text.substr(at + 1, end - at - 1);
    AddGroup(pointer,
             pcre2_substring_number_from_name(regex_.compiled_->code.get(), Units(name)));
    return end + 1;
  }
  uint32_t groups = 0;
  pcre2_pattern_info(regex_.compiled_->code.get(), PCRE2_INFO_CAPTURECOUNT, &groups);
  int group = -1;
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
    const int longer = std::max(group, 0) * 10 + (text[at] - '0');
    if (group >= 0 && static_cast<uint32_t>(longer) > groups) break;
    group = longer;
    ++at;
  }
  AddGroup(pointer, group);
  return at;
}

void Replacement::Expand(TextBuffer& out, std::string_view text) const {
  const size_t* bounds = pcre2_get_ovector_pointer(regex_.compiled_->match.get());
  for (const Piece& piece : pieces_) {
    if (piece.group < 0) {
      out.Append(piece.literal);
      continue;
    }
    const auto at = static_cast<size_t>(piece.group) * 2;
    if (bounds[at] == PCRE2_UNSET) continue;
    out.Append(text.substr(bounds[at], bounds[at + 1] - bounds[at]));
  }
}

const char* Replacement::Apply(TextBuffer& out, std::string_view text) const {
  const char* reason = nullptr;
  size_t copied = 0, from = 0;
  while (from <= text.size() && regex_.Match(text, from, &reason) > 0) {
    const size_t* bounds = pcre2_get_ovector_pointer(regex_.compiled_->match.get());
    const size_t begin = bounds[0], end = std::max(bounds[0], bounds[1]);
    out.Append(text.substr(copied, begin - copied));
    Expand(out, text);
    copied = end;
    from = end;
    if (begin != end) continue;
    // An empty match: go on behind the next character.
    do ++from;
    while (from < text.size() &&
           (static_cast<unsigned char>(text[from]) & 0xC0U) == 0x80U);
  }
  if (copied < text.size()) out.Append(text.substr(copied));
  return reason;
}

}  // namespace hopline::plugins::transform
