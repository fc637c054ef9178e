#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/maxcompute/sql.h"
#include "emulator/maxcompute/sql_lexer.h"

namespace hopline::emulator::maxcompute::sql {

/// The tokens of a script, read from front to back; included by the parser's sources
/// only. Errors:  every Need… function throws ParseFailure at the token that is something
/// else.
class TokenStream {
 public:
  explicit TokenStream(std::string_view text) : text_(text), tokens_(Tokenize(text)) {}

  const Token& peek() const { return tokens_[at_]; }
  const Token& Next() { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }
  std::string_view text() const { return text_; }
  bool AtEnd() const { return peek().kind == Token::Kind::kEnd; }

  /// Takes the next tokens if they are these keywords, whatever their letter case.
  bool TakeWords(std::initializer_list<std::string_view> words);
  void NeedWords(std::initializer_list<std::string_view> words);
  bool TakeSymbol(std::string_view symbol);
  void NeedSymbol(std::string_view symbol);

  /// A name, lower case.
  std::string NeedName(const char* what);
  std::string NeedText(const char* what);
  int64_t NeedWholeNumber(const char* what);
  /// The span of a type.
  wire::maxcompute::Type NeedType();

  [[noreturn]] void Fail(const std::string& what) const;

 private:
  std::string_view text_;
  std::vector<Token> tokens_;
  size_t at_ = 0;
};

TableName NeedTableName(TokenStream* tokens);
Expression NeedCondition(TokenStream* tokens);
/// A column or a function.
Expression NeedSelected(TokenStream* tokens);

}  // namespace hopline::emulator::maxcompute::sql
