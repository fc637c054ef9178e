/// \file test_host.h
/// A host of the smallest kind for unit tests of connectors: real config service,
/// captured output, a clock that moves by waiting only, a scope that keeps what it is
/// given.
#pragma once

#include <hopline/host.hpp>
#include <hopline/scope.hpp>
#include <hopline/view.hpp>

#include "host/services/config_service.h"

#include <atomic>
#include <cstring>
#include <mutex>
#include <string>
#include <vector>

namespace hopline::plugins {

/// Stands for the host of the whole test process.
class TestHost {
 public:
  /// The log lines and the standard output of connectors so far.
  static std::vector<std::string>& log() {
    static std::vector<std::string> lines;
    return lines;
  }
  static std::string& out() {
    static std::string text;
    return text;
  }

  /// What the clock shows, in milliseconds since the epoch; waiting moves it.
  static std::atomic<int64_t>& clock_ms() {
    static std::atomic<int64_t> ms{kStartMs};
    return ms;
  }
  static constexpr int64_t kStartMs = 1'700'000'000'000;

  static void Install() {
    static const hopline_host host = Make();
    log().clear();
    out().clear();
    clock_ms() = kStartMs;
    Host::Set(&host);
  }

 private:
  static hopline_host Make() {
    hopline_host host{};
    host.struct_size = sizeof host;
    host.abi_major = HOPLINE_ABI_MAJOR;
    host.abi_minor = HOPLINE_ABI_MINOR;
    host.name = "test host";
    host.version = "0";
    host.log = [](void*, const hopline_log_record* record) noexcept {
      static std::mutex mutex;
      const std::lock_guard lock(mutex);
      log().emplace_back(AsText(record->message));
    };
    host.log_enabled = [](void*, int32_t) noexcept { return int32_t{1}; };
    host.get_service = [](void*, const char* id, uint32_t) noexcept { return Find(id); };
    return host;
  }
  static const void* Find(const char* id) noexcept {
    static const hopline_stdout_service kOut = {
        sizeof kOut, 0, nullptr,
        [](void*, const hopline_scope*, const hopline_bytes* data,
           hopline_error*) noexcept {
          out() += AsText(*data);
          return HOPLINE_STATUS_OK;
        }};
    if (std::strcmp(id, HOPLINE_SERVICE_CONFIG) == 0) return services::ConfigService();
    static const hopline_clock_service kClock = {
        sizeof kClock,
        0,
        nullptr,
        [](void*) noexcept { return clock_ms().load(); },
        [](void*) noexcept { return clock_ms().load() * 1'000'000; },
        [](void*, const hopline_scope*, uint64_t ms) noexcept {
          clock_ms() += static_cast<int64_t>(ms);
          return int32_t{0};
        }};
    if (std::strcmp(id, HOPLINE_SERVICE_STDOUT) == 0) return &kOut;
    if (std::strcmp(id, HOPLINE_SERVICE_CLOCK) == 0) return &kClock;
    return nullptr;
  }
};

/// A scope for one job or task; keeps the reasons of dirty rows.
class TestScope {
 public:
  TestScope() {
    scope_.struct_size = sizeof scope_;
    scope_.ctx = this;
    scope_.is_cancelled = [](void* ctx) noexcept { return Self(ctx).cancelled_.load(); };
    scope_.cancel_fd = [](void*) noexcept { return -1; };
    scope_.progress = [](void*, const hopline_progress*) noexcept {};
    scope_.metric_register = [](void*, const hopline_metric_def*, uint32_t* id,
                                hopline_error*) noexcept {
      *id = 1;
      return HOPLINE_STATUS_OK;
    };
    scope_.metric_add = [](void*, uint32_t, double) noexcept {};
    scope_.register_secret = [](void*, const hopline_bytes*) noexcept {};
    scope_.report_dirty = &Report;
  }
  TestScope(const TestScope&) = delete;
  TestScope& operator=(const TestScope&) = delete;

  operator Scope() const { return Scope(&scope_); }
  const hopline_scope* get() const { return &scope_; }
  void Cancel() { cancelled_ = 1; }

  struct Dirty {
    std::string column, reason;
  };
  std::vector<Dirty> dirty;
  int64_t dirty_rows = 0;
  int64_t dirty_reports = 0;

 private:
  static TestScope& Self(void* ctx) { return *static_cast<TestScope*>(ctx); }
  static int32_t Report(void* ctx, ArrowArray* rows, const ArrowSchema* schema,
                        const hopline_dirty* const* details, uint64_t n,
                        hopline_error*) noexcept {
    const Batch taken(rows);
    const Fields fields = Fields::Read(*schema);
    Self(ctx).dirty_rows += BatchView(*taken, fields).rows();
    ++Self(ctx).dirty_reports;
    for (uint64_t i = 0; i < n; ++i) {
      Self(ctx).dirty.push_back({details[i]->column, details[i]->reason});
    }
    return HOPLINE_STATUS_OK;
  }

  hopline_scope scope_{};
  std::atomic<int32_t> cancelled_ = 0;
};

}  // namespace hopline::plugins
