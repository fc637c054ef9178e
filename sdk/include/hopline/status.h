/// \file status.h
/// Status codes that slots return. Numbers are permanent; new ones go at the end; the
/// host treats a number it does not know as INTERNAL.
///
/// "Retry" means a new attempt of the whole task, with back-off, at most 3 attempts in
/// all. Retries inside one request are the connector's own business. Bit 0 of the error's
/// flags (HOPLINE_ERROR_RETRYABLE) makes any code retryable.
#ifndef HOPLINE_STATUS_H
#define HOPLINE_STATUS_H

#include <hopline/abi.h>

#define HOPLINE_STATUS_OK 0

/// The call stopped because the scope said "cancelled". Never without that.
#define HOPLINE_STATUS_CANCELLED 1

/// Configuration, plan or argument is wrong: the same call can never succeed. No retry.
/// A message that begins with a JSON pointer and a colon gets line and column of that
/// value.
#define HOPLINE_STATUS_INVALID_ARGUMENT 2

/// The contract was broken (a slot out of order, a byte string too long). Logged as a
/// defect.
#define HOPLINE_STATUS_INVALID_STATE 3

/// Table, bucket, object, key or option is not there. Prefer it to INVALID_ARGUMENT when
/// the name is well formed and only the thing is missing.
#define HOPLINE_STATUS_NOT_FOUND 4

/// The target exists and the configuration says it must not.
#define HOPLINE_STATUS_ALREADY_EXISTS 5

/// The service does not know the key or the signature. The connector has refreshed its
/// credentials once before it says so.
#define HOPLINE_STATUS_UNAUTHENTICATED 6

/// The key is known but may not do this.
#define HOPLINE_STATUS_PERMISSION_DENIED 7

/// The service asks for less. Retry after error.retry_after_ms, if given.
#define HOPLINE_STATUS_THROTTLED 8

/// No connection, a 5xx answer, a service in maintenance. Retry.
#define HOPLINE_STATUS_UNAVAILABLE 9

/// No answer in time. Retry; for writes consider HOPLINE_ERROR_OUTCOME_UNKNOWN.
#define HOPLINE_STATUS_TIMEOUT 10

/// Local or remote input/output failed half-way. Retry.
#define HOPLINE_STATUS_IO 11

/// The data as a whole cannot be read (broken file, wrong checksum). A single bad row
/// belongs into report_dirty instead. No retry.
#define HOPLINE_STATUS_DATA_INVALID 12

/// The schema of the other side does not fit (count, type, or not the one planned with).
#define HOPLINE_STATUS_SCHEMA_MISMATCH 13

/// Comes from report_dirty; the connector stops and passes it on. Exit code 4.
#define HOPLINE_STATUS_DIRTY_LIMIT 14

/// A slot that is not there, or an option that this version does not know.
#define HOPLINE_STATUS_NOT_IMPLEMENTED 15

/// Retried once with smaller batches.
#define HOPLINE_STATUS_OUT_OF_MEMORY 16

/// Anything else, unexpected exceptions included. No retry.
#define HOPLINE_STATUS_INTERNAL 17

#endif  // HOPLINE_STATUS_H
