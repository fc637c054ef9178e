/// \file tokens.h
/// The words of relaxed JSON. Used by lexer.cc only.
#pragma once

#include <cstddef>
#include <string>

#include "host/job/source_text.h"

namespace hopline::job {

enum class TokenKind {
  kEnd,
  kOpenObject,
  kCloseObject,
  kOpenArray,
  kCloseArray,
  kComma,
  kColon,
  kString,
  kNumber,
  kWord,  ///< letters without quotes: true, false, null, or a key
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  size_t begin = 0, end = 0;  ///< offsets into SourceText::text()
  Place place;
  std::string text;  ///< of strings: decoded; of numbers and words: as written
};

/// Thrown to leave the parser after the first syntax error, which is already in the list.
struct SyntaxError {};

/// Cuts the text into tokens, warning about every leniency on the way.
class Tokenizer {
 public:
  Tokenizer(SourceText* source, DiagnosticList* list) : source_(*source), list_(*list) {}

  Token Next();
  /// Fails if anything but blanks is left.
  void ExpectEnd();

  /// Reports a syntax error and throws SyntaxError. When an earlier string ran over its
  /// line's end, that string is the likely cause and is named instead.
  [[noreturn]] void Fail(const Place& place, const std::string& message);
  Place At(size_t offset) { return source_.At(offset); }

  /// A token's text for a message: never what a variable or a secret's key brought.
  std::string Shown(const Token& token) const;
  /// Whether the value that comes next is that of a key that sounds secret.
  void ExpectSecret(bool secret) { secret_ = secret; }
  bool expects_secret() const { return secret_; }

 private:
  Token ReadString();
  Token ReadNumber();
  Token ReadWord();
  void ReadEscape(Token* token);
  uint32_t ReadHex4(size_t at, const Place& place);
  void CheckRawControl(char c, const Token& token, bool* warned);
  void DropLeadingZeros(Token* token);
  [[noreturn]] void FailAtCharacter();

  SourceText& source_;
  DiagnosticList& list_;
  const std::string& text_ = source_.text();
  size_t at_ = 0;
  bool secret_ = false;
  Place open_line_string_;  ///< the first string with a raw line end in it
};

}  // namespace hopline::job
