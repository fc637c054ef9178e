#include "plugins/file/plan_entry.h"

#include <hopline/config.hpp>

namespace hopline::plugins::file {

std::string EncodeEntry(const std::vector<PlannedFile>& files) {
  std::string out = "{\"format\":1,\"files\":[";
  for (const PlannedFile& file : files) {
    if (out.back() != '[') out += ',';
    out += "{\"name\":" + JsonString(file.name) +
           ",\"size\":" + std::to_string(file.size) +
           ",\"changed_unix_ns\":" + std::to_string(file.changed_unix_ns) + "}";
  }
  return out + "]}";
}

std::vector<PlannedFile> DecodeEntry(std::string_view entry) {
  const Config json(entry);
  if (json.Int64("/format", 0) != 1) {
    throw Error(HOPLINE_STATUS_INVALID_STATE,
                "the plan entry was written by another version of the file reader; plan "
                "the run anew");
  }
  std::vector<PlannedFile> files;
  const uint64_t count = json.Count("/files");
  for (uint64_t i = 0; i < count; ++i) {
    const std::string at = "/files/" + std::to_string(i);
    files.push_back({json.Text(at + "/name"), json.Int64(at + "/size"),
                     json.Int64(at + "/changed_unix_ns")});
  }
  return files;
}

}  // namespace hopline::plugins::file
