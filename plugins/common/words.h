/// \file words.h
/// Words of parameters and cells, whose letter case does not matter.
#pragma once

#include <algorithm>
#include <string_view>

namespace hopline::plugins {

/// Whether `text` is the word `lower`, written in lower case ASCII letters.
inline bool EqualsIgnoringCase(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](char a, char b) {
                      return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
                    });
}

}  // namespace hopline::plugins
