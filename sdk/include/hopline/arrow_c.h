/// \file arrow_c.h
/// The three structs of the Arrow C Data Interface and C Stream Interface, under their
/// canonical include guards, so that they coexist with any other copy.
/// Source: the published specification "The Arrow C data interface".
///
/// Which types may cross, and the rules of ownership: docs/batches.md. In short:
///   - a batch is a struct array without nulls at the root, one child per column; columns
///   are
///     identified by position; names may be empty or repeat;
///   - moved on entry: a callee that is given an array takes its content over at once,
///   and when
///     it returns, success or failure, the caller's struct has release == NULL;
///   - nobody writes into a buffer after hand-over; buffers are 8-byte aligned and
///   readable up
///     to a multiple of 8;
///   - release may be called from any thread, also after the task and job are closed;
///   - a released array (release == NULL) that comes back with OK means "end".
#ifndef HOPLINE_ARROW_C_H
#define HOPLINE_ARROW_C_H

#include <hopline/abi.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema** children;
  struct ArrowSchema* dictionary;
  void (*release)(struct ArrowSchema*);
  void* private_data;
};

struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void** buffers;
  struct ArrowArray** children;
  struct ArrowArray* dictionary;
  void (*release)(struct ArrowArray*);
  void* private_data;
};

#endif  // ARROW_C_DATA_INTERFACE

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream*, struct ArrowSchema* out);
  int (*get_next)(struct ArrowArrayStream*, struct ArrowArray* out);
  const char* (*get_last_error)(struct ArrowArrayStream*);
  void (*release)(struct ArrowArrayStream*);
  void* private_data;
};

#endif  // ARROW_C_STREAM_INTERFACE

#ifdef __cplusplus
}
#endif

#endif  // HOPLINE_ARROW_C_H
