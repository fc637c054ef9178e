#include "host/services/schema.h"

#include <doctest/doctest.h>

#include <hopline/error.hpp>
#include <string>
#include <utility>

#include "host/services/schema_check.h"

namespace hopline::services {
namespace {

struct Result {
  CheckedParameters checked;
  std::string errors, warnings, notes;  ///< messages, newline separated
};

Result Check(const std::string& schema, const std::string& parameters) {
  DiagnosticList list("");
  Result result;
  const CheckOptions options;
  result.checked =
      CheckParameters(ParseSchema(schema), ParseJson(parameters), options, &list);
  for (const Diagnostic& one : list.all()) {
    std::string& to = one.severity == Severity::kError     ? result.errors
                      : one.severity == Severity::kWarning ? result.warnings
                                                           : result.notes;
    to += (to.empty() ? "" : "\n") + one.message;
  }
  return result;
}

/// A schema with one property p.
std::string One(const std::string& p) {
  return R"({"type":"object","properties":{"p":)" + p + "}}";
}

/// What becomes of {"p": value}: the canonical document, or the error.
std::string Convert(const std::string& p, const std::string& value) {
  const Result result = Check(One(p), R"({"p":)" + value + "}");
  return result.errors.empty() ? WriteJson(result.checked.config) : result.errors;
}

std::string Refusal(const std::string& schema) {
  const auto problems = ValidateSchema(schema);
  return problems.empty() ? "" : problems.front();
}

}  // namespace

TEST_CASE("Schema.BearsVeryManyUnknownMembers") {
  std::string parameters = "{";
  for (int i = 0; i < 100'000; ++i) parameters += "\"k" + std::to_string(i) + "\":1,";
  const Result result = Check(One(R"({"type":"string"})"), parameters + R"("p":"x"})");
  CHECK(result.checked.config.members.size() == 100'001);
}

TEST_CASE("Schema.ConvertsTheLenientSpellings") {
  struct Case {
    const char* schema;
    const char* value;
    const char* result;
  };
  const Case cases[] = {
      {R"({"type":"boolean"})", "\"True\"", R"({"p":true})"},
      {R"({"type":"boolean"})", "1", "p must be true or false, is 1"},
      {R"({"type":"number"})", "1.500", R"({"p":1.500})"},
      {R"({"type":"boolean"})", "\"yes\"", "p must be true or false, is \"yes\""},
      {R"({"type":"integer"})", "\" +30 \"", R"({"p":30})"},
      {R"({"type":"integer"})", "9223372036854775807", R"({"p":9223372036854775807})"},
      {R"({"type":"integer"})", "1.0", "p must be a whole number, is 1.0"},
      {R"({"type":"integer"})", "\"1e3\"", "p must be a whole number, is \"1e3\""},
      {R"({"type":"integer"})", "[1]", "p must be a whole number, is a list"},
      {R"({"type":"number"})", "\"0.02\"", R"({"p":0.02})"},
      {R"({"type":"number"})", "1.50", R"({"p":1.50})"},
      {R"({"type":"string"})", "1.50", R"({"p":"1.50"})"},
      {R"({"type":"string"})", "true", R"({"p":"true"})"},
      {R"({"type":"string"})", "{}", "p must be a string, is an object"},
      {R"({"type":"string"})", "\"  \"", "{}"},
      {R"({"type":"string"})", "null", "{}"},
      {R"({"type":"integer"})", "\"\"", "{}"},
      {R"({"type":"string","x-hopline-empty":true})", "\"\"", R"({"p":""})"},
      {R"({"type":"string","enum":["truncate","append"]})", "\"APPEND\"",
       R"({"p":"append"})"},
      {R"({"type":"string","enum":["truncate","append"]})", "\"apend\"",
       "p must be one of truncate, append, is \"apend\"; did you mean \"append\"?"},
      {R"({"type":"string","enum":["a"],"x-hopline-exact":true})", "\"A\"",
       "p must be one of a, is \"A\"; did you mean \"a\"?"},
      {R"({"type":"integer","enum":[0,1]})", "\"1\"", R"({"p":1})"},
      {R"({"type":["integer","string"]})", "\"7\"", R"({"p":"7"})"},
      {R"({"type":["integer","string"]})", "7", R"({"p":7})"},
      {R"({"type":"array","items":{"type":"integer"},"x-hopline-one":true})", "\"5\"",
       R"({"p":[5]})"},
      {R"({"type":"array","items":{"type":"integer"}})", "5",
       "p must be a list [ ], is 5"},
      {R"({"type":"array","items":{"type":"string"}})", R"(["",1])", R"({"p":["","1"]})"},
      {R"({"type":"array","items":{"type":"string"}})", "[null]",
       "p[0] is null; a list has no gaps"},
      {R"({"type":"object","x-hopline-text":true})", R"("{\"a\":1}")",
       R"({"p":{"a":1}})"},
      {R"({"type":"object"})", R"("{\"a\":1}")",
       "p must be an object { }, is \"{\\\"a\\\":1}\""},
      {R"({"type":"integer","x-hopline-unit":"bytes"})", "\"64MiB\"",
       R"({"p":67108864})"},
      {R"({"type":"integer","x-hopline-unit":"bytes"})", "\"1.5 kb\"", R"({"p":1500})"},
      {R"({"type":"integer","x-hopline-unit":"duration"})", "\"2m\"", R"({"p":120})"},
      {R"({"type":"number","x-hopline-unit":"duration"})", "\"500ms\"", R"({"p":0.5})"},
      {R"({"type":"string","x-hopline-escapes":true})", R"("\\t")", R"({"p":"\t"})"},
      {R"({"type":"string","x-hopline-escapes":true})", R"("\\u0001")",
       R"({"p":"\u0001"})"},
      {R"({"type":"string","x-hopline-escapes":true})", R"("\\")", R"({"p":"\\"})"},
      {R"({"type":"integer","minimum":1})", "0", "p must be at least 1, is 0"},
      {R"({"type":"number","minimum":0,"maximum":1})", "1.5",
       "p must be from 0 to 1, is 1.5"},
      {R"({"type":"string","maxLength":2})", "\"中文字\"",
       "p must have at most 2 characters, is \"中文字\""},
      {R"({"type":"string","pattern":"^[0-9]{8}$"})", "20230423", R"({"p":"20230423"})"},
      {R"({"type":"string","pattern":"^[0-9]{8}$"})", "\"x\"",
       "p must match /^[0-9]{8}$/, is \"x\""},
      {R"({"type":"string"})", R"("a ${b} c")",
       "p still holds ${b}, which has no value; give it one with --set"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.schema);
    CAPTURE(one.value);
    CHECK(Convert(one.schema, one.value) == one.result);
  }
}

TEST_CASE("Schema.FillsDefaultsAlsoBelowAndInLists") {
  const char* schema = R"({"type":"object","properties":{
    "a":{"type":"integer","default":7},
    "o":{"type":"object","properties":{"x":{"type":"boolean","default":true}}},
    "l":{"type":"array","items":{"type":"object","properties":{
      "n":{"type":"string"},"t":{"type":"string","default":"STRING"}}}}}})";
  const Result result = Check(schema, R"({"l":[{"n":"c"},{"t":"INT"}],"o":{}})");
  CHECK(WriteJson(result.checked.config) ==
        R"({"l":[{"n":"c","t":"STRING"},{"t":"INT"}],"o":{"x":true},"a":7})");
  CHECK(WriteJson(result.checked.given) == R"({"l":[{"n":"c"},{"t":"INT"}],"o":{}})");
}

