#include "host/services/scope.h"

#include <hopline/arrow.hpp>
#include <hopline/error.hpp>
#include <string_view>

namespace hopline::services {
namespace {

Scope& Self(void* ctx) { return *static_cast<Scope*>(ctx); }

}  // namespace

Scope::Scope(ScopeLabel label, CancelSource* cancel, Metrics& metrics, Secrets& secrets,
             DirtySink* sink)
    : label_(std::move(label)),
      cancel_(cancel),
      metrics_(metrics),
      secrets_(secrets),
      sink_(sink),
      slots_(MakeSlots(this)) {}

Scope* Scope::From(const hopline_scope* scope) {
  return scope == nullptr ? nullptr : static_cast<Scope*>(scope->ctx);
}

hopline_scope Scope::MakeSlots(Scope* self) {
  hopline_scope slots{};
  slots.struct_size = sizeof slots;
  slots.ctx = self;
  slots.is_cancelled = [](void* ctx) noexcept -> int32_t {
    return Self(ctx).cancel_.cancelled() ? 1 : 0;
  };
  slots.cancel_fd = [](void* ctx) noexcept -> int32_t {
    return Self(ctx).cancel_.descriptor();
  };
  slots.progress = [](void* ctx, const hopline_progress* progress) noexcept {
    if (progress != nullptr) Self(ctx).fraction_ = progress->fraction;
  };
  slots.metric_register = [](void* ctx, const hopline_metric_def* definition,
                             uint32_t* id, hopline_error* error) noexcept -> int32_t {
    return Guard(error, [&] { *id = Self(ctx).metrics_.Register(*definition); });
  };
  slots.metric_add = [](void* ctx, uint32_t id, double value) noexcept {
    Self(ctx).metrics_.Add(id, value);
  };
  slots.register_secret = [](void* ctx, const hopline_bytes* secret) noexcept {
    // Out of memory here would let a secret through: better to end the process.
    Self(ctx).secrets_.Add(
        {reinterpret_cast<const char*>(secret->data), static_cast<size_t>(secret->size)});
  };
  slots.report_dirty = [](void* ctx, ArrowArray* rows, const ArrowSchema* schema,
                          const hopline_dirty* const* details, uint64_t n,
                          hopline_error* error) noexcept -> int32_t {
    const Batch taken(rows);
    return Guard(error, [&] {
      Scope& scope = Self(ctx);
      if (scope.sink_ == nullptr) {
        throw Error(HOPLINE_STATUS_INVALID_STATE,
                    "dirty rows reported outside of a task");
      }
      scope.sink_->Report(scope.label_.step, *taken, *schema, details, n);
    });
  };
  return slots;
}

}  // namespace hopline::services
