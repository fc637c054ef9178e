#include "plugins/odps/staged.h"

#include <algorithm>

#include "plugins/common/saved_state.h"

namespace hopline::plugins::odps {
namespace {

constexpr int64_t kStagedFormat = 2;
constexpr int64_t kBlockIds = 20'000;
constexpr int64_t kAttempts = 4;  // of one task that have ids of their own
// The service's largest block is 100 GB.
constexpr uint64_t kMostBlockBytes = uint64_t{64} << 30;

std::string Members(const Upload& upload) {
  return R"("session":)" + JsonString(upload.session) + R"(,"partition":)" +
         JsonString(upload.partition) + R"(,"clearing":)" + JsonString(upload.clearing);
}

Upload ReadUpload(const Config& json, const std::string& at) {
  return {json.Text(at + "/session"), json.Text(at + "/partition", ""),
          json.Text(at + "/clearing", "")};
}

}  // namespace

std::string Encode(const Upload& token) {
  return R"({"format":)" + std::to_string(kStagedFormat) + "," + Members(token) + "}";
}

Upload DecodeToken(std::string_view bytes) {
  return ReadSaved(bytes, "the token of this run", kStagedFormat,
                   [](const Config& json) { return ReadUpload(json, ""); });
}

std::string Encode(const std::vector<UploadedBlocks>& uploaded) {
  const auto number = [](int64_t block) { return std::to_string(block); };
  return R"({"format":)" + std::to_string(kStagedFormat) + R"(,"uploads":)" +
         JsonArray(uploaded,
                   [&](const UploadedBlocks& one) {
                     return "{" + Members(one.upload) + R"(,"rows":)" +
                            std::to_string(one.rows) + R"(,"blocks":)" +
                            JsonArray(one.blocks, number) + "}";
                   }) +
         "}";
}

std::vector<UploadedBlocks> DecodeMessage(std::string_view bytes) {
  return ReadSaved(bytes, "the message of a task", kStagedFormat, [](const Config& json) {
    std::vector<UploadedBlocks> all(json.Count("/uploads"));
    for (size_t i = 0; i < all.size(); ++i) {
      const std::string at = "/uploads/" + std::to_string(i);
      all[i].upload = ReadUpload(json, at);
      all[i].rows = json.Int64(at + "/rows");
      const uint64_t n = json.Count(at + "/blocks");
      for (uint64_t k = 0; k < n; ++k) {
        all[i].blocks.push_back(json.Int64(at + "/blocks/" + std::to_string(k)));
      }
    }
    return all;
  });
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
