#pragma once

#include <hopline/connector.hpp>

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "plugins/common/column_formats.h"
#include "plugins/odps/project.h"
#include "plugins/odps/reader_options.h"
#include "plugins/odps/row_slices.h"
#include "plugins/odps/source.h"

namespace hopline::plugins::odps {

/// The `odps` reader: rows of a MaxCompute table, of partitions of it, or those that fit
/// a condition.
///
/// The plan makes one download session, a snapshot, for each partition; tasks read slices
/// of its rows. Sessions live for 24 hours.
class OdpsReader final : public Reader {
 public:
  explicit OdpsReader(JobContext context);
  /// With another transport than HTTP.
  OdpsReader(JobContext context, std::shared_ptr<Transport> transport);

  void Check() override;
  Schema ReadSchema() override;
  Plan MakePlan(const PlanRequest& request) override;
  void Acknowledge(const std::vector<AcknowledgedTask>& tasks) override;
  std::unique_ptr<ReaderTask> OpenTask(TaskContext context) override;

 private:
  const wire::maxcompute::TableSchema& Table();
  const SourceColumns& Columns();
  std::vector<std::string> Partitions();
  std::string RunQuery(const SourceColumns& columns, const char* limit);
  void RunAll(const std::vector<std::string>& statements, const char* key, bool once);

  JobContext context_;
  ReaderOptions options_;
  ColumnFormats formats_;
  Project project_;
  std::mutex mutex_;
  // Guarded by mutex_ until set, both of them.
  std::optional<wire::maxcompute::TableSchema> table_;
  std::optional<SourceColumns> columns_;
};

}  // namespace hopline::plugins::odps
