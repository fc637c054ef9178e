/// \file writer.h
/// The `file` writer: rows of csv or text into local files, by the parameters of `oss`.
#pragma once

#include <hopline/connector.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "plugins/common/column_formats.h"
#include "plugins/common/object_format.h"

namespace hopline::plugins::file {

/// The connector's schema; static.
const char* WriterSchema();

/// Tasks write hidden files beside the visible ones and sync them; Commit() renames them,
/// then, with truncate, removes what was there before. `object` is a name below `path`,
/// with "/" between folders.
class FileWriter final : public Writer {
 public:
  explicit FileWriter(JobContext context);

  uint64_t Capabilities(uint64_t declared) override;
  void Check() override;
  std::string Prepare(const ArrowSchema& in) override;
  void Precommit(const Staged& staged) override;
  void Commit(const Staged& staged, std::vector<int32_t>& outcomes) override;
  void Abort(const Staged& staged) override;
  std::unique_ptr<WriterTask> OpenTask(TaskContext context,
                                       const ArrowSchema& in) override;

 private:
  void RefuseConflict() const;
  void WarnOfNeighbours() const;

  JobContext context_;
  std::string base_;
  ObjectOptions options_;
  ColumnFormats formats_;
};

}  // namespace hopline::plugins::file