TEST_CASE("Schema.RenamesAliasesAndTrimsKeys") {
  const char* schema = R"({"type":"object","properties":{
    "endpoint":{"type":"string","x-hopline-alias":["endPoint"]}}})";
  CHECK(WriteJson(Check(schema, R"({"endPoint":"x"})").checked.config) ==
        R"({"endpoint":"x"})");
  const Result both = Check(schema, R"({"endpoint":"x","endPoint":"y"})");
  CHECK(WriteJson(both.checked.config) == R"({"endpoint":"x"})");
  CHECK(both.warnings ==
        "\"endPoint\" is another word for \"endpoint\", which is given too; this one is "
        "ignored");
  const Result blanks = Check(schema, R"({"endpoint ":"x"})");
  CHECK(WriteJson(blanks.checked.config) == R"({"endpoint":"x"})");
  CHECK(blanks.warnings == "blanks around the key \"endpoint\" are ignored");
}

TEST_CASE("Schema.WarnsAboutUnknownKeysAndPassesThemOn") {
  const Result result = Check(One(R"({"type":"string"})"), R"({"q":[1],"p":"x"})");
  CHECK(result.warnings == "unknown parameter \"q\"; did you mean \"p\"?");
  CHECK(WriteJson(result.checked.config) == R"({"q":[1],"p":"x"})");
}

