// Every parsing case of tests/data/vectors/oss/csv_reader.json, whole and cut anywhere.
#include "plugins/common/csv_parser.h"

#include <doctest/doctest.h>
#include <hopline/error.hpp>

#include "host/services/json.h"

#include <fstream>
#include <sstream>

namespace hopline::plugins {
namespace {

using services::Json;
using Records = std::vector<std::vector<std::string>>;

/// Parses text that arrives in two pieces, cut at `cut`.
Records Parse(const CsvReadRules& rules, const std::string& text, size_t cut) {
  CsvParser parser(rules);
  Records records;
  size_t done = 0;
  size_t have = cut;
  for (;;) {
    const bool last = have == text.size();
    const std::string_view window(text.data() + done, have - done);
    const CsvParser::Step step = parser.Next(window, last);
    done += parser.used();
    if (step == CsvParser::Step::kEnd) return records;
    if (step == CsvParser::Step::kMore) {
      have = text.size();
      continue;
    }
    records.emplace_back(parser.fields().begin(), parser.fields().end());
  }
}

CsvReadRules RulesOf(const Json& test) {
  CsvReadRules rules;
  rules.delimiter = test.Find("fieldDelimiter")->text;
  const Json* config = test.Find("csvReaderConfig");
  if (config == nullptr) return rules;
  for (const auto& [name, place, value] : config->members) {
    if (name == "useTextQualifier") rules.use_qualifier = value.boolean;
    if (name == "skipEmptyRecords") rules.skip_empty_records = value.boolean;
    if (name == "trimWhitespace") rules.trim_blanks = value.boolean;
    if (name == "escapeMode") rules.backslash_escape = value.text == "2";
    if (name == "useComments") rules.use_comments = value.boolean;
    if (name == "recordDelimiter") rules.record_delimiter = value.text[0];
    if (name == "textQualifier") rules.qualifier = value.text[0];
  }
  return rules;
}

/// skipHeader drops the first physical line before the parser sees anything.
std::string InputOf(const Json& test) {
  const std::string& input = test.Find("input")->text;
  const Json* skip = test.Find("skipHeader");
  if (skip == nullptr || !skip->boolean) return input;
  return input.substr(input.find('\n') + 1);
}

TEST_CASE("csv is read as DataX reads it, wherever the text is cut") {
  std::ifstream file(HOPLINE_TEST_DATA "/vectors/oss/csv_reader.json");
  std::stringstream content;
  content << file.rdbuf();
  const Json document = services::ParseJson(content.str());
  const Json& cases = *document.Find("cases");
  REQUIRE(cases.items.size() == 43);
  for (const Json& test : cases.items) {
    CAPTURE(test.Find("id")->text);
    CAPTURE(test.Find("name")->text);
    Records expected;
    for (const Json& record : test.Find("records")->items) {
      expected.emplace_back();
      for (const Json& field : record.items) expected.back().push_back(field.text);
    }
    const std::string input = InputOf(test);
    const CsvReadRules rules = RulesOf(test);
    for (size_t cut = 0; cut <= input.size(); ++cut) {
      CAPTURE(cut);
      CHECK(Parse(rules, input, cut) == expected);
    }
  }
}

TEST_CASE("escapes inside quotes may give a character by its number") {
  CsvReadRules rules;
  rules.backslash_escape = true;
  const Records expected = {
      {"A\xE4\xB8\xAD"
       "A:\\\"",
       "b"}};
  CHECK(Parse(rules, "\"\\x41\\u4e2d\\101\\:\\\\\\\"\",b\n", 0) == expected);
}

TEST_CASE("a delimiter may have several characters") {
  CsvReadRules rules;
  rules.delimiter = "||";
  CHECK(Parse(rules, "a||b|c||\n", 3) == Records{{"a", "b|c", ""}});
}

TEST_CASE("the safety switch stops at an endless field and a record too wide") {
  CsvReadRules rules;
  rules.most_field_chars = 4;
  rules.most_fields = 2;
  CHECK_THROWS_WITH_AS(Parse(rules, "abcde\n", 0), doctest::Contains("more than 4"),
                       Error);
  CHECK_THROWS_WITH_AS(Parse(rules, "a,b,c\n", 0), doctest::Contains("2 fields"), Error);
  // Characters are counted as Java counts them.
  const Records wide = {{"\xE4\xB8\xAD\xE4\xB8\xAD\xF0\x9F\x98\x80"}};
  CHECK(Parse(rules, wide[0][0] + "\n", 0) == wide);
  CHECK_THROWS_AS(Parse(rules, wide[0][0] + "a\n", 0), Error);
  // An open quote is told before all that follows has been read.
  CsvParser parser(rules);
  CHECK_THROWS_WITH_AS(parser.Next("\"" + std::string(100, 'a'), false),
                       doctest::Contains("a quote may be open"), Error);
}

}  // namespace
}  // namespace hopline::plugins
