/// \file reader.h
/// A reader cuts its input into independent tasks and reads each as batches.
///
/// Phases (each on a fresh handle, possibly in another process or on another machine):
///   plan          job_open, job_schema, job_plan, job_close
///   task K        job_open, job_schema, task_open, task_next …, task_checkpoint,
///   task_close acknowledge   job_open, job_acknowledge, job_close
/// No slot may need memory left by an earlier phase.
#ifndef HOPLINE_READER_H
#define HOPLINE_READER_H

#include <hopline/abi.h>
#include <hopline/arrow_c.h>
#include <hopline/bytes.h>
#include <hopline/connector.h>
#include <hopline/error.h>

/// Arguments of job_plan. Appendable, 16 bytes.
typedef struct hopline_plan_args {
  uint32_t struct_size;
  uint32_t want_tasks;    ///< most tasks to return, >= 1
  uint64_t target_bytes;  ///< stored bytes per task; 0 = no wish
} hopline_plan_args;

/// One task. Appendable, 48 bytes.
typedef struct hopline_plan_task {
  uint32_t struct_size;
  uint32_t flags;       ///< 0
  hopline_bytes bytes;  ///< the plan entry, opaque to the host; holds no secret
  int64_t est_rows;     ///< -1 = unknown
  int64_t est_bytes;    ///< -1 = unknown
  const char* label;    ///< for people: logs, report, explain; NULL allowed
} hopline_plan_task;

/// The user's own split points made these tasks, so there may be more than want_tasks.
#define HOPLINE_PLAN_EXPLICIT UINT32_C(1)

/// Appendable out-struct, 40 bytes: the caller sets struct_size, the callee writes no
/// byte past it.
typedef struct hopline_plan {
  uint32_t struct_size;
  uint32_t flags;    ///< HOPLINE_PLAN_…
  uint64_t n_tasks;  ///< >= 1: with nothing to read, one task that ends at once
  const hopline_plan_task* const* tasks;
  void (*release)(struct hopline_plan*) HOPLINE_NOEXCEPT;  ///< frees everything
  void* private_data;
} hopline_plan;

/// Appendable, 96 bytes. Slots marked (m) are mandatory; the host fills the others with
/// stubs.
typedef struct hopline_reader {
  uint32_t struct_size;
  uint32_t reserved0;

  /// (m) Parses and checks the configuration.
  ///
  /// Owns:    the caller, until job_close. Copies what it keeps of args.
  /// Threads: [job]
  /// Errors:  INVALID_ARGUMENT, best with a JSON pointer in front of the message.
  /// Cost:    no network.
  int32_t (*job_open)(const hopline_job_args* args, void** job,
                      hopline_error* error) HOPLINE_NOEXCEPT;

  /// What holds for this configuration: never a bit that the connector does not declare.
  /// Where the answer would need the service, the cautious one. Stub: the declared bits.
  ///
  /// Threads: [job]. Cost: no network.
  int32_t (*job_capabilities)(void* job, uint64_t* out,
                              hopline_error* error) HOPLINE_NOEXCEPT;

  /// For `check --connect`: reaches the endpoint, proves the credentials, finds the
  /// source. Writes and creates nothing. Stub: OK.
  ///
  /// Threads: [job]
  int32_t (*job_check)(void* job, hopline_error* error) HOPLINE_NOEXCEPT;

  /// (m) Threads: [job]; every task of this handle is closed.
  void (*job_close)(void* job) HOPLINE_NOEXCEPT;

  /// (m) The schema of every batch: same configuration, same schema, in every process.
  ///
  /// Shape:   a struct schema ("+s"), one child per column.
  /// Threads: [job]
  int32_t (*job_schema)(void* job, struct ArrowSchema* out,
                        hopline_error* error) HOPLINE_NOEXCEPT;

  /// (m) Cuts the job's input into independent tasks.
  ///
  /// Shape:   1..want_tasks entries (more only with HOPLINE_PLAN_EXPLICIT). Together they
  /// cover
  ///          the input exactly once: no gap, no overlap; any order, any process, no talk
  ///          among them. What must be read in order belongs into one task.
  /// Owns:    the caller, through out->release. Nothing in *out points into the job.
  /// Threads: [job]
  /// Errors:  THROTTLED, UNAVAILABLE: retry. NOT_FOUND: the source is gone; no retry.
  /// Cost:    may call the service; changes nothing in the source or its state.
  int32_t (*job_plan)(void* job, const hopline_plan_args* args, hopline_plan* out,
                      hopline_error* error) HOPLINE_NOEXCEPT;

  /// Everything up to these checkpoints is committed in every writer. Repeatable. Stub:
  /// OK.
  ///
  /// Shape:   parallel arrays of n entries: plan entries and their checkpoints, all tasks
  /// of
  ///          this reader.
  /// Threads: [job]; no task of the run is open in this process. Cancel is not reported.
  int32_t (*job_acknowledge)(void* job, const hopline_bytes* tasks,
                             const hopline_bytes* checkpoints, uint64_t n,
                             hopline_error* error) HOPLINE_NOEXCEPT;

  /// (m) Starts one attempt of one task. Threads: [task]; other tasks of the handle may
  /// run.
  int32_t (*task_open)(void* job, const hopline_task_args* args, void** task,
                       hopline_error* error) HOPLINE_NOEXCEPT;

  /// (m) The next batch; a released array means "end", and calling again says so again.
  ///
  /// Owns:    the caller, who releases it exactly once, from any thread.
  /// Threads: [task]
  /// Cost:    may block, but returns within one second of cancel.
  int32_t (*task_next)(void* task, struct ArrowArray* out,
                       hopline_error* error) HOPLINE_NOEXCEPT;

  /// The position after the last batch returned. Stub: empty.
  int32_t (*task_checkpoint)(void* task, hopline_buffer* out,
                             hopline_error* error) HOPLINE_NOEXCEPT;

  /// (m)
  void (*task_close)(void* task) HOPLINE_NOEXCEPT;
} hopline_reader;

#endif  // HOPLINE_READER_H