TEST_CASE("Schema.KeepsSecretsOutOfTheGivenParametersAndOfMessages") {
  const char* schema = R"({"type":"object","properties":{
    "k":{"type":"string","x-hopline-secret":true,"minLength":20},
    "l":{"type":"array","items":{"type":"object","properties":{
      "apiKey":{"type":"string","x-hopline-secret":true}}}}}})";
  CHECK(Check(schema, R"({"k":"hush"})").errors == "k must have at least 20 characters");
  const Result result =
      Check(schema, R"({"l":[{"apiKey":"one"}],"db_password":"two","n":1})");
  CHECK(WriteJson(result.checked.given) == R"({"l":[{}],"n":1})");
  REQUIRE(result.checked.secrets.size() == 2);
  CHECK(result.checked.secrets[0].pointer == "/l/0/apiKey");
  CHECK(result.checked.secrets[0].value == "one");
  CHECK(result.checked.secrets[1].pointer == "/db_password");
}

TEST_CASE("Schema.AnIgnoredSecretIsStillASecret") {
  const char* schema = R"({"type":"object","properties":{
    "key":{"type":"string","x-hopline-secret":true,"x-hopline-ignored":"no use"}}})";
  const Result result = Check(schema, R"({"key":"hush"})");
  REQUIRE(result.checked.secrets.size() == 1);
  CHECK(result.checked.secrets[0].value == "hush");
  CHECK(WriteJson(result.checked.given) == "{}");
}

TEST_CASE("Schema.SaysWhyAKeyIsIgnoredOrDeprecated") {
  const char* schema = R"({"type":"object","required":["old"],"properties":{
    "threads":{"x-hopline-ignored":"the host schedules","default":1},
    "old":{"type":"string","x-hopline-deprecated":"write new"}}})";
  const Result result = Check(schema, R"({"threads":{"any":1},"old":"x"})");
  CHECK(result.errors == "");
  CHECK(result.notes == "threads has no effect: the host schedules");
  CHECK(result.warnings == "old is deprecated: write new");
  CHECK(WriteJson(result.checked.config) == R"({"threads":{"any":1},"old":"x"})");
}

TEST_CASE("Schema.WarnsAboutAnIgnoredKeyThatMayBeExpectedToWork") {
  const char* schema = R"({"type":"object","properties":{
    "proxyHost":{"x-hopline-ignored":"the environment's proxies are used",
                 "x-hopline-warn":true}}})";
  const Result result = Check(schema, R"({"proxyHost":"x"})");
  CHECK(result.notes == "");
  CHECK(result.warnings == "proxyHost has no effect: the environment's proxies are used");
}

TEST_CASE("Schema.CountsElements") {
  const char* schema = R"({"type":"object","properties":{
    "column":{"type":"array","minItems":1,"maxItems":2,"x-hopline-one":true}}})";
  CHECK(Check(schema, R"({"column":[]})").errors ==
        "column has 0 elements; at least 1 must be there");
  CHECK(Check(schema, R"({"column":[1,2,3]})").errors ==
        "column has 3 elements; at most 2 may be there");
  CHECK(Check(schema, R"({"column":[1,2]})").errors == "");
  CHECK(Check(schema, R"({"column":"one"})").errors == "");
  CHECK(Check(schema, "{}").errors == "");
}

TEST_CASE("Schema.TellsMissingFromBlankAndWrong") {
  const char* schema = R"({"type":"object","required":["a","b","c"],"properties":{
    "a":{"type":"string","description":"Table to read. Must exist."},
    "b":{"type":"string"},"c":{"type":"integer"}}})";
  CHECK(Check(schema, R"({"b":" ","c":"x"})").errors ==
        "c must be a whole number, is \"x\"\n"
        "a is missing; give it a value (table to read)\n"
        "b is blank; give it a value");
}

