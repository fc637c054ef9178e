// Numbers, charsets, delimiters and names.
#include <doctest/doctest.h>
#include <hopline/error.hpp>

#include "plugins/common/charset.h"
#include "plugins/common/column_text.h"
#include "plugins/common/delimiter.h"
#include "plugins/common/number_text.h"
#include "plugins/common/object_names.h"

#include <cmath>
#include <limits>

namespace hopline::plugins {
namespace {

std::string Truncated(std::string_view text) {
  TextBuffer out;
  return AppendTruncatedDecimal(out, text) ? std::string(out.view()) : "not a number";
}

std::string Double(double value) {
  TextBuffer out;
  return AppendDouble(out, value) ? std::string(out.view()) : "no text";
}

std::string Decoded(const char* charset, std::string_view bytes) {
  CharsetDecoder decoder(charset);
  TextBuffer out;
  decoder.Append(out, bytes, true);
  return std::string(out.view());
}

std::string Encoded(const char* charset, std::string_view text) {
  CharsetEncoder encoder(charset);
  TextBuffer out;
  out.Append(encoder.Mark());
  encoder.Append(out, text);
  return std::string(out.view());
}

TEST_CASE("decimal text is cut towards zero without a limit of size") {
  CHECK(Truncated("1e3") == "1000");
  CHECK(Truncated("-12.99") == "-12");
  CHECK(Truncated("-0.9") == "0");
  CHECK(Truncated("+7") == "7");
  CHECK(Truncated("0012") == "12");
  CHECK(Truncated("12345.678e2") == "1234567");
  CHECK(Truncated("1e-400") == "0");
  CHECK(Truncated(".5e1") == "5");
  CHECK(Truncated("123456789012345678901234567890") == "123456789012345678901234567890");
  for (const char* bad :
       {"", "-", "1e", "1e99999999999", " 1", "1 ", "0x10", "1e20000"}) {
    CHECK(Truncated(bad) == "not a number");
  }
}

TEST_CASE("doubles have no exponent and at least one decimal below ten million") {
  CHECK(Double(4.9e-324).substr(320) == "0000049");
  CHECK(Double(9999999.5) == "9999999.5");
  CHECK(Double(-12345678.25) == "-12345678.25");
  CHECK(Double(0.00015) == "0.00015");
  CHECK(Double(std::numeric_limits<double>::quiet_NaN()) == "no text");
  CHECK(Double(-std::numeric_limits<double>::infinity()) == "no text");
}

TEST_CASE("broken UTF-8 becomes one U+FFFD for each maximal piece") {
  const std::string mark = "\xEF\xBF\xBD";
  CHECK(Decoded("UTF-8",
                "a\xFF\xFE"
                "b") == "a" + mark + mark + "b");
  CHECK(Decoded("utf8", "\xE4\xB8") == mark);
  CHECK(Decoded("utf-8",
                "\xE4\xB8"
                "a") == mark + "a");
  CHECK(Decoded("utf-8", "\xED\xA0\x80") == mark + mark + mark);
  CHECK(Decoded("utf-8", "\xF0\x9F\x98\x80") == "\xF0\x9F\x98\x80");
}

TEST_CASE("a character cut between two pieces is read when the second comes") {
  CharsetDecoder decoder("UTF-8");
  TextBuffer out;
  CHECK(decoder.Append(out, "a\xE4\xB8", false) == 1);
  CHECK(decoder.Append(out, "\xE4\xB8\xAD", true) == 3);
  CHECK(out.view() == "a\xE4\xB8\xAD");
  CharsetDecoder gbk("GBK");
  CHECK(gbk.Append(out, "\xD6", false) == 0);
  CHECK(gbk.Append(out, "\xD6\xD0", true) == 2);
}

TEST_CASE("charsets go by their Java names, with marks and question marks") {
  CHECK(Encoded("UTF-16", "a") == std::string("\xFE\xFF\0a", 4));
  CHECK(Encoded("ISO-8859-1", "\xE4\xB8\xAD\xC3\xA9") == "?\xE9");
  CHECK(Encoded("GB18030", "\xF0\x9F\x98\x80") == "\x94\x39\xFC\x36");
  CHECK(Decoded("UTF-16", std::string("\xFF\xFE"
                                      "a\0",
                                      4)) == "a");
  // Java takes the mark of UTF-16 away and leaves that of UTF-8 in the text.
  CHECK(Decoded("UTF-8", "\xEF\xBB\xBF,") == "\xEF\xBB\xBF,");
  CHECK(Decoded("GBK",
                "\xD6\xD0\xFF"
                "a") ==
        "\xE4\xB8\xAD\xEF\xBF\xBD"
        "a");
  CharsetEncoder utf16("utf16"), utf32("UTF-32");
  TextBuffer out;
  for (CharsetEncoder* encoder : {&utf16, &utf32, &utf16, &utf32}) {
    encoder->Append(out, "a");
  }
  CHECK(out.view() == std::string_view("\0a\0\0\0a\0a\0\0\0a", 12));
  CHECK(Decoded("utf-32", std::string("\0\0\xFE\xFF\0\0\0a", 8)) == "a");
  CHECK(Decoded("UTF-32", std::string("\0\0\0a", 4)) == "a");
  CHECK_THROWS_WITH_AS(CharsetEncoder("no-such"),
                       doctest::Contains("'no-such' is unknown"), Error);
}

TEST_CASE("what follows a malformed character is kept") {
  const std::string mark = "\xEF\xBF\xBD";
  // Half of a surrogate pair; the other half alone; the first, cut off.
  CHECK(Decoded("UTF-16", std::string("\xD8\x3D\0a\xDE\0\0b\xD8\x3D", 10)) ==
        mark + "a" + mark + "b" + mark);
  CHECK(Decoded("UTF-32BE", std::string("\x7F\0\0\0\0\0\0a", 8)) == mark + "a");
  // Text that is no UTF-8, as services may hold it.
  CHECK(Encoded("GBK",
                "\x80"
                "a") == "?a");
  CHECK(Encoded("GBK",
                "\xE4"
                "ab") == "?ab");
  CHECK(Encoded("GBK",
                "\xF0\x9F\x98\x80"
                "a\xE4\xB8") == "?a?");
}

TEST_CASE("bytes become Base64 with padding") {
  const auto base64 = [](std::string_view bytes) {
    TextBuffer out;
    AppendBase64(out, bytes);
    return std::string(out.view());
  };
  CHECK(base64("") == "");
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foobar") == "Zm9vYmFy");
  CHECK(base64("\xFF\xFE"
               "A") == "//5B");
}

TEST_CASE("delimiters may be typed as visible escapes") {
  CHECK(DecodeDelimiter("\\t") == "\t");
  CHECK(DecodeDelimiter("\\u0001") == "\x01");
  CHECK(DecodeDelimiter("\\u4e2d|\\r\\n") == "\xE4\xB8\xAD|\r\n");
  CHECK(DecodeDelimiter("\\x\\u12") == "\\x\\u12");
  CHECK(IsOneCharacter("\xE4\xB8\xAD"));
  CHECK_FALSE(IsOneCharacter("\xF0\x9F\x98\x80"));  // two UTF-16 units
  CHECK_FALSE(IsOneCharacter("||"));
}

TEST_CASE("a task's names differ by attempt, stable ones only by window and task") {
  const NameKey first{"window", "run-1", "Writer", 3, 1};
  const NameKey again{"window", "run-2", "Writer", 3, 2};
  CHECK(UniquePart(first).size() == 32);
  CHECK(UniquePart(first) != UniquePart(again));
  CHECK(StablePart(first) == StablePart(again));
  const NameKey other_task{"window", "run-1", "Writer", 4, 1};
  CHECK(StablePart(first) != StablePart(other_task));
  CHECK(UniquePart(first) != UniquePart(other_task));
}

TEST_CASE("object names carry partition, number and suffix in DataX's order") {
  const std::string task = TaskObjectName("dir/part", "3fa8");
  CHECK(ObjectName(task, "", 0, "csv") == "dir/part__3fa8.csv");
  CHECK(ObjectName(task, "", 1, ".csv") == "dir/part__3fa8_1.csv");
  CHECK(ObjectName(task, "cn2024", 2, " ") == "dir/part__3fa8_cn2024_2");
}

}  // namespace
}  // namespace hopline::plugins
