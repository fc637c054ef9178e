#include "plugins/transform/utf16.h"

#include <doctest/doctest.h>

#include <string>

namespace hopline::plugins::transform {
namespace {

std::string Units(std::string_view text, size_t from, size_t to) {
  TextBuffer out;
  AppendUnits(out, text, from, to);
  return std::string(out.view());
}

TEST_CASE("characters above U+FFFF count twice") {
  CHECK(Utf16Length("") == 0);
  CHECK(Utf16Length("a中é") == 3);
  CHECK(Utf16Length("a😀b") == 4);
}

TEST_CASE("units are cut out, and half a character is a question mark") {
  CHECK(Units("abcdef", 2, 4) == "cd");
  CHECK(Units("abc", 1, 99) == "bc");
  CHECK(Units("abc", 3, 9) == "");
  CHECK(Units("a中b", 1, 2) == "中");
  CHECK(Units("a😀b", 1, 3) == "😀");
  CHECK(Units("a😀b", 0, 2) == "a?");
  CHECK(Units("a😀b", 2, 4) == "?b");
  CHECK(Units("a😀b", 2, 3) == "?");
  CHECK(Units("😀😀", 1, 3) == "??");
}

TEST_CASE("texts are ordered by their units") {
  CHECK(CompareUnits("a", "b") < 0);
  CHECK(CompareUnits("b", "a") > 0);
  CHECK(CompareUnits("ab", "abc") < 0);
  CHECK(CompareUnits("同", "同") == 0);
  CHECK(CompareUnits("é", "z") > 0);
  CHECK(CompareUnits("😀", "\uFF21") < 0);  // surrogates come before U+FF21
  CHECK(CompareUnits("😀", "中") > 0);
}

}  // namespace
}  // namespace hopline::plugins::transform
