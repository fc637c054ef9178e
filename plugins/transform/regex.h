/// \file regex.h
/// Regular expressions of users, over UTF-8.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/common/text_buffer.h"

namespace hopline::plugins::transform {

/// A compiled expression in Perl's form (PCRE2), which Java's agrees with but for rare
/// constructs. Work on one text is bounded, so that no expression can hang a task.
///
/// Threads: one at a time.
class Regex {
 public:
  struct Options {
    bool literal = false;  ///< the expression is plain text
    bool any_case = false;
    bool whole = false;  ///< Matches() wants the whole text to fit
  };

  /// Errors: INVALID_ARGUMENT, `pointer` first, with the offset of the mistake.
  Regex(const std::string& pointer, const std::string& expression,
        const Options& options);
  ~Regex();
  Regex(const Regex&) = delete;
  Regex& operator=(const Regex&) = delete;

  /// Returns nullptr, or why the text could not be searched.
  const char* Matches(std::string_view text, bool* out) const;

 private:
  friend class Replacement;
  int Match(std::string_view text, size_t from, const char** reason) const;

  struct Compiled;
  std::unique_ptr<Compiled> compiled_;
};

/// What stands in for a match: in the form of Java's Matcher.replaceAll ($1, ${name}, a
/// backslash before a character that stands for itself), or plain text.
class Replacement {
 public:
  /// Errors: INVALID_ARGUMENT, `pointer` first: no such group, an open brace.
  Replacement(const std::string& pointer, const std::string& text, const Regex& regex,
              bool plain);

  /// Appends `text` with every match of the expression replaced. Returns nullptr, or why
  /// the text could not be searched.
  const char* Apply(TextBuffer& out, std::string_view text) const;

 private:
  struct Piece {
    std::string literal;
    int group = -1;  ///< -1: the literal
  };
  void AddGroup(const std::string& pointer, int group);
  void AddLiteral(char c);
  size_t AddReference(const std::string& pointer, const std::string& text, size_t at);
  void Expand(TextBuffer& out, std::string_view text) const;

  const Regex& regex_;
  std::vector<Piece> pieces_;
};

}  // namespace hopline::plugins::transform
