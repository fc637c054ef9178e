/// \file writer.h
/// Three ends of a stream: standard output, a local file, nowhere.
#pragma once

#include <hopline/connector.hpp>

#include "plugins/common/column_formats.h"
#include "plugins/common/object_format.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace hopline::plugins::stream {

extern const char kWriterSchema[];

/// Prints rows as DataX's stream writer does: texts joined by fieldDelimiter, null as
/// "null". With print off it counts and forgets. With path and fileName the lines go to
/// that file, which is emptied when the job starts.
class StreamWriter final : public Writer {
 public:
  explicit StreamWriter(JobContext context);

  /// Only a writer that keeps nothing may be repeated without a trace.
  uint64_t Capabilities(uint64_t declared) override;
  std::string Prepare(const ArrowSchema& in) override;
  void Commit(const Staged& staged, std::vector<int32_t>& outcomes) override;
  void Abort(const Staged& staged) override;
  std::unique_ptr<WriterTask> OpenTask(TaskContext context,
                                       const ArrowSchema& in) override;

 private:
  bool print_;
  RowFormat format_;
  ColumnFormats formats_;
  std::string file_;  ///< empty = standard output
  uint64_t rows_before_pause_ = 0;
  uint64_t pause_ms_ = 0;
};

}  // namespace hopline::plugins::stream
