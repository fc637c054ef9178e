#pragma once

#include <hopline/connector.hpp>

#include <memory>
#include <string>
#include <vector>

#include "plugins/common/column_formats.h"
#include "plugins/common/net.h"
#include "plugins/odps/address.h"
#include "plugins/odps/partition_uploads.h"
#include "plugins/odps/project.h"
#include "plugins/odps/writer_options.h"

namespace hopline::plugins::odps {

/// The `odps` writer: rows into a MaxCompute table, into one partition of it, or into the
/// partitions that rows name.
///
/// A run has one upload session. Tasks upload blocks, the commit makes all rows visible
/// in one step, and with truncate the old ones go in the same step. Where rows name their
/// partitions, tasks open a session for each (PartitionUploads), and the commit goes from
/// partition to partition.
class OdpsWriter final : public Writer {
 public:
  explicit OdpsWriter(JobContext context);
  /// With another transport than HTTP.
  OdpsWriter(JobContext context, std::shared_ptr<Transport> transport);

  uint64_t Capabilities(uint64_t declared) override;
  void Check() override;
  std::string Prepare(const ArrowSchema& in) override;
  void Precommit(const Staged& staged) override;
  void Commit(const Staged& staged, std::vector<int32_t>& outcomes) override;
  /// Sessions cannot be withdrawn: what is not committed is never seen, and expires.
  void Abort(const Staged&) override {}
  std::unique_ptr<WriterTask> OpenTask(TaskContext context,
                                       const ArrowSchema& in) override;

 private:
  void TellOfPartitions();
  wire::maxcompute::Table Table();
  void RunAll(const std::vector<std::string>& statements, const char* key, bool once);

  JobContext context_;
  WriterOptions options_;
  ColumnFormats formats_;
  Project project_;
  PartitionUploads uploads_;
};

}  // namespace hopline::plugins::odps
