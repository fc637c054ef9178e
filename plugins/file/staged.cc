#include "plugins/file/staged.h"

#include <hopline/config.hpp>

namespace hopline::plugins::file {
namespace {

constexpr int64_t kFormat = 1;

Config Open(std::string_view bytes) {
  Config json(bytes);
  if (json.Int64("/format", 0) != kFormat) {
    throw Error(
        HOPLINE_STATUS_INVALID_STATE,
        "reading what an earlier phase left: it was written by another version of "
        "the file writer; abort the run and start anew");
  }
  return json;
}

std::string Head() { return "{\"format\":" + std::to_string(kFormat); }

}  // namespace

std::string Encode(const Token& token) {
  return Head() + ",\"base\":" + JsonString(token.base) +
         ",\"prepared_unix_ns\":" + std::to_string(token.prepared_unix_ns) +
         ",\"columns\":" + JsonString(token.columns) + "}";
}

std::string Encode(const TaskMessage& message) {
  std::string out = Head() + ",\"header_bytes\":" + std::to_string(message.header_bytes) +
                    ",\"files\":[";
  for (const StagedFile& file : message.files) {
    if (out.back() != '[') out += ',';
    out += "{\"hidden\":" + JsonString(file.hidden) +
           ",\"name\":" + JsonString(file.name) +
           ",\"size\":" + std::to_string(file.size) + "}";
  }
  return out + "]}";
}

Token DecodeToken(std::string_view bytes) {
  const Config json = Open(bytes);
  return {json.Text("/base"), json.Int64("/prepared_unix_ns"), json.Text("/columns")};
}

TaskMessage DecodeMessage(std::string_view bytes) {
  const Config json = Open(bytes);
  TaskMessage message;
  message.header_bytes = static_cast<uint64_t>(json.Int64("/header_bytes"));
  const uint64_t count = json.Count("/files");
  for (uint64_t i = 0; i < count; ++i) {
    const std::string at = "/files/" + std::to_string(i);
    message.files.push_back({json.Text(at + "/hidden"), json.Text(at + "/name"),
                             static_cast<uint64_t>(json.Int64(at + "/size"))});
  }
  return message;
}

}  // namespace hopline::plugins::file
