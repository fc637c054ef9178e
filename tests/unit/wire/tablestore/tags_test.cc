#include "wire/tablestore/tags.h"

#include <doctest/doctest.h>

namespace hopline::wire::tablestore {
namespace {

using TagList = std::vector<TagView>;

std::string Canonical(TagList tags) {
  std::string text;
  const Status status = AppendCanonicalTags(&tags, &text);
  return status.ok() ? text : status.message();
}

TagList Parsed(std::string_view text) {
  TagList tags;
  const Status status = ParseTags(text, &tags);
  REQUIRE_MESSAGE(status.ok(), status.message());
  return tags;
}

// The strings are those of timeseries_key_strings.txt.
TEST_CASE("Tags.TheVendorsStringsAreWrittenAndRead") {
  CHECK(Canonical({{"region", "hangzhou"}, {"os", "linux"}}) ==
        R"(["os=linux","region=hangzhou"])");
  CHECK(Canonical({}) == "[]");
  const std::string awkward = "[\"B=1\",\"Z=[z]\",\"a=x,y\",\"b\\c=\u4f60 \\\"]";
  CHECK(Canonical({{"B", "1"}, {"a", "x,y"}, {"Z", "[z]"}, {"b\\c", "\u4f60 \\"}}) ==
        awkward);
  CHECK(Parsed(awkward) ==
        TagList{{"B", "1"}, {"Z", "[z]"}, {"a", "x,y"}, {"b\\c", "\u4f60 \\"}});
  CHECK(Parsed(R"(["a=x,y","b=1"])") == TagList{{"a", "x,y"}, {"b", "1"}});
  CHECK(Parsed("[]").empty());
  CHECK(Parsed("").empty());
}

TEST_CASE("Tags.MalformedStringsAreRefused") {
  for (const char* text :
       {"[", "]", "x", "[x]", "[\"a=1\"", "\"a=1\"]", "[\"a\"]", "[\"a=1]", "[\"a=1\",]",
        "[,\"a=1\"]", "[\"a=1\"\"b=2\"]", "[\"a=1\" ]"}) {
    CAPTURE(text);
    TagList tags;
    CHECK(!ParseTags(text, &tags).ok());
  }
}

TEST_CASE("Tags.NamesAndValuesThatTheStringCannotHoldAreRefused") {
  CHECK(Canonical({{"", "1"}}) == "invalid tag name ''");
  CHECK(Canonical({{"a b", "1"}}) == "invalid tag name 'a b'");
  CHECK(Canonical({{"a\"", "1"}}) == "invalid tag name 'a\"'");
  CHECK(Canonical({{"a=", "1"}}) == "invalid tag name 'a='");
  CHECK(Canonical({{"\u00e9", "1"}}) == "invalid tag name '\u00e9'");
  CHECK(Canonical({{"a", ""}}) == "invalid value of tag 'a'");
  CHECK(Canonical({{"a", "x=y"}}) == "invalid value of tag 'a'");
  CHECK(Canonical({{"a", "x\"y"}}) == "invalid value of tag 'a'");
  CHECK(Canonical({{"a", "1"}, {"b", "2"}, {"a", "3"}}) == "tag 'a' is given twice");
}

}  // namespace
}  // namespace hopline::wire::tablestore
