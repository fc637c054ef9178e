#include "host/services/host_table.h"

#include <hopline/abi.h>

#include <hopline/error.hpp>

#include "host/services/exit_code.h"
#include "host/services/scope.h"
#include "host/services/version.h"

namespace hopline::services {
namespace {

/// Bounds the memory for what was told; beyond it a line may come twice.
constexpr size_t kMostTold = 1000;

std::string Text(const char* text) { return text == nullptr ? "" : text; }

hopline_clock_service MakeClockTable(Clock* clock) {
  hopline_clock_service table{};
  table.struct_size = sizeof table;
  table.ctx = clock;
  table.unix_ms = [](void* ctx) noexcept { return static_cast<Clock*>(ctx)->UnixMs(); };
  table.monotonic_ns = [](void* ctx) noexcept {
    return static_cast<Clock*>(ctx)->MonotonicNs();
  };
  table.wait_ms = [](void* ctx, const hopline_scope* scope, uint64_t ms) noexcept {
    Scope* own = Scope::From(scope);
    const bool waited =
        static_cast<Clock*>(ctx)->WaitMs(ms, own == nullptr ? nullptr : &own->cancel());
    return waited ? 0 : 1;
  };
  return table;
}

}  // namespace

HostTable::HostTable(Log& log, Clock& clock)
    : log_(log), clock_(clock), clock_table_(MakeClockTable(&clock_)) {
  host_.struct_size = sizeof host_;
  host_.abi_major = HOPLINE_ABI_MAJOR;
  host_.abi_minor = HOPLINE_ABI_MINOR;
  host_.ctx = this;
  host_.name = "hopline";
  host_.version = Version();
  host_.log = [](void* ctx, const hopline_log_record* record) noexcept {
    // A log line must not fail a call: out of memory loses the line.
    try {
      static_cast<HostTable*>(ctx)->WriteLog(*record);
    } catch (const std::exception&) {
      return;
    }
  };
  host_.log_enabled = [](void* ctx, int32_t level) noexcept -> int32_t {
    return static_cast<HostTable*>(ctx)->Wants(level) ? 1 : 0;
  };
  host_.get_service = [](void* ctx, const char* id,
                         uint32_t revision) noexcept -> const void* {
    const auto& services = static_cast<HostTable*>(ctx)->services_;
    const auto found = services.find({Text(id), revision});
    return found == services.end() ? nullptr : found->second;
  };
  AddService(HOPLINE_SERVICE_CLOCK, HOPLINE_SERVICE_CLOCK_REVISION, &clock_table_);
}

void HostTable::AddService(const std::string& id, uint32_t revision, const void* table) {
  services_[{id, revision}] = table;
}

void HostTable::SetModuleLoader(ModuleLoader loader) {
  load_module_ = std::move(loader);
  module_table_.struct_size = sizeof module_table_;
  module_table_.ctx = this;
  module_table_.load = [](void* ctx, const char* id, uint32_t revision,
                          const void** table, hopline_error* error) noexcept -> int32_t {
    return Guard(error, [&] {
      try {
        *table = static_cast<HostTable*>(ctx)->load_module_(Text(id), revision);
      } catch (const Failure& failure) {
        throw Error(HOPLINE_STATUS_NOT_FOUND, failure.what());
      }
    });
  };
  AddService(HOPLINE_SERVICE_MODULE, HOPLINE_SERVICE_MODULE_REVISION, &module_table_);
}

void HostTable::CollectRemarks(std::vector<Remark>* remarks) {
  const MutexLock lock(mutex_);
  collected_ = remarks;
}

bool HostTable::Wants(int level) {
  if (log_.Enabled(level)) return true;
  const MutexLock lock(mutex_);
  return collected_ != nullptr && level >= HOPLINE_LOG_INFO;
}

bool HostTable::TakeRemark(Remark remark) {
  const MutexLock lock(mutex_);
  if (collected_ != nullptr && remark.level >= HOPLINE_LOG_INFO) {
    collected_->push_back(std::move(remark));
    return true;
  }
  if (remark.level != HOPLINE_LOG_WARN) return false;
  if (told_.size() >= kMostTold) told_.clear();
  return !told_.insert(remark.step + "\n" + remark.message).second;
}

void HostTable::WriteLog(const hopline_log_record& record) {
  LogFields fields;
  const std::string_view message(reinterpret_cast<const char*>(record.message.data),
                                 static_cast<size_t>(record.message.size));
  if (record.scope != nullptr) {
    const ScopeLabel& label = static_cast<const Scope*>(record.scope)->label();
    if (label.task < 0 && TakeRemark({record.level, label.step, std::string(message)})) {
      return;
    }
    fields.emplace_back("step", label.step);
    if (label.task >= 0) {
      fields.emplace_back("task", std::to_string(label.task));
      fields.emplace_back("attempt", std::to_string(label.attempt));
    }
  }
  for (uint32_t i = 0; i < record.n_fields; ++i) {
    fields.emplace_back(Text(record.fields[i].key), Text(record.fields[i].value));
  }
  log_.Write(record.level, Text(record.component), message, fields);
}

}  // namespace hopline::services
