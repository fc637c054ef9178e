#pragma once

#include <hopline/connector.hpp>

#include <memory>
#include <mutex>
#include <optional>

#include "plugins/common/column_formats.h"
#include "plugins/common/net.h"
#include "plugins/otsstream/options.h"
#include "plugins/tablestore/client.h"

namespace hopline::plugins::otsstream {

/// The `otsstream` reader: the change log of a Tablestore table, one window of time.
///
/// A task reads whole lineages of shards. Read positions are written to the status table
/// in Acknowledge() only, when every writer has committed.
class OtsStreamReader final : public Reader {
 public:
  explicit OtsStreamReader(JobContext context);
  /// With another transport than HTTP.
  OtsStreamReader(JobContext context, std::shared_ptr<Transport> transport);

  uint64_t Capabilities(uint64_t declared) override;
  void Check() override;
  Schema ReadSchema() override;
  Plan MakePlan(const PlanRequest& request) override;
  void Acknowledge(const std::vector<AcknowledgedTask>& tasks) override;
  std::unique_ptr<ReaderTask> OpenTask(TaskContext context) override;

 private:
  /// What the service bounds, into the log.
  void Explain() const;
  const wire::tablestore::DescribeTableResponse& Table();

  JobContext context_;
  Options options_;
  ColumnFormats formats_;
  std::shared_ptr<Transport> transport_;
  std::unique_ptr<tablestore::Client> client_;
  std::mutex mutex_;
  std::optional<wire::tablestore::DescribeTableResponse> table_;  // guarded by mutex_
};

}  // namespace hopline::plugins::otsstream
