#include "plugins/oss/schema.h"

#include <string>

#include "plugins/common/object_format.h"
#include "plugins/common/read_format.h"

namespace hopline::plugins::oss {
namespace {

// Where the bucket is and who asks; the data source gives most of it.
constexpr char kConnection[] = R"json(
"endpoint": {"type": "string", "x-hopline-alias": ["endPoint"],
  "description": "Service address; http:// when the scheme is left out."},
"bucket": {"type": "string", "minLength": 3, "maxLength": 63,
  "description": "Bucket to read or write; it must exist."},
"accessId": {"type": "string", "description": "AccessKey ID."},
"accessKey": {"type": "string", "x-hopline-secret": true,
  "description": "AccessKey secret."},
"securityToken": {"type": "string", "x-hopline-secret": true,
  "description": "STS token of temporary keys."},
"authType": {"type": "string", "enum": ["Ak", "RamRole"],
  "description": "RamRole: keys of the RAM role that this ECS machine has, when none are given."},
"authIdentity": {"type": "string",
  "description": "Name of that role; the machine's only one when absent."},
"cname": {"type": "string",
  "description": "Host suffix that counts as an ordinary endpoint, so that the bucket goes in front of it."},
"regionId": {"type": "string",
  "description": "Region like cn-hangzhou: requests are signed with version 4 then, else with version 1."},
"maxRetries": {"type": "integer", "minimum": 0, "default": 9, "x-hopline-since": "0.1",
  "description": "Repetitions of one request; 9 take about a minute."},
)json";

constexpr char kWriterPath[] = R"json(
"path": {"type": "string", "pattern": "^/[^*?]*$",
  "description": "Directory of parquet and orc objects."},
)json";

constexpr char kReaderPath[] = R"json(
"path": {"type": ["array", "string"], "items": {"type": "string"},
  "x-hopline-ignored": "it belongs to parquet and orc, which are not read"},
)json";

std::string MakeSchema(const char* required, const char* path, const char* properties) {
  return std::string("{\"type\":\"object\",\"x-hopline-datasource\":[\"oss\"],") +
         "\"required\":" + required + ",\"properties\":{" + kConnection + path +
         kReservedObjectProperties + properties + "}}";
}

}  // namespace

const char* WriterSchema() {
  static const auto* schema =
      new std::string(MakeSchema(R"(["endpoint","bucket","object","writeMode"])",
                                 kWriterPath, kObjectWriterProperties));
  return schema->c_str();
}

const char* ReaderSchema() {
  static const auto* schema = new std::string(MakeSchema(
      R"(["endpoint","bucket","object"])", kReaderPath, kObjectReaderProperties));
  return schema->c_str();
}

}  // namespace hopline::plugins::oss
