#include "host/job/tokens.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "host/services/text.h"

namespace hopline::job {

using services::AppendUtf8;
using services::CharacterAt;
using services::IsContinuationByte;
using services::IsWordByte;
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
/// Characters that end an unquoted word or number; all beyond ASCII do.
bool EndsWord(char c) {
  return IsBlank(c) || static_cast<unsigned char>(c) >= 0x80 ||
         std::string_view("{}[],:\"'").find(c) != std::string_view::npos;
}

/// -?digits[.digits][e[+-]digits], leading zeros allowed.
bool IsNumber(std::string_view text) {
  size_t at = text.starts_with('-') ? 1 : 0;
  const auto digits = [&] {
    const size_t begin = at;
    while (at < text.size() && IsDigit(text[at])) ++at;
    return at > begin;
  };
  if (!digits()) return false;
  if (at < text.size() && text[at] == '.' && (++at, !digits())) return false;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (!digits()) return false;
  }
  return at == text.size();
}

/// What was probably meant by a character that cannot stand outside strings, or "".
std::string_view AsciiFor(std::string_view character) {
  static constexpr std::pair<std::string_view, std::string_view> kLookAlikes[] = {
      {"\uFF0C", ","},  {"\u3001", ","}, {"\uFF1A", ":"}, {"\u201C", "\""},
      {"\u201D", "\""}, {"\u2018", "'"}, {"\u2019", "'"}, {"\uFF02", "\""},
      {"\uFF5B", "{"},  {"\uFF5D", "}"}, {"\uFF3B", "["}, {"\uFF3D", "]"},
      {"\u3010", "["},  {"\u3011", "]"}, {"\u00A0", " "}, {"\u3000", " "},
      {"\uFEFF", ""},   {"\u200B", ""},
  };
  for (const auto& [wide, ascii] : kLookAlikes) {
    if (wide == character) return ascii.empty() ? "nothing" : ascii;
  }
  return {};
}

/// What was probably meant by an ASCII character of another language, or "".
std::string_view MarkFor(char c) {
  switch (c) {
    case '=':
      return ":";
    case ';':
      return ",";
    case '(':
      return "[";
    case ')':
      return "]";
    case '`':
      return "\"";
    default:
      return {};
  }
}

std::string Quoted(std::string_view text) {
  constexpr size_t kShown = 40;
  if (text.size() <= kShown) return fmt::format("\"{}\"", text);
  size_t cut = kShown;
  while (cut > 0 && IsContinuationByte(text[cut])) --cut;
  return fmt::format("\"{}…\"", text.substr(0, cut));
}

}  // namespace

void Tokenizer::Fail(const Place& place, const std::string& message) {
  if (open_line_string_.known() && open_line_string_ < place) {
    list_.Error(
        open_line_string_, "",
        "the string is not closed on its line: put the closing quote where it ends");
  } else {
    list_.Error(place, "", message);
  }
  throw SyntaxError{};
}

std::string Tokenizer::Shown(const Token& token) const {
  const VariableUse* use = source_.FirstUse(token.begin);
  if (use != nullptr && use->begin < token.end) return "${" + use->name + "}";
  return secret_ ? "***" : token.text;
}

Token Tokenizer::Next() {
  while (at_ < text_.size() && IsBlank(text_[at_])) ++at_;
  Token token;
  token.begin = token.end = at_;
  token.place = At(at_);
  if (at_ == text_.size()) return token;
  static constexpr std::string_view kMarks = "{}[],:";
  static constexpr TokenKind kKinds[] = {TokenKind::kOpenObject, TokenKind::kCloseObject,
                                         TokenKind::kOpenArray,  TokenKind::kCloseArray,
                                         TokenKind::kComma,      TokenKind::kColon};
  const char c = text_[at_];
  if (const size_t mark = kMarks.find(c); mark != kMarks.npos) {
    token.kind = kKinds[mark];
    token.end = ++at_;
    return token;
  }
  if (c == '"' || c == '\'') return ReadString();
  if (IsDigit(c) || c == '-' || c == '+' || c == '.') return ReadNumber();
  if (IsWordByte(c) || c == '$') return ReadWord();
  FailAtCharacter();
}

void Tokenizer::ExpectEnd() {
  while (at_ < text_.size() && IsBlank(text_[at_])) ++at_;
  if (at_ == text_.size()) return;
  // Up to the next quote, behind which there may be a secret.
  size_t end = std::min(text_.find_first_of("\n\"'", at_), text_.size());
  const VariableUse* use = source_.FirstUse(at_);
  if (use != nullptr) end = std::min(end, std::max(use->begin, at_));
  while (end > at_ && IsBlank(text_[end - 1])) --end;
  if (end == at_)
    Fail(At(at_),
         "the document ended before this: delete it, or an "
         "opening bracket is missing");
  Fail(At(at_), fmt::format("the document ended before {}: delete it, or an opening "
                            "bracket is missing",
                            Quoted(std::string_view(text_).substr(at_, end - at_))));
}

void Tokenizer::FailAtCharacter() {
  const std::string_view character = CharacterAt(text_, at_);
  const Place place = At(at_);
  if (const std::string_view ascii = AsciiFor(character); ascii == "nothing") {
    Fail(place, "an invisible character stands here: delete it");
  } else if (!ascii.empty()) {
    Fail(place, fmt::format("\"{}\" is not an ASCII character: write {}", character,
                            ascii == " " ? "a blank" : ascii));
  }
  if (static_cast<unsigned char>(character[0]) < 0x20) {
    Fail(place, fmt::format("control character 0x{:02X}: delete it",
                            static_cast<unsigned char>(character[0])));
  }
  const std::string_view mark = MarkFor(character[0]);
  Fail(place, fmt::format("\"{}\" cannot stand here: {}", character,
                          mark.empty() ? "put text into double quotes"
                                       : fmt::format("write {}", mark)));
}