TEST_CASE("Schema.RefusesEncryptedValues") {
  CHECK(Check(One(R"({"type":"string"})"), R"({"*password":"abc"})")
            .errors.find("cannot be decrypted") != std::string::npos);
}

TEST_CASE("Schema.IsItselfChecked") {
  const std::pair<const char*, const char*> cases[] = {
      {"[", "parsing JSON"},
      {"[]", "schema: must be an object"},
      {R"({"type":"string"})", "schema /type: must be object at the top"},
      {R"({"type":"object","oneOf":[]})", "schema /oneOf: is not implemented"},
      {R"({"type":"object","x-hopline-new":1})",
       "schema /x-hopline-new: is not implemented"},
      {R"({"type":"object","required":["x"]})", "\"x\" is not among the properties"},
      {R"({"type":"object","properties":{"a":{"type":"text"}}})",
       "schema /properties/a/type: \"text\" is none of"},
      {R"({"type":"object","properties":{"a":{"type":"integer","default":"x"}}})",
       "schema /properties/a/default: must be a whole number"},
      {R"({"type":"object","properties":{"a":{"type":"integer","default":"1"}}})",
       "canonical type"},
      {R"({"type":"object","properties":{"a":{"type":"integer","minimum":2,"default":1}}})",
       "must be at least 2"},
      {R"({"type":"object","properties":{"a":{"type":"integer","enum":["x"]}}})",
       "/properties/a/enum: \"x\" must be a whole number"},
      {R"({"type":"object","properties":{"a":{"type":"string","pattern":"["}}})",
       "is not a regular expression"},
      {R"({"type":"object","properties":{"a":{"x-hopline-secret":true}}})",
       "is a secret, so its type must be string"},
      {R"({"type":"object","properties":{"a":{"type":"string","x-hopline-alias":["b"]},
           "b":{"type":"string"}}})",
       "the name \"b\" stands for two properties"},
      {R"({"type":"object","properties":{"a":{"type":"string","properties":{}}}})",
       "its type must be object"},
      {R"({"type":"object","properties":{"a":{"type":"integer","x-hopline-unit":"km"}}})",
       "must be bytes or duration"},
      {R"({"type":"object","properties":{"a":{"x-hopline-datasource":["oss"]}}})",
       "is not implemented"},
      {R"({"type":"object","properties":{"a":{"type":"string","minItems":1}}})",
       "its type must be array"},
      {R"({"type":"object","properties":{"a":{"x-hopline-warn":true}}})",
       "belongs to x-hopline-ignored"},
  };
  for (const auto& one : cases) {
    CAPTURE(one.first);
    const std::string refusal = Refusal(one.first);
    CHECK_MESSAGE(refusal.find(one.second) != std::string::npos, refusal);
  }
  CHECK(Refusal(R"({"type":"object","x-hopline-datasource":["oss","file"]})") == "");
}

TEST_CASE("Schema.ListsItsProperties") {
  const SchemaNode schema = ParseSchema(R"({"type":"object","required":["column"],
    "properties":{
      "mode":{"type":"string","enum":["a","b"],"default":"a","description":"Mode.",
              "x-hopline-order":2},
      "column":{"type":"array","x-hopline-order":1,"items":{"type":"object","required":["name"],
        "properties":{"name":{"type":"string"}}}},
      "key":{"type":"string","x-hopline-secret":true,"x-hopline-order":3,
             "x-hopline-alias":"k"}}})");
  const auto rows = ListProperties(schema);
  REQUIRE(rows.size() == 4);
  CHECK(rows[0].name == "column");
  CHECK(rows[0].type == "list of object");
  CHECK(rows[0].required);
  CHECK(rows[1].name == "column[].name");
  CHECK(rows[1].required);
  CHECK(rows[2].type == "one of: a, b");
  CHECK(rows[2].default_text == "\"a\"");
  CHECK(rows[2].description == "Mode.");
  CHECK(rows[3].secret);
  CHECK(rows[3].aliases == std::vector<std::string>{"k"});
}

}  // namespace hopline::services
