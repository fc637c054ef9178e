#include "host/registry/text_rules.h"

#include <doctest/doctest.h>

#include <string>

namespace hopline::registry {

TEST_CASE("UTF-8 is accepted in its shortest form only") {
  CHECK(IsUtf8(""));
  CHECK(IsUtf8("plain"));
  CHECK(IsUtf8("同步 é \xF0\x9F\x98\x80"));
  CHECK_FALSE(IsUtf8("\x80"));              // a continuation without a lead
  CHECK_FALSE(IsUtf8("\xC3"));              // cut off
  CHECK_FALSE(IsUtf8("\xC0\xAF"));          // '/' in two bytes
  CHECK_FALSE(IsUtf8("\xE0\x80\xAF"));      // '/' in three bytes
  CHECK_FALSE(IsUtf8("\xED\xA0\x80"));      // a surrogate
  CHECK_FALSE(IsUtf8("\xF4\x90\x80\x80"));  // above U+10FFFF
  CHECK_FALSE(IsUtf8("\xFF"));
}

TEST_CASE("ids and step types keep to their alphabets") {
  CHECK(IsId("com.example.redis-2"));
  CHECK_FALSE(IsId(""));
  CHECK_FALSE(IsId(".a"));
  CHECK_FALSE(IsId("Com"));
  CHECK_FALSE(IsId("a_b"));
  CHECK(IsStepType("otsstreamreader_V2-x"));
  CHECK_FALSE(IsStepType(""));
  CHECK_FALSE(IsStepType("a.b"));
}

TEST_CASE("JSON depth counts brackets outside strings") {
  CHECK(JsonDepth("1") == 0);
  CHECK(JsonDepth(R"({"a": [1, {"b": 2}]})") == 3);
  CHECK(JsonDepth(R"({"[[[[\"[": 1})") == 1);
  CHECK(JsonDepth(std::string(100'000, '[')) == 100'000);
}

}  // namespace hopline::registry
