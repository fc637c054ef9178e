#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hopline::plugins::odps {

/// An upload session into a plain table or one partition.
struct Upload {
  std::string session;
  std::string partition;  ///< "pt=1,hh=2"; empty: plain table
  /// A session without blocks whose commit removes the old rows, before those of
  /// `session` are added; empty: `session` does what there is to do.
  std::string clearing;
};

/// The upload of a run, as Prepare() left it: the writer's token. Without a session rows
/// name their partitions, and tasks open the uploads.
std::string Encode(const Upload& token);
/// Errors: INVALID_STATE: not written by this connector, or by another version of it.
Upload DecodeToken(std::string_view bytes);

/// What a task uploaded into one session.
struct UploadedBlocks {
  Upload upload;
  int64_t rows = 0;
  std::vector<int64_t> blocks;
};

/// The message of a task.
std::string Encode(const std::vector<UploadedBlocks>& uploaded);
/// Errors: as DecodeToken.
std::vector<UploadedBlocks> DecodeMessage(std::string_view bytes);

/// The id of a task's k-th block in a session. Ids are disjoint per task and, among four
/// attempts in a row, per attempt, so that a straggler cannot replace a block of the
/// attempt that won.
///
/// Source: architecture: block id = task + tasks × (4 k + (attempt − 1) mod 4).
int64_t BlockId(uint32_t task, uint32_t tasks, uint32_t attempt, int64_t k);

/// Blocks that a task may have in a session. The service takes ids up to 19,999.
int64_t MostBlocks(uint32_t tasks);

/// Encoded bytes after which the k-th block ends: `first` at the beginning, and more from
/// half of the ids on, so that a task never runs out of them.
uint64_t BlockBytes(uint64_t first, int64_t k, int64_t most_blocks);

}  // namespace hopline::plugins::odps
