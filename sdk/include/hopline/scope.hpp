/// \file scope.hpp
/// C++ face of hopline_scope.
#ifndef HOPLINE_SCOPE_HPP
#define HOPLINE_SCOPE_HPP

#include <hopline/scope.h>
#include <hopline/arrow.hpp>
#include <hopline/host.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hopline {
inline namespace HOPLINE_HELPER_NAMESPACE {

/// Why one row is dirty.
struct DirtyReason {
  int64_t row = 0;     ///< index into the rows handed over with it
  std::string column;  ///< may be empty
  std::string reason;  ///< no cell values
  int32_t code = HOPLINE_STATUS_DATA_INVALID;
};

/// Borrowed; valid until the job or task it belongs to is closed. Any thread.
class Scope {
 public:
  Scope() = default;
  explicit Scope(const hopline_scope* scope) : scope_(scope) {}

  const hopline_scope* get() const { return scope_; }

  bool cancelled() const {
    return scope_ != nullptr && scope_->is_cancelled(scope_->ctx) != 0;
  }
  int cancel_fd() const {
    return scope_ == nullptr ? -1 : scope_->cancel_fd(scope_->ctx);
  }
  /// Throws CANCELLED once the run is being cancelled.
  void ThrowIfCancelled() const {
    if (cancelled()) throw Error(HOPLINE_STATUS_CANCELLED, "cancelled");
  }
  /// Waits; throws CANCELLED if that came first.
  void Wait(uint64_t ms) const {
    const hopline_clock_service& clock = Host::Clock();
    if (clock.wait_ms(clock.ctx, scope_, ms) != 0) {
      throw Error(HOPLINE_STATUS_CANCELLED, "cancelled while waiting");
    }
  }

  void Progress(uint64_t rows, uint64_t bytes, double fraction = -1) const {
    if (scope_ == nullptr) return;
    hopline_progress progress{};
    progress.struct_size = sizeof progress;
    progress.rows = rows;
    progress.bytes = bytes;
    progress.fraction = fraction;
    scope_->progress(scope_->ctx, &progress);
  }

  void RegisterSecret(std::string_view secret) const {
    if (scope_ == nullptr) return;
    const hopline_bytes bytes = AsBytes(secret);
    scope_->register_secret(scope_->ctx, &bytes);
  }

  /// Hands bad rows to the host. Throws DIRTY_LIMIT once there are too many: let it pass.
  void ReportDirty(Batch rows, const ArrowSchema& schema,
                   const std::vector<DirtyReason>& reasons) const {
    std::vector<hopline_dirty> details(reasons.size());
    std::vector<const hopline_dirty*> pointers(reasons.size());
    for (size_t i = 0; i < reasons.size(); ++i) {
      details[i].struct_size = sizeof(hopline_dirty);
      details[i].code = reasons[i].code;
      details[i].row = reasons[i].row;
      details[i].column = reasons[i].column.c_str();
      details[i].reason = reasons[i].reason.c_str();
      pointers[i] = &details[i];
    }
    Call([&](hopline_error* e) {
      return scope_->report_dirty(scope_->ctx, rows.ptr(), &schema, pointers.data(),
                                  pointers.size(), e);
    });
  }

  uint32_t Counter(const char* name, const char* unit, const char* help) const {
    hopline_metric_def def{};
    def.struct_size = sizeof def;
    def.kind = HOPLINE_METRIC_COUNTER;
    def.name = name;
    def.unit = unit;
    def.help = help;
    uint32_t id = 0;
    Call([&](hopline_error* e) {
      return scope_->metric_register(scope_->ctx, &def, &id, e);
    });
    return id;
  }
  void Add(uint32_t metric, double value) const {
    scope_->metric_add(scope_->ctx, metric, value);
  }

  void Log(int32_t level, const char* component, std::string_view message) const {
    hopline::Log(level, component, message, scope_);
  }

 private:
  const hopline_scope* scope_ = nullptr;
};

}  // namespace HOPLINE_HELPER_NAMESPACE
}  // namespace hopline

#endif  // HOPLINE_SCOPE_HPP