Token Tokenizer::ReadString() {
  Token token;
  token.kind = TokenKind::kString;
  token.begin = at_;
  token.place = At(at_);
  const char quote = text_[at_++];
  bool warned = false;
  for (;;) {
    if (at_ == text_.size()) {
      Fail(token.place, "the string is never closed: add the closing quote");
    }
    const char c = text_[at_];
    if (c == quote) break;
    if (c == '\\') {
      ReadEscape(&token);
      continue;
    }
    if (static_cast<unsigned char>(c) < 0x20) CheckRawControl(c, token, &warned);
    token.text.push_back(c);
    ++at_;
  }
  token.end = ++at_;
  if (quote == '\'') {
    list_.Warn(token.place, "",
               "the text stands in single quotes; JSON has double quotes");
  }
  return token;
}

void Tokenizer::CheckRawControl(char c, const Token& token, bool* warned) {
  if (c == '\n' && !open_line_string_.known()) open_line_string_ = token.place;
  if (c != '\t' && c != '\n' && c != '\r') {
    Fail(At(at_), fmt::format("control character 0x{:02X} in a string: write \\u{:04x}",
                              static_cast<unsigned>(c), static_cast<unsigned>(c)));
  }
  if (*warned) return;
  *warned = true;
  list_.Warn(At(at_), "",
             c == '\t' ? "a raw tab in a string; write \\t"
                       : "a raw line end in a string; write \\n");
}

void Tokenizer::ReadEscape(Token* token) {
  static constexpr std::string_view kLetters = "\"\\/bfnrt'";
  static constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t'";
  const Place place = At(at_);
  if (at_ + 1 == text_.size()) {
    Fail(token->place, "the string is never closed: add the closing quote");
  }
  const char letter = text_[at_ + 1];
  if (const size_t known = kLetters.find(letter); known != kLetters.npos) {
    token->text.push_back(kMeanings[known]);
    at_ += 2;
    return;
  }
  if (letter != 'u') {
    const std::string_view character = CharacterAt(text_, at_ + 1);
    Fail(place,
         fmt::format("unknown escape \\{0}: for a backslash write \\\\{0}", character));
  }
  uint32_t code = ReadHex4(at_ + 2, place);
  at_ += 6;
  if (code >= 0xD800 && code < 0xE000) {
    const bool pair = code < 0xDC00 && text_.compare(at_, 2, "\\u") == 0;
    const uint32_t low = pair ? ReadHex4(at_ + 2, place) : 0;
    if (low < 0xDC00 || low > 0xDFFF) {
      Fail(place,
           "half of a surrogate pair: write both \\u escapes, or the character itself");
    }
    code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
    at_ += 6;
  }
  AppendUtf8(code, &token->text);
}

uint32_t Tokenizer::ReadHex4(size_t at, const Place& place) {
  uint32_t code = 0;
  for (size_t i = at; i < at + 4; ++i) {
    const char c = i < text_.size() ? text_[i] : '\0';
    uint32_t digit = 0;
    if (IsDigit(c)) {
      digit = static_cast<uint32_t>(c - '0');
    } else if (c >= 'a' && c <= 'f') {
      digit = static_cast<uint32_t>(c - 'a') + 10;
    } else if (c >= 'A' && c <= 'F') {
      digit = static_cast<uint32_t>(c - 'A') + 10;
    } else {
      Fail(place, "\\u wants four hexadecimal digits");
    }
    code = code * 16 + digit;
  }
  return code;
}

Token Tokenizer::ReadNumber() {
  Token token;
  token.kind = TokenKind::kNumber;
  token.begin = at_;
  token.place = At(at_);
  while (at_ < text_.size() && !EndsWord(text_[at_])) ++at_;
  token.end = at_;
  token.text = text_.substr(token.begin, at_ - token.begin);
  if (token.text.starts_with("--")) {
    Fail(token.place, "-- begins no comment here: write # or //");
  }
  if (!IsNumber(token.text)) {
    Fail(token.place, fmt::format("{} is not a number: write digits, or put text into "
                                  "double quotes",
                                  Quoted(Shown(token))));
  }
  DropLeadingZeros(&token);
  return token;
}

void Tokenizer::DropLeadingZeros(Token* token) {
  std::string& text = token->text;
  const size_t first = text[0] == '-' ? 1 : 0;
  size_t zeros = 0;
  while (first + zeros + 1 < text.size() && text[first + zeros] == '0' &&
         IsDigit(text[first + zeros + 1])) {
    ++zeros;
  }
  if (zeros == 0) return;
  const std::string written = text;
  const bool shown = Shown(*token) == written;
  text.erase(first, zeros);
  list_.Warn(token->place, "",
             fmt::format("leading zeros: {}; put digits that matter into quotes",
                         shown ? fmt::format("{} counts as {}", written, text)
                               : "those of " + Shown(*token) + " are dropped"));
}

Token Tokenizer::ReadWord() {
  Token token;
  token.kind = TokenKind::kWord;
  token.begin = at_;
  token.place = At(at_);
  while (at_ < text_.size() && !EndsWord(text_[at_])) ++at_;
  token.end = at_;
  token.text = text_.substr(token.begin, at_ - token.begin);
  return token;
}

}  // namespace hopline::job
