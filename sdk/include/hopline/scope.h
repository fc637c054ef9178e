/// \file scope.h
/// What the host offers to one job handle, and to one step of one task attempt: cancel,
/// progress, metrics, secrets to redact, dirty rows.
///
/// A scope lives from the …_open it is passed to until the matching close returns; until
/// then its slots may be called from any thread. There is no throttle slot: only the host
/// charges the configured rate, between steps.
#ifndef HOPLINE_SCOPE_H
#define HOPLINE_SCOPE_H

#include <hopline/abi.h>
#include <hopline/arrow_c.h>
#include <hopline/bytes.h>
#include <hopline/error.h>

/// Appendable, 40 bytes.
typedef struct hopline_progress {
  uint32_t struct_size;
  uint32_t flags;    ///< 0
  uint64_t rows;     ///< done so far in this scope; may go back after a retry
  uint64_t bytes;    ///< Arrow bytes, not wire bytes
  double fraction;   ///< 0 to 1; negative = unknown
  const char* note;  ///< may be NULL
} hopline_progress;

#define HOPLINE_METRIC_COUNTER UINT32_C(1)
#define HOPLINE_METRIC_GAUGE UINT32_C(2)
#define HOPLINE_METRIC_HISTOGRAM UINT32_C(3)

/// Appendable, 48 bytes.
typedef struct hopline_metric_def {
  uint32_t struct_size;
  uint32_t kind;     ///< HOPLINE_METRIC_…
  const char* name;  ///< for example hopline_requests_total
  const char* unit;  ///< rows, bytes, s
  const char* help;
  const hopline_kv* labels;
  uint32_t n_labels;
  uint32_t reserved0;  ///< 0
} hopline_metric_def;

/// Why one row is dirty. Appendable, 32 bytes.
typedef struct hopline_dirty {
  uint32_t struct_size;
  int32_t code;        ///< HOPLINE_STATUS_…
  int64_t row;         ///< index into the rows handed over with it
  const char* column;  ///< name of the column, may be NULL
  const char* reason;  ///< for people; no cell values
} hopline_dirty;

/// Appendable, 72 bytes.
typedef struct hopline_scope {
  uint32_t struct_size;
  uint32_t reserved0;
  void* ctx;

  /// 1 once the run is being cancelled. Poll it at least once a second and between
  /// batches. While the host commits, aborts or acknowledges the answer is 0.
  int32_t (*is_cancelled)(void* ctx) HOPLINE_NOEXCEPT;

  /// Descriptor that becomes readable on cancel, -1 if none. Add it to a poll set so that
  /// blocking input/output wakes up; neither read nor close it.
  int32_t (*cancel_fd)(void* ctx) HOPLINE_NOEXCEPT;

  void (*progress)(void* ctx, const hopline_progress* progress) HOPLINE_NOEXCEPT;

  /// Registers a metric, idempotent per name and labels, and returns its id.
  int32_t (*metric_register)(void* ctx, const hopline_metric_def* def, uint32_t* id,
                             hopline_error* error) HOPLINE_NOEXCEPT;

  /// counter: add v; gauge: set to v; histogram: observe v.
  void (*metric_add)(void* ctx, uint32_t id, double v) HOPLINE_NOEXCEPT;

  /// From now on the host replaces these bytes by *** in every log line, error, report
  /// and reason of a dirty row: process-wide, for good. Fewer than 4 bytes are ignored.
  /// What a connector obtains itself (STS token, derived key) it registers before first
  /// use.
  void (*register_secret)(void* ctx, const hopline_bytes* secret) HOPLINE_NOEXCEPT;

  /// Hands bad rows to the host, which keeps them (replayable) and counts them.
  ///
  /// Shape:   rows is a batch in any schema that batches may have; details holds n
  /// entries, at
  ///          least one per row.
  /// Owns:    takes rows: rows->release is NULL afterwards.
  /// Errors:  DIRTY_LIMIT: the limit is exceeded; stop and pass the code on.
  int32_t (*report_dirty)(void* ctx, struct ArrowArray* rows,
                          const struct ArrowSchema* schema,
                          const hopline_dirty* const* details, uint64_t n,
                          hopline_error* error) HOPLINE_NOEXCEPT;
} hopline_scope;

#endif  // HOPLINE_SCOPE_H
