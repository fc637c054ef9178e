#include "emulator/tablestore/utf8.h"

#include <doctest/doctest.h>

namespace hopline::emulator::tablestore {
namespace {

TEST_CASE("Utf8.IsRecognised") {
  for (const char* text : {"", "ascii", "\xc3\xa4", "\xe4\xbd\xa0\xe5\xa5\xbd",
                           "\xf0\x9f\x98\x80", "\xed\x9f\xbf", "\xf4\x8f\xbf\xbf"}) {
    CAPTURE(text);
    CHECK(IsUtf8(text));
  }
}

TEST_CASE("Utf8.OverlongCutSurrogateAndTooLargeFormsAreNone") {
  for (const char* text :
       {"\xff", "\x80", "\xc0\x80", "\xc3", "\xe0\x80\x80", "\xe4\xbd", "\xed\xa0\x80",
        "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80"}) {
    CAPTURE(text);
    CHECK_FALSE(IsUtf8(text));
  }
}

}  // namespace
}  // namespace hopline::emulator::tablestore
