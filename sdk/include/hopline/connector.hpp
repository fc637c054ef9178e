/// \file connector.hpp
/// Typed bases for readers, writers and processors. A connector author derives from
/// Reader and ReaderTask (or Writer …, Processor …), throws hopline::Error when something
/// fails, and names the classes in HOPLINE_PLUGIN; trampolines.hpp turns that into the C
/// tables.
///
/// A handle (Reader, Writer, Processor) lives for one phase of a run only: plan, a task
/// phase, precommit, commit, acknowledge or abort. Nothing may be remembered from an
/// earlier one.
#ifndef HOPLINE_CONNECTOR_HPP
#define HOPLINE_CONNECTOR_HPP

#include <hopline/connector.h>
#include <hopline/arrow.hpp>
#include <hopline/builder.hpp>
#include <hopline/config.hpp>
#include <hopline/schema.hpp>
#include <hopline/scope.hpp>
#include <hopline/view.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hopline {
inline namespace HOPLINE_HELPER_NAMESPACE {

/// What job_open was given, copied.
struct JobContext {
  std::string job_key, run_id, step_name;
  uint32_t incarnation = 0;
  uint32_t step_index = 0;
  bool check_only = false;
  Config config;    ///< this step's parameters; holds secrets
  Config settings;  ///< the job's settings that connectors need
  Scope scope;      ///< until the handle is closed
};

/// What task_open was given, copied.
struct TaskContext {
  uint32_t attempt = 1, task_index = 0, task_count = 1;
  std::string task;        ///< reader: plan entry; writer: token; processor: empty
  std::string checkpoint;  ///< reader only; empty in 0.x
  uint64_t max_batch_bytes = 8 << 20;
  uint32_t max_batch_rows = 65536;
  uint64_t memory_budget = 0;
  Scope scope;  ///< until the task is closed
};

struct PlanTask {
  std::string entry;  ///< opaque to the host, at most 1 MiB, begins with a format number
  std::string label;
  int64_t est_rows = -1, est_bytes = -1;
};
struct Plan {
  std::vector<PlanTask> tasks;   ///< at least one
  bool explicit_splits = false;  ///< the user's own split points made these tasks
};
struct PlanRequest {
  uint32_t want_tasks = 1;
  uint64_t target_bytes = 0;
};

/// One task of a finished run, for Acknowledge.
struct AcknowledgedTask {
  std::string_view entry, checkpoint;
};

/// What a writer's earlier phases left, for precommit, commit and abort. Borrowed bytes.
struct Staged {
  struct Message {
    std::string_view bytes;
    uint32_t task_index = 0, attempt = 0;
  };
  std::string_view token;
  std::vector<Message> messages;         ///< winning attempts, ascending task index
  std::vector<hopline_attempt> started;  ///< every attempt that ever began
};

class ReaderTask {
 public:
  virtual ~ReaderTask() = default;
  /// The next batch; an empty Batch at the end, and again when asked again.
  virtual Batch Next() = 0;
  /// The position after the last batch returned.
  virtual std::string Checkpoint() { return {}; }
};

class Reader {
 public:
  virtual ~Reader() = default;
  /// HOPLINE_CAP_… for this configuration; no network.
  virtual uint64_t Capabilities(uint64_t declared) { return declared; }
  /// `check --connect`; writes and creates nothing.
  virtual void Check() {}
  virtual Schema ReadSchema() = 0;
  virtual Plan MakePlan(const PlanRequest& request) = 0;
  virtual void Acknowledge(const std::vector<AcknowledgedTask>&) {}
  virtual std::unique_ptr<ReaderTask> OpenTask(TaskContext context) = 0;
};

class WriterTask {
 public:
  virtual ~WriterTask() = default;
  virtual void Write(Batch batch) = 0;
  /// Flushes and stages durably; returns the message (at most 8 MiB, begins with a format
  /// number).
  virtual std::string Prepare() = 0;
  /// Withdraws what this attempt staged; legal after Prepare() too.
  virtual void Abort() = 0;
};

class Writer {
 public:
  virtual ~Writer() = default;
  virtual uint64_t Capabilities(uint64_t declared) { return declared; }
  virtual void Check() {}
  /// Returns the token.
  virtual std::string Prepare(const ArrowSchema& in) = 0;
  virtual void Precommit(const Staged&) {}
  /// Fills outcomes (preset to RETRY_LATER), one per message. When not all are 0 or 1 the
  /// trampoline answers UNAVAILABLE, unless the writer throws something more telling.
  virtual void Commit(const Staged& staged, std::vector<int32_t>& outcomes) = 0;
  virtual void Abort(const Staged& staged) = 0;
  virtual std::unique_ptr<WriterTask> OpenTask(TaskContext context,
                                               const ArrowSchema& in) = 0;
};

class ProcessorTask {
 public:
  virtual ~ProcessorTask() = default;
  virtual void Push(Batch batch) = 0;
  /// The next batch that is ready; empty = nothing ready.
  virtual Batch Pull() = 0;
  virtual void Finish() {}
};

class Processor {
 public:
  virtual ~Processor() = default;
  virtual uint64_t Capabilities(uint64_t declared) { return declared; }
  virtual void Check() {}
  virtual Schema Bind(const ArrowSchema& in) = 0;
  virtual std::unique_ptr<ProcessorTask> OpenTask(TaskContext context) = 0;
};

/// How a connector presents itself. All text is static.
struct ConnectorText {
  const char* id;
  std::vector<const char*> step_types;
  const char* display_name;
  const char* summary;
  const char* config_schema;
  uint64_t capabilities = 0;
};

}  // namespace HOPLINE_HELPER_NAMESPACE
}  // namespace hopline

#endif  // HOPLINE_CONNECTOR_HPP
