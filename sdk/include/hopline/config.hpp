/// \file config.hpp
/// Typed reading of parameters and of a connector's own JSON, through the host's config
/// service. Values in config_json have canonical types already and defaults are filled,
/// so a connector only asks.
#ifndef HOPLINE_CONFIG_HPP
#define HOPLINE_CONFIG_HPP

#include <hopline/services.h>
#include <hopline/error.hpp>
#include <hopline/host.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hopline {
inline namespace HOPLINE_HELPER_NAMESPACE {

/// One parsed JSON document. Pointers are RFC 6901 ("/column/0/name", "" = the whole).
///
/// Threads: reading is safe from several threads; moving is not.
/// Errors:  the getters without a default throw NOT_FOUND when the value is absent; all
/// throw
///          INVALID_ARGUMENT, pointer first, when it has another type.
class Config {
 public:
  Config() = default;
  explicit Config(std::string_view json)
      : service_(&Host::Need<hopline_config_service>(HOPLINE_SERVICE_CONFIG,
                                                     HOPLINE_SERVICE_CONFIG_REVISION)) {
    const hopline_bytes bytes = AsBytes(json);
    Call([&](hopline_error* e) {
      return service_->open(service_->ctx, &bytes, &document_, e);
    });
  }
  ~Config() { Close(); }
  Config(Config&& other) noexcept { *this = std::move(other); }
  Config& operator=(Config&& other) noexcept {
    if (this != &other) {
      Close();
      service_ = std::exchange(other.service_, nullptr);
      document_ = std::exchange(other.document_, nullptr);
    }
    return *this;
  }
  Config(const Config&) = delete;
  Config& operator=(const Config&) = delete;

  /// HOPLINE_JSON_…
  int32_t Kind(const std::string& pointer) const {
    return service_->kind(service_->ctx, document_, pointer.c_str());
  }
  /// Present and not null.
  bool Has(const std::string& pointer) const { return Kind(pointer) > HOPLINE_JSON_NULL; }

  bool Bool(const std::string& pointer) const {
    int32_t out = 0;
    Get(service_->get_bool, pointer, &out);
    return out != 0;
  }
  int64_t Int64(const std::string& pointer) const {
    int64_t out = 0;
    Get(service_->get_int64, pointer, &out);
    return out;
  }
  double Double(const std::string& pointer) const {
    double out = 0;
    Get(service_->get_double, pointer, &out);
    return out;
  }
  std::string Text(const std::string& pointer) const {
    hopline_bytes out{};
    Get(service_->get_text, pointer, &out);
    return std::string(AsText(out));
  }
  /// The value as JSON text.
  std::string Json(const std::string& pointer) const {
    hopline_bytes out{};
    Get(service_->get_json, pointer, &out);
    return std::string(AsText(out));
  }

  bool Bool(const std::string& pointer, bool absent) const {
    return Has(pointer) ? Bool(pointer) : absent;
  }
  int64_t Int64(const std::string& pointer, int64_t absent) const {
    return Has(pointer) ? Int64(pointer) : absent;
  }
  std::string Text(const std::string& pointer, std::string absent) const {
    return Has(pointer) ? Text(pointer) : std::move(absent);
  }

  /// Elements of an array or members of an object; 0 when absent.
  uint64_t Count(const std::string& pointer) const {
    if (!Has(pointer)) return 0;
    uint64_t out = 0;
    Get(service_->count, pointer, &out);
    return out;
  }
  /// Name of an object's member, in document order.
  std::string KeyAt(const std::string& pointer, uint64_t index) const {
    hopline_bytes out{};
    Call([&](hopline_error* e) {
      return service_->key_at(service_->ctx, document_, pointer.c_str(), index, &out, e);
    });
    return std::string(AsText(out));
  }
  /// A list of strings; empty when absent.
  std::vector<std::string> TextList(const std::string& pointer) const {
    std::vector<std::string> out;
    const uint64_t n = Count(pointer);
    for (uint64_t i = 0; i < n; ++i)
      out.push_back(Text(pointer + "/" + std::to_string(i)));
    return out;
  }

 private:
  template <class Slot, class Out>
  void Get(Slot slot, const std::string& pointer, Out* out) const {
    Call([&](hopline_error* e) {
      return slot(service_->ctx, document_, pointer.c_str(), out, e);
    });
  }
  void Close() noexcept {
    if (document_ != nullptr) service_->close(service_->ctx, document_);
    document_ = nullptr;
  }

  const hopline_config_service* service_ = nullptr;
  void* document_ = nullptr;
};

/// Quotes text as a JSON string, for plan entries and messages that a connector writes
/// itself.
inline void AppendJsonString(std::string& out, std::string_view text) {
  static const char kHex[] = "0123456789abcdef";
  out.push_back('"');
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (u < 0x20) {
      out += "\\u00";
      out.push_back(kHex[u >> 4]);
      out.push_back(kHex[u & 0x0F]);
    } else {
      out.push_back(c);
    }
  }
  out.push_back('"');
}
inline std::string JsonString(std::string_view text) {
  std::string out;
  AppendJsonString(out, text);
  return out;
}

}  // namespace HOPLINE_HELPER_NAMESPACE
}  // namespace hopline

#endif  // HOPLINE_CONFIG_HPP
