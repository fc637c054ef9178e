/// \file processor.h
/// A processor turns batches into batches, between a reader and a writer of one task.
/// Push and pull, so that nothing calls back into the host from inside the plugin's stack
/// and one batch may become none or many.
#ifndef HOPLINE_PROCESSOR_H
#define HOPLINE_PROCESSOR_H

#include <hopline/abi.h>
#include <hopline/arrow_c.h>
#include <hopline/connector.h>
#include <hopline/error.h>

/// Appendable, 88 bytes. Slots marked (m) are mandatory.
typedef struct hopline_processor {
  uint32_t struct_size;
  uint32_t reserved0;

  /// (m) As in reader.h.
  int32_t (*job_open)(const hopline_job_args* args, void** job,
                      hopline_error* error) HOPLINE_NOEXCEPT;
  /// As in reader.h.
  int32_t (*job_capabilities)(void* job, uint64_t* out,
                              hopline_error* error) HOPLINE_NOEXCEPT;
  /// As in reader.h.
  int32_t (*job_check)(void* job, hopline_error* error) HOPLINE_NOEXCEPT;
  /// (m) As in reader.h.
  void (*job_close)(void* job) HOPLINE_NOEXCEPT;

  /// (m) Given the schema that comes in, says which one goes out; again in every process.
  ///
  /// Threads: [job]
  /// Errors:  SCHEMA_MISMATCH: a column it needs is missing or has another type.
  int32_t (*job_bind)(void* job, const struct ArrowSchema* in, struct ArrowSchema* out,
                      hopline_error* error) HOPLINE_NOEXCEPT;

  /// (m) Threads: [task]
  int32_t (*task_open)(void* job, const hopline_task_args* args, void** task,
                       hopline_error* error) HOPLINE_NOEXCEPT;
  /// (m) Takes the batch. The host pulls until nothing is ready before it pushes again.
  int32_t (*task_push)(void* task, struct ArrowArray* batch,
                       hopline_error* error) HOPLINE_NOEXCEPT;
  /// (m) The next batch that is ready; a released array means "nothing ready".
  int32_t (*task_pull)(void* task, struct ArrowArray* out,
                       hopline_error* error) HOPLINE_NOEXCEPT;
  /// (m) No more input; the host pulls until empty.
  int32_t (*task_finish)(void* task, hopline_error* error) HOPLINE_NOEXCEPT;
  /// (m)
  void (*task_close)(void* task) HOPLINE_NOEXCEPT;
} hopline_processor;

#endif  // HOPLINE_PROCESSOR_H
