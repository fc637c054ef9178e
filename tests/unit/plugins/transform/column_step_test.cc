// dx_substr, dx_pad, dx_replace and dx_digest, with the results that DataX gives.
#include "plugins/transform/column_step.h"

#include <doctest/doctest.h>

#include "plugins/transform/dx_digest.h"
#include "plugins/transform/dx_pad.h"
#include "plugins/transform/dx_replace.h"
#include "plugins/transform/dx_substr.h"
#include "tests/unit/plugins/transform/step_run.h"

namespace hopline::plugins::transform {
namespace {

using Rows = std::vector<std::string>;

std::string Paras(const std::string& paras, int column = 0) {
  return R"({"columnIndex":)" + std::to_string(column) + R"(,"paras":[)" + paras + "]}";
}

/// One text through one step: the text, or "dirty: …".
template <class Step>
std::string One(const std::string& paras, const char* text) {
  const StepResult result = RunStep<Step>(Paras(paras), TestRows::Text({{text}}));
  return result.rows.empty() ? "dirty " + result.dirty.at(0) : result.rows[0];
}

TEST_CASE("dx_substr") {
  CHECK(One<DxSubstr>(R"("0","3")", "abcdef") == "abc");
  CHECK(One<DxSubstr>(R"("2","99")", "abcdef") == "cdef");
  CHECK(One<DxSubstr>(R"("6","1")", "abcdef") == "");
  CHECK(One<DxSubstr>(R"("7","1")", "abcdef") ==
        "dirty c0: the text is shorter than the start");
  CHECK(One<DxSubstr>(R"("1","1")", "a中b") == "中");
  CHECK(One<DxSubstr>(R"("1","1")", nullptr) == "<null>");
}

TEST_CASE("dx_pad") {
  CHECK(One<DxPad>(R"("r","10","xyz")", "abcdef") == "abcdefxyzx");
  CHECK(One<DxPad>(R"("l","12","0")", "19890604") == "000019890604");
  CHECK(One<DxPad>(R"("L","5","ab")", "x") == "ababx");
  CHECK(One<DxPad>(R"("l","3","0")", "abcdef") == "abc");
  CHECK(One<DxPad>(R"("r","3","0")", "abcdef") == "abc");
  CHECK(One<DxPad>(R"("r","2","xyz")", nullptr) == "xy");
}

TEST_CASE("dx_replace") {
  CHECK(One<DxReplace>(R"("3","4","****")", "0123456789") == "012****789");
  CHECK(One<DxReplace>(R"("2","99","!")", "abcdef") == "ab!");
  CHECK(One<DxReplace>(R"("6","1","!")", "abcdef") == "abcdef!");
  CHECK(One<DxReplace>(R"("7","1","!")", "abcdef") ==
        "dirty c0: the text is shorter than the start");
  CHECK(One<DxReplace>(R"("0","1","!")", nullptr) == "<null>");
}

TEST_CASE("dx_digest") {
  CHECK(One<DxDigest>(R"("md5","toUpperCase")", "abc") ==
        "900150983CD24FB0D6963F7D28E17F72");
  CHECK(One<DxDigest>(R"("sha1","toLowerCase")", "abc") ==
        "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(One<DxDigest>(R"("md5","toLowerCase")", nullptr) ==
        "d41d8cd98f00b204e9800998ecf8427e");
}

TEST_CASE("dx_digest reads other letter case as DataX does, and says so") {
  CHECK(One<DxDigest>(R"("MD5","TOUPPERCASE")", "abc") ==
        "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(TestHost::log().size() == 2);
  CHECK(TestHost::log().at(0) ==
        "/paras/0: 'MD5' counts as sha1, as in DataX; write md5 for that one");
}

TEST_CASE("a column of any kind becomes text, and only that one") {
  TestRows rows;
  rows.fields = {Field::Of("n", Type::kInt64), Field::Of("t", Type::kUtf8)};
  rows.rows = {{"19890604", "a"}, {"7", nullptr}};
  const StepResult result = RunStep<DxPad>(Paras(R"("l","9","0")"), rows);
  CHECK(result.rows == Rows{"019890604|a", "000000007|<null>"});
  CHECK(result.fields[0].kind == ColumnKind::kString);
  CHECK(result.fields[0].name == "n");
  CHECK(result.fields[1].type == Type::kUtf8);
}

TEST_CASE("dirty rows are left out, the others keep their order") {
  const StepResult result = RunStep<DxSubstr>(
      Paras(R"("2","2")", 1),
      TestRows::Text(
          {{"1", "abcd"}, {"2", "x"}, {"3", nullptr}, {"4", ""}, {"5", "wxyz"}}));
  CHECK(result.rows == Rows{"1|cd", "3|<null>", "5|yz"});
  CHECK(result.dirty == Rows{"c1: the text is shorter than the start",
                             "c1: the text is shorter than the start"});
}

TEST_CASE("large text is passed on as ordinary text") {
  DxPad step(StepJob(Paras(R"("l","3","0")")));
  Fields fields = {Field::Of("a", Type::kUtf8), Field::Of("b", Type::kLargeUtf8)};
  const Schema in = MakeSchema(fields);
  CHECK(Fields::Read(*step.Bind(*in))[1].type == Type::kUtf8);
}

TEST_CASE("wrong parameters are refused before any row comes") {
  CHECK(Refusal<DxSubstr>(R"({"paras":["0","1"]})") ==
        "/columnIndex: missing; number the column, from 0 on");
  CHECK(Refusal<DxSubstr>(Paras(R"("0")")) ==
        "/paras: has 1 values where 2 belong: start length");
  CHECK(Refusal<DxSubstr>(Paras(R"("x","1")")) == "/paras/0: 'x' is no number from 0 on");
  CHECK(Refusal<DxReplace>(Paras(R"("0","-1","")")) ==
        "/paras/1: '-1' is no number from 0 on");
  CHECK(Refusal<DxPad>(Paras(R"("m","1","x")")) ==
        "/paras/0: 'm' is no side; write l for the left or r for the right");
  CHECK(Refusal<DxPad>(Paras(R"("l","1","")")) ==
        "/paras/2: is empty; give the text to fill up with");
  CHECK(Refusal<DxDigest>(Paras(R"("sha256","toLowerCase")")) ==
        "/paras/0: 'sha256' is unknown; md5 or sha1");
  CHECK(Refusal<DxSubstr>(Paras(R"("0","1")", 5)) ==
        "/columnIndex: 5 is out of range; the rows have 1 columns, the first is 0");
}

}  // namespace
}  // namespace hopline::plugins::transform
