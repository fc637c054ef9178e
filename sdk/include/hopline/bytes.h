/// \file bytes.h
/// Small frozen structs. They appear by value or in arrays, so their layout never changes
/// within an ABI major.
#ifndef HOPLINE_BYTES_H
#define HOPLINE_BYTES_H

#include <hopline/abi.h>

/// Borrowed bytes, or UTF-8 text without a terminator. Lives as long as the call that
/// passes it unless the slot says otherwise. data may be NULL when size is 0.
typedef struct hopline_bytes {
  const uint8_t* data;
  uint64_t size;
} hopline_bytes;

/// Label of a metric or field of a log record; both strings are zero-terminated UTF-8.
typedef struct hopline_kv {
  const char* key;
  const char* value;
} hopline_kv;

/// Owned bytes that the callee hands out.
///
/// Owns: the receiver, who calls release exactly once; release frees the bytes and sets
/// its own
///       member to NULL. On failure of the slot release stays NULL.
typedef struct hopline_buffer {
  uint8_t* data;
  uint64_t size;
  void (*release)(struct hopline_buffer*) HOPLINE_NOEXCEPT;
  void* private_data;
} hopline_buffer;

/// One attempt of one task. task_index counts from 0, attempt from 1.
typedef struct hopline_attempt {
  uint32_t task_index;
  uint32_t attempt;
} hopline_attempt;

/// The message that a winning attempt's task_prepare returned.
typedef struct hopline_prepared {
  hopline_bytes message;
  hopline_attempt of;
} hopline_prepared;

/// Longest byte strings that the host keeps; a longer one is INVALID_STATE. Each begins
/// with a format number of the connector's own, so that a repaired plugin can finish an
/// older run.
#define HOPLINE_MAX_PLAN_ENTRY_BYTES (UINT64_C(1) << 20)
#define HOPLINE_MAX_TOKEN_BYTES (UINT64_C(1) << 20)
#define HOPLINE_MAX_CHECKPOINT_BYTES (UINT64_C(8) << 20)
#define HOPLINE_MAX_MESSAGE_BYTES (UINT64_C(8) << 20)

#endif  // HOPLINE_BYTES_H
