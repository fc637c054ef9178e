#include "plugins/common/object_format.h"
#include "plugins/file/writer.h"

#include <string>

namespace hopline::plugins::file {
namespace {

// The keys of an oss step's connection are known, so that a step that is swapped per
// environment needs no edit; local files need none of them.
constexpr char kPlace[] = R"json({
"type": "object",
"x-hopline-datasource": ["file"],
"required": ["path", "object", "writeMode"],
"properties": {
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

std::string MakeWriterSchema() {
  return std::string(kPlace) + kObjectWriterProperties + "}}";
}

}  // namespace

const char* WriterSchema() {
  static const auto* schema = new std::string(MakeWriterSchema());
  return schema->c_str();
}

}  // namespace hopline::plugins::file
