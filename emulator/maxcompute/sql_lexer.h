#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/maxcompute/failure.h"

namespace hopline::emulator::maxcompute::sql {

struct Token {
  enum class Kind : uint8_t { kWord, kQuotedWord, kText, kNumber, kSymbol, kEnd };

  Kind kind = Kind::kEnd;
  std::string text;  // a word as it is written; a text without quotes; "<=" …
  size_t begin = 0;  // in the statement
  size_t end = 0;
};

/// Comments ("-- …") are left out; the last token is kEnd.
/// Errors:  ParseFailure for an open quote or a character that SQL does not have.
std::vector<Token> Tokenize(std::string_view text);

/// "ODPS-0130161:[line,column] Parse exception - …".
Failure ParseFailure(std::string_view text, size_t at, const std::string& what);

}  // namespace hopline::emulator::maxcompute::sql
