#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hopline::plugins::odps {

/// The upload session of a run, as Prepare() left it: the writer's token.
struct UploadToken {
  std::string session;
  std::string partition;  ///< "pt=1,hh=2"; empty: plain table
};

std::string Encode(const UploadToken& token);
/// Errors: DATA_INVALID: not written by this connector, or by a later version of it.
UploadToken DecodeToken(std::string_view bytes);

/// What a task uploaded: its message.
struct UploadedBlocks {
  int64_t rows = 0;
  std::vector<int64_t> blocks;
};

std::string Encode(const UploadedBlocks& uploaded);
/// Errors: as DecodeToken.
UploadedBlocks DecodeMessage(std::string_view bytes);

/// The id of a task's k-th block. Ids are disjoint per task and, among four attempts in a
/// row, per attempt, so that a straggler cannot replace a block of the attempt that won.
///
/// Source: architecture: block id = task + tasks × (4 k + (attempt − 1) mod 4).
int64_t BlockId(uint32_t task, uint32_t tasks, uint32_t attempt, int64_t k);

/// Blocks that a task may have. The service takes ids up to 19,999.
int64_t MostBlocks(uint32_t tasks);

/// Encoded bytes after which the k-th block ends: `first` at the beginning, and more from
/// half of the ids on, so that a task never runs out of them.
uint64_t BlockBytes(uint64_t first, int64_t k, int64_t most_blocks);

}  // namespace hopline::plugins::odps
