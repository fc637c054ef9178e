/// \file host_table.h
/// hopline_host: what every plugin gets for the whole process.
#pragma once

#include <hopline/host.h>
#include <hopline/services.h>

#include <functional>
#include <map>
#include <string>
#include <utility>

#include "host/services/clock.h"
#include "host/services/log.h"

namespace hopline::services {

/// Finds a module's table by id and revision. Errors: Failure.
using ModuleLoader = std::function<const void*(const std::string& id, uint32_t revision)>;

/// Log, and services by name. Lives until the process ends: plugins keep pointers to it.
///
/// Threads: AddService and SetModuleLoader before any plugin is loaded; the table itself
/// any.
class HostTable {
 public:
  /// log and clock live as long.
  HostTable(Log& log, Clock& clock);
  HostTable(const HostTable&) = delete;
  HostTable& operator=(const HostTable&) = delete;

  const hopline_host* c() const { return &host_; }
  /// table lives until the process ends.
  void AddService(const std::string& id, uint32_t revision, const void* table);
  /// Serves hopline.module. The loader needs the registry, which needs this table first.
  void SetModuleLoader(ModuleLoader loader);

 private:
  void WriteLog(const hopline_log_record& record);

  Log& log_;
  Clock& clock_;
  ModuleLoader load_module_;
  std::map<std::pair<std::string, uint32_t>, const void*> services_;
  hopline_clock_service clock_table_{};
  hopline_module_service module_table_{};
  hopline_host host_{};
};

}  // namespace hopline::services
