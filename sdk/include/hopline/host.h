/// \file host.h
/// What the host offers to the whole process: log lines and the look-up of services.
#ifndef HOPLINE_HOST_H
#define HOPLINE_HOST_H

#include <hopline/abi.h>
#include <hopline/bytes.h>

#define HOPLINE_LOG_TRACE 10
#define HOPLINE_LOG_DEBUG 20
#define HOPLINE_LOG_INFO 30
#define HOPLINE_LOG_WARN 40
#define HOPLINE_LOG_ERROR 50

/// One line of log. Appendable, 64 bytes. The call copies what it needs.
typedef struct hopline_log_record {
  uint32_t struct_size;
  int32_t level;             ///< HOPLINE_LOG_…
  const void* scope;         ///< ctx of the scope it belongs to, or NULL
  const char* component;     ///< stable name, for example otsstream.reader
  hopline_bytes message;     ///< already formatted UTF-8; never secrets or row content
  const hopline_kv* fields;  ///< facts as fields; may be NULL
  uint32_t n_fields;
  uint32_t line;     ///< of the source, 0 = unknown
  const char* file;  ///< of the source, may be NULL
} hopline_log_record;

/// Process scope, given to the entry and to init. Appendable, 56 bytes; lives as long as
/// the process. Every call takes ctx as its first argument.
typedef struct hopline_host {
  uint32_t struct_size;
  uint16_t abi_major;
  uint16_t abi_minor;
  void* ctx;
  const char* name;
  const char* version;

  /// Writes one line to the host's log (stderr, or JSON lines).
  ///
  /// Threads: [any], but not from a signal handler.
  /// Cost:    never blocks for long; drops with a counter when the queue is full. Lines
  /// are
  ///          limited per component; registered secrets are replaced by ***.
  void (*log)(void* ctx, const hopline_log_record* record) HOPLINE_NOEXCEPT;

  /// 1 when a line of this level would be kept, so that costly text need not be built.
  ///
  /// Threads: [any].
  int32_t (*log_enabled)(void* ctx, int32_t level) HOPLINE_NOEXCEPT;

  /// Looks up a service table (services.h) by id and exact revision.
  ///
  /// Owns:    the host; the table is static and lives as long as the process.
  /// Threads: [any].
  /// Errors:  NULL when the host does not offer this id at this revision.
  const void* (*get_service)(void* ctx, const char* id,
                             uint32_t revision)HOPLINE_NOEXCEPT;
} hopline_host;

#endif  // HOPLINE_HOST_H
