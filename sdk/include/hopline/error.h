/// \file error.h
/// The error struct: a fixed size, inline text, owned by the caller. Copying it is
/// copying bytes; nothing in it has to be released.
///
/// The pointer may be NULL and both sides cope. A non-zero return with an empty message
/// is reported as a defect of the plugin. Never put secrets or row content into a
/// message.
#ifndef HOPLINE_ERROR_H
#define HOPLINE_ERROR_H

#include <hopline/abi.h>

/// The same call, or a new attempt of the task, may succeed.
#define HOPLINE_ERROR_RETRYABLE UINT32_C(1)
/// The message was longer than the field; it was cut on a character boundary.
#define HOPLINE_ERROR_TRUNCATED UINT32_C(2)
/// The request may have been applied although no good answer came back.
#define HOPLINE_ERROR_OUTCOME_UNKNOWN UINT32_C(4)

/// Frozen, 1024 bytes.
typedef struct hopline_error {
  uint32_t struct_size;     ///< 1024, set by the caller before the call
  int32_t code;             ///< HOPLINE_STATUS_…
  int32_t http_status;      ///< 0 if none
  uint32_t flags;           ///< HOPLINE_ERROR_…
  uint32_t retry_after_ms;  ///< the server's advice; 0 = none
  uint32_t reserved0;       ///< 0
  char vendor_code[64];     ///< the service's own code string
  char request_id[64];      ///< what the service's support will ask for
  char origin[40];          ///< component that noticed, for example oss.put_part
  char message[832];  ///< zero-terminated UTF-8: doing what, to what, what came back
} hopline_error;

#endif  // HOPLINE_ERROR_H
