#include "emulator/maxcompute/sql_lexer.h"

#include <algorithm>
#include <cctype>

namespace hopline::emulator::maxcompute::sql {
namespace {

bool IsWordChar(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return std::isalnum(byte) != 0 || c == '_' || c == '$' || byte >= 0x80;
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Token Next() {
    SkipBlanks();
    Token token;
    token.begin = at_;
    if (at_ < text_.size()) Read(&token);
    token.end = at_;
    return token;
  }

 private:
  void SkipBlanks() {
    while (at_ < text_.size()) {
      if (text_.substr(at_, 2) == "--") {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (std::isspace(static_cast<unsigned char>(text_[at_])) != 0) {
        ++at_;
      } else {
        return;
      }
    }
  }

  void Read(Token* token) {
    const char c = text_[at_];
    if (c == '\'' || c == '"') {
      token->kind = Token::Kind::kText;
      ReadQuoted(c, token);
    } else if (c == '`') {
      token->kind = Token::Kind::kQuotedWord;
      ReadQuoted(c, token);
    } else if (IsDigit(c) ||
               (c == '.' && at_ + 1 < text_.size() && IsDigit(text_[at_ + 1]))) {
      token->kind = Token::Kind::kNumber;
      ReadNumber(token);
    } else if (IsWordChar(c)) {
      token->kind = Token::Kind::kWord;
      while (at_ < text_.size() && IsWordChar(text_[at_])) token->text += text_[at_++];
    } else {
      token->kind = Token::Kind::kSymbol;
      ReadSymbol(token);
    }
  }

  void ReadQuoted(char quote, Token* token) {
    const size_t begin = at_++;
    while (at_ < text_.size() && text_[at_] != quote) {
      if (quote != '`' && text_[at_] == '\\' && at_ + 1 < text_.size()) {
        ++at_;
        token->text += Escaped(text_[at_]);
      } else {
        token->text += text_[at_];
      }
      ++at_;
    }
    if (at_ == text_.size()) throw ParseFailure(text_, begin, "a quote is not closed");
    ++at_;
  }

  static char Escaped(char c) {
    switch (c) {
      case 'n':
        return '\n';
      case 't':
        return '\t';
      case 'r':
        return '\r';
      default:
        return c;
    }
  }

  void ReadNumber(Token* token) {
    const auto digits = [&] {
      while (at_ < text_.size() && IsDigit(text_[at_])) token->text += text_[at_++];
    };
    digits();
    if (at_ < text_.size() && text_[at_] == '.') {
      token->text += text_[at_++];
      digits();
    }
    if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
      token->text += text_[at_++];
      if (at_ < text_.size() && (text_[at_] == '-' || text_[at_] == '+')) {
        token->text += text_[at_++];
      }
      digits();
    }
  }

  void ReadSymbol(Token* token) {
    for (const std::string_view symbol : {"<=", ">=", "<>", "!=", "=="}) {
      if (text_.substr(at_, 2) != symbol) continue;
      token->text = symbol;
      at_ += 2;
      return;
    }
    if (std::string_view("(),.;=<>*:-+").find(text_[at_]) == std::string_view::npos) {
      throw ParseFailure(text_, at_, std::string("invalid token '") + text_[at_] + "'");
    }
    token->text = text_[at_++];
  }

  std::string_view text_;
  size_t at_ = 0;
};

}  // namespace

std::vector<Token> Tokenize(std::string_view text) {
  std::vector<Token> tokens;
  Lexer lexer(text);
  do {
    tokens.push_back(lexer.Next());
  } while (tokens.back().kind != Token::Kind::kEnd);
  return tokens;
}

Failure ParseFailure(std::string_view text, size_t at, const std::string& what) {
  const std::string_view before = text.substr(0, at);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const size_t newline = before.rfind('\n');
  const size_t column = newline == std::string_view::npos ? at + 1 : at - newline;
  return {400, "ODPS-0130161",
          "ODPS-0130161:[" + std::to_string(line) + "," + std::to_string(column) +
              "] Parse exception - " + what};
}

}  // namespace hopline::emulator::maxcompute::sql
