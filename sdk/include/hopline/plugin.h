/// \file plugin.h
/// The description of a plugin: static, immutable data that the entry returns.
///
/// A plugin exports two names and nothing else:
///   hopline_plugin_passport   passport.h, read from the file before any code runs
///   hopline_plugin_entry      called once per process
#ifndef HOPLINE_PLUGIN_H
#define HOPLINE_PLUGIN_H

#include <hopline/abi.h>
#include <hopline/connector.h>
#include <hopline/error.h>
#include <hopline/host.h>

/// An internal library behind hopline.module; no connector. Appendable, 24 bytes.
typedef struct hopline_module {
  uint32_t struct_size;
  uint32_t revision;  ///< matched exactly
  const char* id;     ///< for example format-parquet
  const void* table;  ///< the module's own table, size first
} hopline_module;

/// Appendable, 96 bytes.
typedef struct hopline_plugin {
  uint32_t struct_size;
  uint32_t flags;       ///< 0
  const char* id;       ///< reverse DNS, lower case: com.example.redis
  const char* name;     ///< file is hopline-<name>.so
  const char* version;  ///< semantic version of the plugin
  const char* vendor;
  const char* license;      ///< SPDX
  const char* description;  ///< one line
  uint32_t n_connectors;    ///< 0 to 64
  uint32_t n_modules;       ///< 0 to 16; at least one of either
  const hopline_connector* const* connectors;
  const hopline_module* const* modules;  ///< NULL if none

  /// Optional. Global set-up of libraries belongs here (once, without their exit
  /// handlers); environment variables may be read here and nowhere later.
  ///
  /// Threads: [load]: one at a time in the whole process.
  int32_t (*init)(const hopline_host* host, hopline_error* error) HOPLINE_NOEXCEPT;

  /// Optional. Called once, after every job handle is closed, in reverse order of
  /// loading. The object stays mapped; static destructors never run.
  void (*deinit)(void) HOPLINE_NOEXCEPT;
} hopline_plugin;

/// Returns the description, or NULL with a filled error to refuse. Starts no thread,
/// opens no file or socket, returns at once.
///
/// Owns:    the plugin; the description lives as long as the process. host too.
/// Threads: [load].
typedef const hopline_plugin* (*hopline_plugin_entry_fn)(
    const hopline_host* host, hopline_error* error)HOPLINE_NOEXCEPT;

#define HOPLINE_ENTRY_SYMBOL "hopline_plugin_entry"
#define HOPLINE_PASSPORT_SYMBOL "hopline_plugin_passport"

/// Head of the entry's definition: HOPLINE_DEFINE_ENTRY(host, error) { … }
#define HOPLINE_DEFINE_ENTRY(host, error)                                          \
  HOPLINE_EXTERN_C HOPLINE_EXPORT const hopline_plugin* HOPLINE_EXPORTED(          \
      hopline_plugin_entry)(const hopline_host*, hopline_error*) HOPLINE_NOEXCEPT; \
  const hopline_plugin* HOPLINE_EXPORTED(hopline_plugin_entry)(                    \
      const hopline_host* host, hopline_error* error) HOPLINE_NOEXCEPT

#endif  // HOPLINE_PLUGIN_H
