/// \file source_text.h
/// The first pass over a script: comments vanish, variables are replaced, and every byte
/// of the result still knows where in the script it comes from.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/services/diagnostic.h"
#include "host/services/json.h"

namespace hopline::job {

using services::DiagnosticList;
using services::Place;

/// What a reference stands for.
struct VariableValue {
  std::optional<std::string> value;  ///< nullopt = undefined
  std::string problem;  ///< why, when the reason is not simply that nobody defined it
  bool stays = false;   ///< the reference stays as it is written
};

/// Called with what stands between the braces of `${…}`, or the word after a bare `$`.
using VariableLookup = std::function<VariableValue(const std::string& name)>;

/// One replaced reference; offsets into SourceText::text().
struct VariableUse {
  std::string name;
  size_t begin = 0, end = 0;
  bool stays = false;  ///< a reference in the place of a value, now a string
};

/// Turns offsets of one text into lines and columns. Cheap when asked in ascending order.
class PlaceFinder {
 public:
  PlaceFinder(std::string_view text, uint32_t file) : text_(text), file_(file) {}
  Place At(size_t offset);

 private:
  std::string_view text_;
  uint32_t file_;
  size_t offset_ = 0;
  uint32_t line_ = 1, column_ = 1;
};

/// A script after the first pass. Keeps a reference to the script's text.
class SourceText {
 public:
  const std::string& text() const { return text_; }
  const std::vector<VariableUse>& uses() const { return uses_; }
  /// The first reference that ends behind an offset into text(), or null.
  const VariableUse* FirstUse(size_t offset) const;
  /// Place in the script of an offset into text(); inside a replaced variable, of its
  /// `$`.
  Place At(size_t offset);

 private:
  friend class Expander;
  SourceText(std::string_view script, uint32_t file) : finder_(script, file) {}

  struct Piece {
    size_t begin;   ///< in text_
    size_t source;  ///< in the script
    bool verbatim;  ///< false: all of it stands for the one place `source`
  };

  std::string text_;
  std::vector<Piece> pieces_;  ///< ascending by begin
  std::vector<VariableUse> uses_;
  PlaceFinder finder_;
};

/// Runs the first pass.
///
/// Comments (`#`, `//`, `/* */`, and a lone `/`, with a warning) end up as one blank;
/// they do not exist inside strings of either quote. `${name}` is replaced by its value,
/// JSON-escaped inside a string, as it is elsewhere; a bare `$name` only if it is
/// defined. All undefined references become one error. Without a lookup nothing is
/// replaced. A reference that stays is put into quotes where it stands for a value.
///
/// script: must outlive the result.
/// Errors: to `list`: text that is no UTF-8, an open comment, undefined variables.
SourceText ExpandSource(std::string_view script, uint32_t file,
                        const VariableLookup& lookup, DiagnosticList* list);

}  // namespace hopline::job
