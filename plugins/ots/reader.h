#pragma once

#include <hopline/connector.hpp>

#include <memory>
#include <mutex>
#include <optional>

#include "plugins/common/column_formats.h"
#include "plugins/common/net.h"
#include "plugins/ots/reader_options.h"
#include "plugins/tablestore/client.h"

namespace hopline::plugins::ots {

/// The `ots` reader: a Tablestore table as it stands, row by row, cell by cell, or point
/// by point.
///
/// A task reads one range of keys, or some splits of a scan.
class OtsReader final : public Reader {
 public:
  explicit OtsReader(JobContext context);
  /// With another transport than HTTP.
  OtsReader(JobContext context, std::shared_ptr<Transport> transport);

  void Check() override;
  Schema ReadSchema() override;
  Plan MakePlan(const PlanRequest& request) override;
  std::unique_ptr<ReaderTask> OpenTask(TaskContext context) override;

 private:
  const wire::tablestore::TableMeta& Table();

  JobContext context_;
  ReaderOptions options_;
  ColumnFormats formats_;
  std::shared_ptr<Transport> transport_;
  std::unique_ptr<tablestore::Client> client_;
  std::mutex mutex_;
  std::optional<wire::tablestore::DescribeTableResponse> table_;  // guarded by mutex_
};

}  // namespace hopline::plugins::ots
