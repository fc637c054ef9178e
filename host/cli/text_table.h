/// \file text_table.h
/// Tables for people: aligned columns, the last one folded to the width at hand.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hopline::cli {

/// Columns as wide as their widest cell; the last one takes what is left of `width`
/// (at least kLeastFold characters) and goes on in further lines below itself.
///
/// rows: all of the same length, the first is the header. Units: width in characters.
std::string TextTable(const std::vector<std::vector<std::string>>& rows, size_t width);

/// Lines of at most `width` characters, broken at blanks; a longer word has a line of its
/// own. Further lines begin with `indent` blanks.
std::string Fold(std::string_view text, size_t width, size_t indent);

/// Columns of the terminal on standard output; kPlainWidth when it is none.
size_t OutputWidth();

inline constexpr size_t kPlainWidth = 100;
inline constexpr size_t kLeastFold = 40;

}  // namespace hopline::cli
