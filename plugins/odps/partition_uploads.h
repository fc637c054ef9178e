#pragma once

#include <hopline/scope.hpp>

#include <map>
#include <mutex>
#include <string>

#include "plugins/odps/project.h"
#include "plugins/odps/staged.h"

namespace hopline::plugins::odps {

/// The uploads into partitions that rows name: one for each partition, shared by all
/// tasks of this process, opened for the first block.
///
/// A run may have several processes, so that a partition may get several sessions. Of
/// several that overwrite, each commit would remove the rows of the one before. So with
/// truncate rows go into sessions that append, and each has one beside it that overwrites
/// and holds no blocks: its commit empties the partition, and the service does that once,
/// however often it is asked and however late a request arrives; a TRUNCATE that was
/// sent twice could run when the new rows are there. A run of one task has one session
/// for each partition in any case; that one overwrites itself.
///
/// Threads: any.
class PartitionUploads {
 public:
  /// Borrows project.
  PartitionUploads(Project& project, bool truncate)
      : project_(project), truncate_(truncate) {}

  /// The upload into a partition, which is added if it is missing. `tasks`: those of the
  /// run.
  Upload Open(const std::string& partition, uint32_t tasks, const Scope& scope);

 private:
  std::string Create(const std::string& partition, bool overwrite, const Scope& scope);

  Project& project_;
  const bool truncate_;
  std::mutex mutex_;  ///< held while an upload is opened, so that each is opened once
  std::map<std::string, Upload> uploads_;  ///< by partition; guarded by mutex_
};

}  // namespace hopline::plugins::odps
