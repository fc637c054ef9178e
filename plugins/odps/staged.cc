#include "plugins/odps/staged.h"

#include <hopline/config.hpp>

#include <algorithm>

namespace hopline::plugins::odps {
namespace {

constexpr int64_t kFormat = 1;
constexpr int64_t kBlockIds = 20'000;
constexpr int64_t kAttempts = 4;  // of one task that have ids of their own
// The service's largest block is 100 GB.
constexpr uint64_t kMostBlockBytes = uint64_t{64} << 30;

Config Open(std::string_view bytes, const char* what) {
  Config json;
  int64_t format = 0;
  try {
    json = Config(bytes);
    format = json.Int64("/format", 0);
  } catch (const Error& error) {
    throw Error(HOPLINE_STATUS_DATA_INVALID,
                std::string(what) + " cannot be read: " + error.what());
  }
  if (format != kFormat) {
    throw Error(HOPLINE_STATUS_DATA_INVALID,
                std::string(what) + " has format " + std::to_string(format) +
                    ", this version knows " + std::to_string(kFormat));
  }
  return json;
}

}  // namespace

std::string Encode(const UploadToken& token) {
  return R"({"format":1,"session":)" + JsonString(token.session) + R"(,"partition":)" +
         JsonString(token.partition) + "}";
}

UploadToken DecodeToken(std::string_view bytes) {
  const Config json = Open(bytes, "the token of the upload");
  return {json.Text("/session"), json.Text("/partition", "")};
}

std::string Encode(const UploadedBlocks& uploaded) {
  std::string json =
      R"({"format":1,"rows":)" + std::to_string(uploaded.rows) + R"(,"blocks":[)";
  for (size_t i = 0; i < uploaded.blocks.size(); ++i) {
    if (i != 0) json += ',';
    json += std::to_string(uploaded.blocks[i]);
  }
  return json + "]}";
}

UploadedBlocks DecodeMessage(std::string_view bytes) {
  const Config json = Open(bytes, "the message of a task");
  UploadedBlocks uploaded;
  uploaded.rows = json.Int64("/rows");
  const uint64_t n = json.Count("/blocks");
  for (uint64_t i = 0; i < n; ++i) {
    uploaded.blocks.push_back(json.Int64("/blocks/" + std::to_string(i)));
  }
  return uploaded;
}

int64_t BlockId(uint32_t task, uint32_t tasks, uint32_t attempt, int64_t k) {
  return task + int64_t{tasks} * (kAttempts * k + (attempt - 1) % kAttempts);
}

int64_t MostBlocks(uint32_t tasks) {
  return std::max<int64_t>(1, kBlockIds / (kAttempts * std::max<int64_t>(1, tasks)));
}

uint64_t BlockBytes(uint64_t first, int64_t k, int64_t most_blocks) {
  const int64_t from = most_blocks / 2;
  if (k < from) return first;
  // Ten doublings over the second half.
  const int64_t step = std::max<int64_t>(1, (most_blocks - from) / 10);
  const int64_t doublings = std::min<int64_t>(10, 1 + (k - from) / step);
  return std::min(first << static_cast<uint64_t>(doublings), kMostBlockBytes);
}

}  // namespace hopline::plugins::odps
