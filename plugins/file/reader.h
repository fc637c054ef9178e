/// \file reader.h
/// The `file` reader: csv and text from local files, by the parameters of `oss`.
#pragma once

#include <hopline/connector.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "plugins/common/column_formats.h"
#include "plugins/common/read_format.h"
#include "plugins/file/target.h"

namespace hopline::plugins::file {

/// The connector's schema; static.
const char* ReaderSchema();

/// A task = whole files, shared out by size. A plan entry remembers size and time of
/// each, so that a file that changed since is not taken for the one planned with.
class FileReader final : public Reader {
 public:
  explicit FileReader(JobContext context);

  void Check() override;
  Schema ReadSchema() override;
  Plan MakePlan(const PlanRequest& request) override;
  std::unique_ptr<ReaderTask> OpenTask(TaskContext context) override;

 private:
  std::vector<FoundFile> Find() const;
  size_t Width();

  JobContext context_;
  Target source_;
  ReadFormat format_;
  ColumnFormats formats_;
};

}  // namespace hopline::plugins::file
