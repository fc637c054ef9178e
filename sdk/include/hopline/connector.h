/// \file connector.h
/// One reader, writer or processor of a plugin, and the arguments that its job slots
/// share.
#ifndef HOPLINE_CONNECTOR_H
#define HOPLINE_CONNECTOR_H

#include <hopline/abi.h>
#include <hopline/bytes.h>
#include <hopline/scope.h>

#define HOPLINE_KIND_READER UINT32_C(1)
#define HOPLINE_KIND_WRITER UINT32_C(2)
#define HOPLINE_KIND_PROCESSOR UINT32_C(3)

/// Capabilities: what a connector can promise at best; job_capabilities narrows them to
/// one configuration. They decide the guarantee that the host states for a job:
///   REPLAYABLE reader + STAGED writer: exactly once · + IDEMPOTENT: final state equal ·
///   + neither: at least once · reader not replayable: nothing after a failure.
#define HOPLINE_CAP_REPLAYABLE (UINT64_C(1) << 0)   ///< reader: same entry, same rows
#define HOPLINE_CAP_CHECKPOINTS (UINT64_C(1) << 1)  ///< reader: task_checkpoint works
/// Reader: a null means "not written here", as in a log of changes, not "empty now".
#define HOPLINE_CAP_SPARSE (UINT64_C(1) << 2)
#define HOPLINE_CAP_STAGED (UINT64_C(1) << 8)      ///< writer: hidden until job_commit
#define HOPLINE_CAP_IDEMPOTENT (UINT64_C(1) << 9)  ///< writer: rewriting is harmless
#define HOPLINE_CAP_ABORTS (UINT64_C(1) << 10)     ///< writer: job_abort really removes
/// Writer: what its target held before the run is removed (truncate, overwrite).
#define HOPLINE_CAP_REPLACES (UINT64_C(1) << 11)
/// Writer: a null, or a column that is not among a row's, removes the value that the
/// target holds for the same key.
#define HOPLINE_CAP_NULL_ERASES (UINT64_C(1) << 12)
#define HOPLINE_CAP_ORDER_PRESERVING (UINT64_C(1) << 16)  ///< processor
#define HOPLINE_CAP_STATELESS (UINT64_C(1) << 17)  ///< processor: batches may be split

struct hopline_reader;
struct hopline_writer;
struct hopline_processor;

/// Appendable, 96 bytes. Exactly one of the three tables is set, and it matches kind.
typedef struct hopline_connector {
  uint32_t struct_size;
  uint32_t kind;                  ///< HOPLINE_KIND_…
  uint64_t capabilities;          ///< HOPLINE_CAP_…
  const char* id;                 ///< for example ots.reader
  const char* const* step_types;  ///< words a job may use for it: odps, odpswriter
  uint32_t n_step_types;          ///< 1 to 16
  uint32_t reserved0;             ///< 0
  const char* display_name;
  const char* summary;        ///< one line
  const char* config_schema;  ///< JSON Schema, the subset of docs/parameters-schema.md
  const struct hopline_reader* reader;
  const struct hopline_writer* writer;
  const struct hopline_processor* processor;

  /// Optional. Returns a named extension table at an exact revision, or NULL.
  ///
  /// Threads: [any].
  const void* (*get_extension)(const char* id, uint32_t revision)HOPLINE_NOEXCEPT;
} hopline_connector;

/// Nothing will be moved: the phase is check or explain.
#define HOPLINE_JOB_CHECK_ONLY UINT32_C(1)

/// Arguments of job_open. Appendable, 64 bytes. They live until job_open returns; the
/// scope until job_close.
typedef struct hopline_job_args {
  uint32_t struct_size;
  uint32_t flags;           ///< HOPLINE_JOB_…
  const char* job_key;      ///< digest of the resolved job: one per window
  const char* run_id;       ///< this run; the same in every process that serves it
  uint32_t incarnation;     ///< how many runs this job key has had, this one included
  uint32_t step_index;      ///< place of this step in the job's steps, from 0
  const char* step_name;    ///< unique in the job: use it in every derived name
  const char* config_json;  ///< parameters: merged, checked, defaults filled; has secrets
  const char* settings_json;  ///< docs/settings.md: locale, column formats, zone
  const hopline_scope* scope;
} hopline_job_args;

/// Arguments of task_open. Appendable, 80 bytes. They live until task_open returns; the
/// scope until task_close.
typedef struct hopline_task_args {
  uint32_t struct_size;
  uint32_t attempt;          ///< from 1, per task, also across resumed processes
  uint32_t task_index;       ///< from 0, unique in the run, also with several readers
  uint32_t task_count;       ///< tasks of the run
  hopline_bytes task;        ///< reader: plan entry; writer: its token; processor: empty
  hopline_bytes checkpoint;  ///< reader: where to go on, or empty; a 0.x host sends empty
  uint64_t max_batch_bytes;  ///< may be exceeded by one row
  uint64_t memory_budget;    ///< bytes this task may hold in buffers of its own
  uint32_t max_batch_rows;   ///< hard limit
  uint32_t reserved0;        ///< 0
  const hopline_scope* scope;
} hopline_task_args;

#endif  // HOPLINE_CONNECTOR_H
