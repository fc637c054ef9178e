/// \file host.hpp
/// The process-wide host of this plugin: log lines and services. Set once by the entry
/// (connector.hpp does it); readable from any thread afterwards.
#ifndef HOPLINE_HOST_HPP
#define HOPLINE_HOST_HPP

#include <hopline/host.h>
#include <hopline/scope.h>
#include <hopline/services.h>
#include <hopline/error.hpp>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace hopline {
inline namespace HOPLINE_HELPER_NAMESPACE {

inline hopline_bytes AsBytes(std::string_view text) noexcept {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}
inline std::string_view AsText(const hopline_bytes& bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data), static_cast<size_t>(bytes.size)};
}

/// The host that loaded this plugin.
class Host {
 public:
  static void Set(const hopline_host* host) noexcept { instance() = host; }
  static const hopline_host* Get() noexcept { return instance(); }

  /// A service table, or nullptr when this host does not offer it.
  template <class Table>
  static const Table* Find(const char* id, uint32_t revision) noexcept {
    const hopline_host* host = Get();
    if (host == nullptr) return nullptr;
    return static_cast<const Table*>(host->get_service(host->ctx, id, revision));
  }

  /// A service table that the plugin cannot do without. Errors: NOT_IMPLEMENTED.
  template <class Table>
  static const Table& Need(const char* id, uint32_t revision) {
    const Table* table = Find<Table>(id, revision);
    if (table == nullptr) {
      throw Error(HOPLINE_STATUS_NOT_IMPLEMENTED,
                  std::string("the host does not offer the service ") + id + "/" +
                      std::to_string(revision));
    }
    return *table;
  }

  static const hopline_clock_service& Clock() {
    return Need<hopline_clock_service>(HOPLINE_SERVICE_CLOCK,
                                       HOPLINE_SERVICE_CLOCK_REVISION);
  }

 private:
  static const hopline_host*& instance() noexcept {
    static const hopline_host* host = nullptr;
    return host;
  }
};

/// Writes one log line. `scope` ties it to job, step and task; may be nullptr. Never put
/// secrets or cell values into it.
inline void Log(int32_t level, const char* component, std::string_view message,
                const hopline_scope* scope = nullptr,
                std::initializer_list<hopline_kv> fields = {}) noexcept {
  const hopline_host* host = Host::Get();
  if (host == nullptr || host->log_enabled(host->ctx, level) == 0) return;
  hopline_log_record record{};
  record.struct_size = sizeof record;
  record.level = level;
  record.scope = scope == nullptr ? nullptr : scope->ctx;
  record.component = component;
  record.message = AsBytes(message);
  record.fields = fields.begin();
  record.n_fields = static_cast<uint32_t>(fields.size());
  host->log(host->ctx, &record);
}

}  // namespace HOPLINE_HELPER_NAMESPACE
}  // namespace hopline

#endif  // HOPLINE_HOST_HPP
