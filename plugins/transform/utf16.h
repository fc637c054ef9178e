/// \file utf16.h
/// Text by UTF-16 units, which is how Java counts characters: one for each code point up
/// to U+FFFF, two for each above.
#pragma once

#include <cstddef>
#include <string_view>

#include "plugins/common/text_buffer.h"

namespace hopline::plugins::transform {

size_t Utf16Length(std::string_view utf8);

/// Appends the units [from, to) of the text; `to` may lie behind its end. Half of a
/// character that takes two units becomes "?", as Java writes it.
void AppendUnits(TextBuffer& out, std::string_view utf8, size_t from, size_t to);

/// As Java's String.compareTo: below, equal to or above zero by the order of the units,
/// in which U+E000 to U+FFFF come behind everything above them.
int CompareUnits(std::string_view a, std::string_view b);

}  // namespace hopline::plugins::transform
