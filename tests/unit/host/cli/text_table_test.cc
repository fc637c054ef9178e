#include "host/cli/text_table.h"

#include <doctest/doctest.h>

namespace hopline::cli {

TEST_CASE("columns are aligned by characters, and the last one is folded below itself") {
  const std::string text = TextTable(
      {{"KEY", "MEANING"},
       {"ключ", "one two three four five six seven eight nine ten eleven twelve"},
       {"b", ""}},
      50);
  CHECK(text ==
        "KEY   MEANING\n"
        "ключ  one two three four five six seven eight nine\n"
        "      ten eleven twelve\n"
        "b\n");
}

TEST_CASE("a narrow terminal leaves the last column room to read") {
  const std::string text =
      TextTable({{"a long first column of a table", "one two three four five six"}}, 20);
  CHECK(text == "a long first column of a table  one two three four five six\n");
}

TEST_CASE("a word longer than the width has a line of its own") {
  CHECK(Fold("a verylongword b", 5, 2) == "a\n  verylongword\n  b");
}

}  // namespace hopline::cli
