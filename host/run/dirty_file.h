/// \file dirty_file.h
/// The dirty rows of one task attempt: counted, and kept so that they can be replayed.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "host/run/context.h"
#include "host/run/digest.h"
#include "host/services/scope.h"
#include "host/services/thread_annotations.h"

namespace hopline::run {

/// Writes dirty/K.aN.jsonl, which is made with the first dirty row. Each line is an
/// object:
/// {"schema":n,"columns":[…]} before the first row of a schema, then
/// {"schema":n,"step":…,"reasons":[{"column":…,"code":…,"reason":…}],"cells":[…]}.
///
/// Threads: any.
class DirtyFile final : public services::DirtySink {
 public:
  /// limit: most dirty rows that the task may have; nullopt = any number.
  DirtyFile(const Context& context, std::string path, std::optional<uint64_t> limit);

  /// Keeps the rows, then throws DIRTY_LIMIT when there are now more than the limit. Why
  /// one of them is dirty is told with that; why the first is, is logged.
  void Report(const std::string& step, const ArrowArray& rows, const ArrowSchema& schema,
              const hopline_dirty* const* details, uint64_t n) override
      HOPLINE_EXCLUDES(mutex_);

  struct Summary {
    uint64_t rows = 0, bytes = 0;
    std::string sha256;  ///< empty when there is no file
    std::map<std::string, uint64_t> rows_of_step;
    bool over_limit = false;
  };
  /// Makes the file durable. Once, when the attempt is prepared.
  Summary Finish() HOPLINE_EXCLUDES(mutex_);
  bool over_limit() const HOPLINE_EXCLUDES(mutex_);

 private:
  void Append(const std::string& lines) HOPLINE_REQUIRES(mutex_);
  /// The number of a schema; a new one goes into `lines` first.
  int SchemaNumber(const std::string& columns, std::string& lines)
      HOPLINE_REQUIRES(mutex_);

  const Context& context_;
  const std::string path_;
  const std::optional<uint64_t> limit_;
  mutable services::Mutex mutex_;
  std::unique_ptr<services::AppendFile> file_ HOPLINE_GUARDED_BY(mutex_);
  std::map<std::string, int> schemas_ HOPLINE_GUARDED_BY(mutex_);
  Sha256 digest_ HOPLINE_GUARDED_BY(mutex_);
  Summary summary_ HOPLINE_GUARDED_BY(mutex_);
};

}  // namespace hopline::run
