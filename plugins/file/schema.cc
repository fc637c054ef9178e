#include "plugins/common/object_format.h"
#include "plugins/common/read_format.h"
#include "plugins/file/reader.h"
#include "plugins/file/writer.h"

#include <string>

namespace hopline::plugins::file {
namespace {

// The keys of an oss step's connection are known, so that a step that is swapped per
// environment needs no edit; local files need none of them.
constexpr char kPlace[] = R"json(
"path": {"type": "string", "description": "Folder that object is a name below."},
"endpoint": {"type": "string", "x-hopline-ignored": "local files need no address"},
"bucket": {"type": "string", "x-hopline-ignored": "local files need no bucket"},
"accessId": {"type": "string", "x-hopline-ignored": "local files need no key"},
"accessKey": {"type": "string", "x-hopline-secret": true,
  "x-hopline-ignored": "local files need no key"},
"securityToken": {"type": "string", "x-hopline-secret": true,
  "x-hopline-ignored": "local files need no key"},
"cname": {"type": "string", "x-hopline-ignored": "local files need no address"},
"regionId": {"type": "string", "x-hopline-ignored": "local files need no address"},
"maxRetries": {"type": "integer", "x-hopline-ignored": "local files are not asked twice"},
)json";

std::string MakeSchema(const char* required, const char* properties) {
  return std::string("{\"type\":\"object\",\"x-hopline-datasource\":[\"file\"],") +
         "\"required\":" + required + ",\"properties\":{" + kPlace +
         kReservedObjectProperties + properties + "}}";
}

}  // namespace

const char* WriterSchema() {
  static const auto* schema = new std::string(
      MakeSchema(R"(["path","object","writeMode"])", kObjectWriterProperties));
  return schema->c_str();
}

const char* ReaderSchema() {
  static const auto* schema =
      new std::string(MakeSchema(R"(["path","object"])", kObjectReaderProperties));
  return schema->c_str();
}

}  // namespace hopline::plugins::file
