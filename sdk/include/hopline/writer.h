/// \file writer.h
/// A writer stages what its tasks write and makes it visible in one repeatable commit.
///
/// Phases (each on a fresh handle, possibly in another process or on another machine):
///   plan        job_open, job_prepare → token, job_close
///   task K      job_open, task_open, task_write …, task_prepare → message, task_close
///   precommit   job_open, job_precommit, job_close
///   commit      job_open, job_commit, job_close
///   abort       job_open, job_abort, job_close
/// Token and messages come as bytes: no slot may need memory left by an earlier phase.
#ifndef HOPLINE_WRITER_H
#define HOPLINE_WRITER_H

#include <hopline/abi.h>
#include <hopline/arrow_c.h>
#include <hopline/bytes.h>
#include <hopline/connector.h>
#include <hopline/error.h>

/// What job_commit says of each message. The caller presets RETRY_LATER.
#define HOPLINE_OUTCOME_COMMITTED 0
#define HOPLINE_OUTCOME_ALREADY_COMMITTED 1
#define HOPLINE_OUTCOME_RETRY_LATER 2
#define HOPLINE_OUTCOME_FAILED 3   ///< failed for good
#define HOPLINE_OUTCOME_UNKNOWN 4  ///< cannot be found out

/// Appendable, 112 bytes. Slots marked (m) are mandatory; the host fills the others with
/// stubs.
typedef struct hopline_writer {
  uint32_t struct_size;
  uint32_t reserved0;

  /// (m) As in reader.h.
  int32_t (*job_open)(const hopline_job_args* args, void** job,
                      hopline_error* error) HOPLINE_NOEXCEPT;
  /// As in reader.h.
  int32_t (*job_capabilities)(void* job, uint64_t* out,
                              hopline_error* error) HOPLINE_NOEXCEPT;
  /// As in reader.h, for the target.
  int32_t (*job_check)(void* job, hopline_error* error) HOPLINE_NOEXCEPT;
  /// (m) As in reader.h.
  void (*job_close)(void* job) HOPLINE_NOEXCEPT;

  /// (m) Checks or creates the target, opens an upload, returns the token every task
  /// receives. What it leaves behind when the token is lost is harmless or expires.
  ///
  /// Threads: [job]
  int32_t (*job_prepare)(void* job, const struct ArrowSchema* in, hopline_buffer* token,
                         hopline_error* error) HOPLINE_NOEXCEPT;

  /// The last point where saying no costs nothing: proves that all that was staged is
  /// still there and complete. A failure lets the host abort and start afresh.
  /// Repeatable. Stub: OK.
  ///
  /// Shape:   prepared: one message per task that feeds this writer, ascending task
  /// index;
  ///          started: every attempt of the run that ever began, finished or not.
  /// Threads: [job]; no task of the run is open in this process.
  int32_t (*job_precommit)(void* job, const hopline_bytes* token,
                           const hopline_prepared* prepared, uint64_t n,
                           const hopline_attempt* started, uint64_t n_started,
                           hopline_error* error) HOPLINE_NOEXCEPT;

  /// (m) Makes everything visible, and removes what dead attempts of this run left.
  /// Repeatable: a second call with the same arguments finds the work done.
  ///
  /// Shape:   outcomes has n entries, HOPLINE_OUTCOME_…, preset to RETRY_LATER.
  /// Threads: as job_precommit. Cancel is not reported.
  /// Errors:  OK exactly when all outcomes are 0 or 1. The host repeats the call with
  /// back-off
  ///          while there are RETRY_LATERs.
  int32_t (*job_commit)(void* job, const hopline_bytes* token,
                        const hopline_prepared* prepared, uint64_t n,
                        const hopline_attempt* started, uint64_t n_started,
                        int32_t* outcomes, hopline_error* error) HOPLINE_NOEXCEPT;

  /// (m) Removes what the messages and the listed attempts staged. Best effort,
  /// repeatable.
  int32_t (*job_abort)(void* job, const hopline_bytes* token,
                       const hopline_prepared* prepared, uint64_t n,
                       const hopline_attempt* started, uint64_t n_started,
                       hopline_error* error) HOPLINE_NOEXCEPT;

  /// (m) Threads: [task].
  /// Errors: SCHEMA_MISMATCH if the token was made for another schema.
  int32_t (*task_open)(void* job, const hopline_task_args* args,
                       const struct ArrowSchema* in, void** task,
                       hopline_error* error) HOPLINE_NOEXCEPT;

  /// (m) Takes the batch: batch->release is NULL afterwards, success or failure.
  int32_t (*task_write)(void* task, struct ArrowArray* batch,
                        hopline_error* error) HOPLINE_NOEXCEPT;

  /// (m) Flushes, stages durably and describes what was staged. Nothing is visible yet if
  /// the writer is STAGED.
  int32_t (*task_prepare)(void* task, hopline_buffer* message,
                          hopline_error* error) HOPLINE_NOEXCEPT;

  /// (m) Withdraws what this attempt staged; legal after task_prepare too. From here on
  /// the task's scope no longer says cancelled, so that the withdrawal can reach the
  /// network.
  int32_t (*task_abort)(void* task, hopline_error* error) HOPLINE_NOEXCEPT;

  /// (m)
  void (*task_close)(void* task) HOPLINE_NOEXCEPT;
} hopline_writer;

#endif  // HOPLINE_WRITER_H
