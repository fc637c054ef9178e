/// \file run_store.h
/// <state>/runs/<document>/<window>/<run id>: where runs lie, which exist, who holds a
/// window.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/run/run_directory.h"

namespace hopline::run {

/// One run as `hopline runs` lists it.
struct RunSummary {
  std::string path;
  RunRecord record;
  RunState state = RunState::kEmpty;
  std::string
      outcome;  ///< of report.json: done, aborted, given up; empty when unfinished
};

/// The member `outcome` of a report; empty when there is none.
std::string OutcomeOf(const std::string& report_json);

/// Holds a window against other runs of it; released by the destructor.
class WindowLock {
 public:
  explicit WindowLock(std::unique_ptr<services::FileLock> lock)
      : lock_(std::move(lock)) {}

 private:
  std::unique_ptr<services::FileLock> lock_;
};

/// All runs of one window, that is of one job key: jobs of the same connectors and
/// parameters, whatever else their scripts say.
class Window {
 public:
  /// document_digest: where a window that is new lies.
  Window(const Context& context, const std::string& document_digest,
         const std::string& job_key);
  /// The window that a run directory lies in.
  static Window Of(const Context& context, const std::string& run_path);

  const std::string& path() const { return path_; }

  /// wait: until it is free, or the user cancels.
  ///
  /// Errors: Failure(kJobFailed) naming the holder.
  WindowLock Lock(const Context& context, const std::string& command, bool wait);

  /// Oldest first; directories that hold nothing are left out.
  std::vector<RunSummary> Runs();
  /// The run of that id, or the latest of its successors (X, X.2, X.3, …).
  std::optional<RunSummary> Find(const std::string& run_id);
  /// An id that no directory has: the wish, else wish.2, wish.3 …; without a wish a new
  /// one.
  std::string FreeRunId(const std::string& wish);
  uint32_t NextIncarnation();
  RunDirectory Directory(const std::string& run_id);

  /// Directories in which nothing was begun: a process died before run.json. One that
  /// stays is in nobody's way; it is told.
  void RemoveEmpty();
  /// Removes the oldest finished runs beyond the latest 30. A failure is told only: the
  /// run at hand is done.
  void Retain();

  /// Unfinished runs of the document's other windows; damaged ones are told.
  std::vector<RunSummary> UnfinishedSiblings();

 private:
  Window(const Context& context, std::string path);
  void RemoveOld();

  const Context& context_;
  std::string path_;
};

/// Every run below the state directory, or those of the job's document and window. Oldest
/// first; a damaged one is told and left out.
std::vector<RunSummary> ListRuns(const Context& context,
                                 const job::ResolvedJob* job = nullptr);

/// Errors: Failure(kUsage): an id is a directory's name, 1 to 100 of [A-Za-z0-9._-].
void CheckRunId(const std::string& run_id);

}  // namespace hopline::run
