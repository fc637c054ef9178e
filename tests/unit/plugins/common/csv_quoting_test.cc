#include "plugins/common/csv_quoting.h"

#include <doctest/doctest.h>

#include <string>

namespace hopline::plugins {
namespace {

std::string QuotedField(const std::string& text) {
  static const CsvQuoting kQuoting(CsvRules{}, ",", "\n");
  TextBuffer out;
  kQuoting.AppendField(out, text, false);
  return std::string(out.view());
}

TEST_CASE("a mark is found wherever it stands in a text of any length") {
  for (size_t size = 1; size <= 100; ++size) {
    const std::string plain(size, 'x');
    CHECK(QuotedField(plain) == plain);
    for (size_t at = 0; at < size; ++at) {
      CAPTURE(size);
      CAPTURE(at);
      std::string marked = plain;
      marked[at] = ',';
      CHECK(QuotedField(marked) == '"' + marked + '"');
      marked[at] = '"';
      CHECK(QuotedField(marked) ==
            '"' + marked.substr(0, at) + "\"\"" + plain.substr(at + 1) + '"');
    }
  }
}

TEST_CASE("bytes past the end of a text are no part of it") {
  const std::string text = "abcdefghijklmnopqrstuvwxyz,,,,,,,,,,,,,,,,";
  static const CsvQuoting kQuoting(CsvRules{}, ",", "\n");
  for (size_t size = 1; size <= 26; ++size) {
    TextBuffer out;
    kQuoting.AppendField(out, std::string_view(text).substr(0, size), false);
    CHECK(out.view() == text.substr(0, size));
  }
}

TEST_CASE("a zero byte is a mark only where it is a delimiter") {
  const CsvQuoting quoting(CsvRules{}, std::string(1, '\0'), "\n");
  for (const char* text : {"a", "ab", "abc", "abcd", "abcdefgh"}) {
    TextBuffer out;
    quoting.AppendField(out, text, false);
    CHECK(out.view() == text);
  }
}

}  // namespace
}  // namespace hopline::plugins
