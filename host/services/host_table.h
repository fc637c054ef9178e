/// \file host_table.h
/// hopline_host: what every plugin gets for the whole process.
#pragma once

#include <hopline/host.h>
#include <hopline/services.h>

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "host/services/clock.h"
#include "host/services/log.h"
#include "host/services/thread_annotations.h"

namespace hopline::services {

/// A line that a plugin logged for a job handle, not for a task.
struct Remark {
  int level = 0;  ///< HOPLINE_LOG_…
  std::string step;
  std::string message;
};

/// Finds a module's table by id and revision. Errors: Failure.
using ModuleLoader = std::function<const void*(const std::string& id, uint32_t revision)>;

/// Log, and services by name. A run opens a step's job handle several times: a warning
/// that the connector repeats then is logged once. Lives until the process ends: plugins
/// keep pointers to it.
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
  /// From now on remarks from info upwards go there instead of into the log; null ends
  /// it. Borrowed.
  void CollectRemarks(std::vector<Remark>* remarks) HOPLINE_EXCLUDES(mutex_);

 private:
  void WriteLog(const hopline_log_record& record) HOPLINE_EXCLUDES(mutex_);
  bool Wants(int level) HOPLINE_EXCLUDES(mutex_);
  /// True when the remark is not to be logged: it was collected, or told before.
  bool TakeRemark(Remark remark) HOPLINE_EXCLUDES(mutex_);

  Log& log_;
  Clock& clock_;
  Mutex mutex_;
  std::vector<Remark>* collected_ HOPLINE_GUARDED_BY(mutex_) = nullptr;
  std::set<std::string> told_ HOPLINE_GUARDED_BY(mutex_);
  ModuleLoader load_module_;
  std::map<std::pair<std::string, uint32_t>, const void*> services_;
  hopline_clock_service clock_table_{};
  hopline_module_service module_table_{};
  hopline_host host_{};
};

}  // namespace hopline::services
