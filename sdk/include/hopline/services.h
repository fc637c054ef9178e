/// \file services.h
/// Service tables that hopline_host.get_service() returns. Each is appendable, begins
/// with its own size and passes ctx as the first argument. All slots may be called from
/// any thread.
#ifndef HOPLINE_SERVICES_H
#define HOPLINE_SERVICES_H

#include <hopline/abi.h>
#include <hopline/bytes.h>
#include <hopline/error.h>
#include <hopline/scope.h>

#define HOPLINE_SERVICE_STDOUT "hopline.stdout"
#define HOPLINE_SERVICE_STDOUT_REVISION UINT32_C(1)

/// Data for standard output, ordered against the progress bar. 24 bytes.
typedef struct hopline_stdout_service {
  uint32_t struct_size;
  uint32_t reserved0;
  void* ctx;

  /// Writes the bytes in one piece.
  ///
  /// Cost:   blocks while the pipe is full; wakes up on cancel of the scope.
  /// Errors: IO: the pipe is closed. CANCELLED.
  int32_t (*write)(void* ctx, const hopline_scope* scope, const hopline_bytes* data,
                   hopline_error* error) HOPLINE_NOEXCEPT;
} hopline_stdout_service;

#define HOPLINE_SERVICE_CONFIG "hopline.config"
#define HOPLINE_SERVICE_CONFIG_REVISION UINT32_C(1)

#define HOPLINE_JSON_ABSENT 0
#define HOPLINE_JSON_NULL 1
#define HOPLINE_JSON_BOOL 2
#define HOPLINE_JSON_INTEGER 3
#define HOPLINE_JSON_NUMBER 4
#define HOPLINE_JSON_STRING 5
#define HOPLINE_JSON_ARRAY 6
#define HOPLINE_JSON_OBJECT 7

/// Typed access to JSON by pointer (RFC 6901: "/column/0/name", "" = the whole), so that
/// neither C nor C++ plugins need a JSON parser. Works on config_json, settings_json and
/// any JSON text of the connector's own. 96 bytes. A document may be read from several
/// threads.
///
/// Errors of all get_…, count and key_at: NOT_FOUND when absent; INVALID_ARGUMENT for
/// another type, with the pointer in front of the message.
typedef struct hopline_config_service {
  uint32_t struct_size;
  uint32_t reserved0;
  void* ctx;

  /// Parses strict JSON and copies it. Owns: the caller, until close.
  int32_t (*open)(void* ctx, const hopline_bytes* json, void** doc,
                  hopline_error* error) HOPLINE_NOEXCEPT;
  void (*close)(void* ctx, void* doc) HOPLINE_NOEXCEPT;

  /// HOPLINE_JSON_… of the value at the pointer.
  int32_t (*kind)(void* ctx, const void* doc, const char* pointer) HOPLINE_NOEXCEPT;

  int32_t (*get_bool)(void* ctx, const void* doc, const char* pointer, int32_t* out,
                      hopline_error* error) HOPLINE_NOEXCEPT;
  /// Beyond 64 bit: INVALID_ARGUMENT.
  int32_t (*get_int64)(void* ctx, const void* doc, const char* pointer, int64_t* out,
                       hopline_error* error) HOPLINE_NOEXCEPT;
  int32_t (*get_double)(void* ctx, const void* doc, const char* pointer, double* out,
                        hopline_error* error) HOPLINE_NOEXCEPT;
  /// A string's UTF-8, or a number or bool as it is written. Valid until close.
  int32_t (*get_text)(void* ctx, const void* doc, const char* pointer, hopline_bytes* out,
                      hopline_error* error) HOPLINE_NOEXCEPT;
  /// The value as JSON text. Valid until close.
  int32_t (*get_json)(void* ctx, const void* doc, const char* pointer, hopline_bytes* out,
                      hopline_error* error) HOPLINE_NOEXCEPT;
  /// Elements of an array, members of an object.
  int32_t (*count)(void* ctx, const void* doc, const char* pointer, uint64_t* out,
                   hopline_error* error) HOPLINE_NOEXCEPT;
  /// Name of an object's member, in document order. Valid until close.
  int32_t (*key_at)(void* ctx, const void* doc, const char* pointer, uint64_t index,
                    hopline_bytes* out, hopline_error* error) HOPLINE_NOEXCEPT;
} hopline_config_service;

#define HOPLINE_SERVICE_MODULE "hopline.module"
#define HOPLINE_SERVICE_MODULE_REVISION UINT32_C(1)

/// Loads internal modules (3.3 of the description: connectors' shared libraries). 24
/// bytes.
typedef struct hopline_module_service {
  uint32_t struct_size;
  uint32_t reserved0;
  void* ctx;

  /// Finds hopline-<id>.so in the plugin places and loads it by the same steps as a
  /// plugin, once per process.
  ///
  /// Errors: NOT_FOUND carries the one line that says where it looked and what to
  /// install.
  int32_t (*load)(void* ctx, const char* id, uint32_t revision, const void** table,
                  hopline_error* error) HOPLINE_NOEXCEPT;
} hopline_module_service;

#define HOPLINE_SERVICE_CLOCK "hopline.clock"
#define HOPLINE_SERVICE_CLOCK_REVISION UINT32_C(1)

/// Back-off, expiry and window checks use this clock, never the system's: tests replace
/// it. 40 bytes.
typedef struct hopline_clock_service {
  uint32_t struct_size;
  uint32_t reserved0;
  void* ctx;

  /// Milliseconds since 1970-01-01T00:00Z.
  int64_t (*unix_ms)(void* ctx) HOPLINE_NOEXCEPT;
  int64_t (*monotonic_ns)(void* ctx) HOPLINE_NOEXCEPT;
  /// 0 = waited, 1 = cancelled.
  int32_t (*wait_ms)(void* ctx, const hopline_scope* scope, uint64_t ms) HOPLINE_NOEXCEPT;
} hopline_clock_service;

#endif  // HOPLINE_SERVICES_H
