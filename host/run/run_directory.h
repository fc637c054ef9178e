/// \file run_directory.h
/// The files of one run. The state of a run is which of them exist;
/// docs/run-directory.md.
#pragma once

#include <hopline/bytes.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/run/context.h"
#include "host/run/records.h"

namespace hopline::run {

/// What the files prove, in the order of a run's life.
enum class RunState {
  kEmpty,       ///< no run.json: nothing was ever staged
  kBegun,       ///< run.json
  kPlanned,     ///< plan.json
  kAborting,    ///< aborting: what was staged may be gone; only the withdrawal goes on
  kCommitting,  ///< committing: no way back
  kFinished,    ///< report.json
};

/// Every write is durable when it returns, and the first one of a name wins. A record
/// whose digest does not fit counts as absent and is set aside as <name>.broken-<n>; the
/// markers `started`, `aborting` and `committing` count by their mere existence, since
/// taking them for absent would be the dangerous side.
///
/// Threads: any; several processes may work on one directory.
/// Errors:  hopline::Error(IO).
class RunDirectory {
 public:
  /// env, clock and log of the context outlive the directory.
  RunDirectory(const Context& context, std::string path);

  const std::string& path() const { return path_; }
  std::string name() const;

  /// Makes the directory with its folders.
  void Create();
  RunState State();
  /// Makes durable what other processes have named: one may have died before its sync.
  /// Before anything is done that relies on it.
  void SyncNames();

  bool WriteRun(const RunRecord& record) { return Publish("run.json", ToText(record)); }
  std::optional<RunRecord> ReadRun();
  /// The same; a missing or broken one is Failure(kJobFailed).
  RunRecord NeedRun();

  bool WritePlan(const PlanRecord& record) {
    return Publish("plan.json", ToText(record));
  }
  std::optional<PlanRecord> ReadPlan();
  PlanRecord NeedPlan();

  /// Notes that an attempt begins and returns its number, which nobody else has.
  uint32_t StartAttempt(uint32_t task);
  /// Every attempt that ever began, by task and attempt.
  std::vector<hopline_attempt> Started();

  /// False: another attempt of the task was first.
  bool WriteTask(const TaskRecord& record);
  std::optional<TaskRecord> ReadTask(uint32_t task);
  bool TaskDone(uint32_t task) { return ReadTask(task).has_value(); }

  void WriteAborting() { Mark("aborting", {}); }
  bool Aborting();
  void WriteCommitting() { Mark("committing", {}); }
  bool Committing();
  void WriteCommitted(uint32_t writer, std::vector<int32_t> outcomes);
  bool Committed(uint32_t writer);
  /// A person gave this writer up: hopline abort RUN --give-up STEP.
  void WriteAbandoned(uint32_t writer);
  bool Abandoned(uint32_t writer);
  void WriteAcknowledged(uint32_t reader);
  bool Acknowledged(uint32_t reader);

  /// report is a JSON object; it gets its digest here.
  void WriteReport(const std::string& report) { Publish("report.json", Seal(report)); }
  /// The object without its digest.
  std::optional<std::string> ReadReport();

  std::string DirtyPath(uint32_t task, uint32_t attempt) const;
  /// Locks the task for an attempt; null when *holder has it. Attempts that may run side
  /// by side share the lock.
  std::unique_ptr<services::FileLock> LockTask(uint32_t task, services::LockMode mode,
                                               std::string* holder);
  /// The first task that some process is running, with that process; nullopt = none.
  struct TaskAtWork {
    uint32_t task = 0;
    std::string holder;
  };
  std::optional<TaskAtWork> FindTaskAtWork(uint32_t tasks);

 private:
  std::string Path(std::string_view file) const;
  bool Publish(std::string_view file, const std::string& text);
  void Mark(const std::string& file, std::vector<int32_t> outcomes);
  /// The text of a file with a sound digest.
  std::optional<std::string> ReadSound(std::string_view file);
  void SetAside(std::string_view file);

  services::Env& env_;
  services::Clock& clock_;
  services::Log& log_;
  std::string path_;
};

/// "host:process id", for people.
std::string ThisProcess();

}  // namespace hopline::run
