#include "plugins/common/object_format.h"

#include <doctest/doctest.h>
#include <hopline/connector.h>

#include "host/services/json.h"
#include "tests/unit/plugins/support/test_host.h"

namespace hopline::plugins {
namespace {

ObjectOptions Read(const std::string& members) {
  TestHost::Install();
  const Config config("{\"object\":\"o\",\"writeMode\":\"truncate\"" +
                      (members.empty() ? "" : "," + members) + "}");
  return ReadObjectOptions(config, Scope(), "test");
}

TEST_CASE("the placeholders of a DataWorks script give DataX's defaults") {
  const ObjectOptions options = Read(
      R"("fileFormat":"csv","fieldDelimiter":",","encoding":"UTF-8","nullFormat":"null")");
  CHECK(options.format == FileFormat::kCsv);
  CHECK(options.rows.csv);
  CHECK(options.rows.line_delimiter == "\n");
  CHECK(options.block_chars == 10 << 20);
  CHECK(options.blocks_per_object == 10000);
  CHECK_FALSE(options.rows.write_header);
}

TEST_CASE("fileFormat left out means text and says so") {
  CHECK(Read("").format == FileFormat::kText);
  REQUIRE(TestHost::log().size() == 1);
  CHECK(TestHost::log()[0].find("fileFormat is not given") == 0);
  CHECK(Read(R"("fileFormat":"txt")").format == FileFormat::kText);
  CHECK(Read(R"("fileFormat":"Parquet")").format == FileFormat::kParquet);
}

TEST_CASE("a header is written when given, unless it is switched off") {
  CHECK(Read(R"("fileFormat":"csv","header":["a"])").rows.write_header);
  CHECK_FALSE(
      Read(R"("fileFormat":"csv","header":["a"],"writeHeader":false)").rows.write_header);
  CHECK(Read(R"("fileFormat":"csv","writeHeader":true)").rows.write_header);
}

TEST_CASE("sizes are rounded to whole blocks, at least one") {
  CHECK(Read(R"("fileFormat":"csv","maxFileSize":25)").blocks_per_object == 2);
  CHECK(Read(R"("fileFormat":"csv","maxFileSize":5)").blocks_per_object == 1);
}

TEST_CASE("csv takes the first character of a line delimiter") {
  CHECK(Read(R"("fileFormat":"csv","lineDelimiter":"\r\n")").rows.line_delimiter == "\r");
  CHECK(Read(R"("fileFormat":"text","lineDelimiter":"\\r\\n")").rows.line_delimiter ==
        "\r\n");
}

TEST_CASE("what cannot work is refused with the parameter in front") {
  const auto refuses = [](const char* members, const char* message) {
    CAPTURE(members);
    CHECK_THROWS_WITH_AS(Read(members), doctest::Contains(message), Error);
  };
  refuses(R"("fileFormat":"sql")", "/fileFormat: 'sql' cannot be written");
  refuses(R"("fileFormat":"csv","fieldDelimiter":"||")", "/fieldDelimiter: csv takes");
  refuses(R"("fileFormat":"csv","encoding":"klingon")", "/encoding: charset 'klingon'");
  refuses(R"("fileFormat":"csv","dateFormat":"yyyy'")", "/dateFormat: date pattern");
  refuses(R"("fileFormat":"csv","compress":"gzip")", "/compress: 'gzip'");
  refuses(R"("fileFormat":"csv","csvWriterConfig":{"delimiter":",,"})",
          "/csvWriterConfig/delimiter: must be exactly one");
  refuses(R"("fileFormat":"csv","csvWriterConfig":{"colour":1})",
          "'colour' is no switch");
  refuses(R"("fileFormat":"csv","object":"/abs")", "/object: must not begin with '/'");
  refuses(R"("fileFormat":"csv","object":"")", "/object: is missing");
  refuses(R"("fileFormat":"csv","writeMode":"replace")", "/writeMode: 'replace'");
  refuses(R"("fileFormat":"csv","writeSingleObject":true,"writeMode":"append")",
          "/writeMode: append cannot add");
}

TEST_CASE("what a writer promises depends on how it writes") {
  constexpr uint64_t kDeclared =
      HOPLINE_CAP_STAGED | HOPLINE_CAP_REPLACES | HOPLINE_CAP_IDEMPOTENT;
  ObjectOptions options;
  CHECK(WriterCapabilities(options, kDeclared) == kDeclared);
  options.write_mode = WriteMode::kNonConflict;
  CHECK(WriterCapabilities(options, kDeclared) == (kDeclared & ~HOPLINE_CAP_REPLACES));
  options.write_mode = WriteMode::kAppend;
  CHECK(WriterCapabilities(options, kDeclared) == HOPLINE_CAP_IDEMPOTENT);
  options.stable_names = true;
  CHECK(WriterCapabilities(options, kDeclared) == (kDeclared & ~HOPLINE_CAP_REPLACES));
}

TEST_CASE("formats that are no lines of text are refused by name") {
  ObjectOptions options;
  for (const FileFormat format : {FileFormat::kCsv, FileFormat::kText}) {
    options.format = format;
    CHECK_NOTHROW(NeedRowText(options));
  }
  for (const FileFormat format : {FileFormat::kParquet, FileFormat::kOrc}) {
    options.format = format;
    CHECK_THROWS_WITH(NeedRowText(options), doctest::Contains("write csv or text"));
  }
}

TEST_CASE("the schema fragment is JSON and names every parameter once") {
  const services::Json schema =
      services::ParseJson(std::string("{") + kObjectWriterProperties + "}");
  CHECK(schema.members.size() == 43);
  for (const auto& member : schema.members) {
    CAPTURE(member.name);
    const bool ignored = member.value.Find("x-hopline-ignored") != nullptr;
    CHECK((ignored || member.value.Find("type") != nullptr));
    CHECK((member.value.Find("description") != nullptr) !=
          (member.value.Find("x-hopline-ignored") != nullptr));
  }
}

}  // namespace
}  // namespace hopline::plugins
