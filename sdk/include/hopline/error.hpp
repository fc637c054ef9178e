/// \file error.hpp
/// The exception that C++ code of plugins and host throws, and the only two places where
/// it meets the C struct: Fill() on the way out of a slot, Throw…() on the way in.
#ifndef HOPLINE_ERROR_HPP
#define HOPLINE_ERROR_HPP

#include <hopline/error.h>
#include <hopline/status.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <utility>

/// Helper code is compiled into host and plugins alike. The inline namespace carries the
/// SDK's minor, so two versions of one inline function are never merged.
#define HOPLINE_HELPER_NAMESPACE v0_1

namespace hopline {
inline namespace HOPLINE_HELPER_NAMESPACE {

/// An error with everything that crosses the boundary.
///
/// Message: lower-case start, no final stop; what was being done, to what, what came
/// back, the cure. Never a secret or a cell's value. The with…() members return *this,
/// for throw expressions: throw Error(HOPLINE_STATUS_TIMEOUT,
/// "…").Retryable().Origin("oss.put_part").
class Error : public std::exception {
 public:
  Error(int32_t code, std::string message) : code_(code), message_(std::move(message)) {}

  const char* what() const noexcept override { return message_.c_str(); }

  int32_t code() const { return code_; }
  const std::string& message() const { return message_; }
  const std::string& vendor_code() const { return vendor_code_; }
  const std::string& request_id() const { return request_id_; }
  const std::string& origin() const { return origin_; }
  int32_t http_status() const { return http_status_; }
  uint32_t retry_after_ms() const { return retry_after_ms_; }
  bool outcome_unknown() const { return (flags_ & HOPLINE_ERROR_OUTCOME_UNKNOWN) != 0; }

  /// Whether a new attempt of the task makes sense: by flag, or by the code itself.
  bool retryable() const {
    switch (code_) {
      case HOPLINE_STATUS_THROTTLED:
      case HOPLINE_STATUS_UNAVAILABLE:
      case HOPLINE_STATUS_TIMEOUT:
      case HOPLINE_STATUS_IO:
      case HOPLINE_STATUS_OUT_OF_MEMORY:
        return true;
      default:
        return (flags_ & HOPLINE_ERROR_RETRYABLE) != 0;
    }
  }

  Error& VendorCode(std::string code) { return vendor_code_ = std::move(code), *this; }
  Error& RequestId(std::string id) { return request_id_ = std::move(id), *this; }
  Error& Origin(std::string origin) { return origin_ = std::move(origin), *this; }
  Error& HttpStatus(int32_t status) { return http_status_ = status, *this; }
  Error& RetryAfterMs(uint32_t ms) { return retry_after_ms_ = ms, *this; }
  Error& Retryable() { return flags_ |= HOPLINE_ERROR_RETRYABLE, *this; }
  Error& OutcomeUnknown() { return flags_ |= HOPLINE_ERROR_OUTCOME_UNKNOWN, *this; }
  /// Puts context in front: "reading object a/b: " + message.
  Error& Prefix(std::string_view context) { return message_.insert(0, context), *this; }

  /// Writes this error into the caller's struct; returns the code, for `return
  /// e.Fill(error)`.
  int32_t Fill(hopline_error* out) const noexcept {
    if (out == nullptr || out->struct_size < sizeof(hopline_error)) return code_;
    *out = hopline_error{};
    out->struct_size = sizeof(hopline_error);
    out->code = code_;
    out->http_status = http_status_;
    out->retry_after_ms = retry_after_ms_;
    out->flags = flags_;
    Copy(vendor_code_, out->vendor_code, sizeof out->vendor_code);
    Copy(request_id_, out->request_id, sizeof out->request_id);
    Copy(origin_, out->origin, sizeof out->origin);
    if (Copy(message_, out->message, sizeof out->message)) {
      out->flags |= HOPLINE_ERROR_TRUNCATED;
    }
    return code_;
  }

  /// Rebuilds the exception from a slot's status and the struct it filled. Tolerates a
  /// struct that was left empty and text without a terminator.
  static Error From(int32_t status, const hopline_error& in) {
    Error error(status, Text(in.message, sizeof in.message));
    error.vendor_code_ = Text(in.vendor_code, sizeof in.vendor_code);
    error.request_id_ = Text(in.request_id, sizeof in.request_id);
    error.origin_ = Text(in.origin, sizeof in.origin);
    error.http_status_ = in.http_status;
    error.retry_after_ms_ = in.retry_after_ms;
    error.flags_ = in.flags;
    return error;
  }

 private:
  /// Copies text with a terminator; cuts on a UTF-8 character boundary; true if it was
  /// cut.
  static bool Copy(const std::string& text, char* out, size_t capacity) noexcept {
    size_t n = std::min(text.size(), capacity - 1);
    const bool cut = n < text.size();
    if (cut) {
      while (n > 0 && (static_cast<unsigned char>(text[n]) & 0xC0U) == 0x80U) --n;
    }
    std::memcpy(out, text.data(), n);
    out[n] = '\0';
    return cut;
  }
  static std::string Text(const char* data, size_t capacity) {
    return std::string(data, ::strnlen(data, capacity));
  }

  int32_t code_;
  int32_t http_status_ = 0;
  uint32_t flags_ = 0;
  uint32_t retry_after_ms_ = 0;
  std::string message_;
  std::string vendor_code_;
  std::string request_id_;
  std::string origin_;
};

/// A caller's error struct, ready to be passed to a slot.
inline hopline_error MakeErrorStruct() noexcept {
  hopline_error error{};
  error.struct_size = sizeof error;
  return error;
}

/// Runs `body`, which may throw; turns whatever it throws into status and struct. Nothing
/// leaves. The one place where helper and host go from exceptions to C.
template <class Body>
int32_t Guard(hopline_error* error, Body&& body) noexcept {
  try {
    std::forward<Body>(body)();
    return HOPLINE_STATUS_OK;
  } catch (const Error& e) {
    return e.Fill(error);
  } catch (const std::bad_alloc&) {
    return Error(HOPLINE_STATUS_OUT_OF_MEMORY, "out of memory").Fill(error);
  } catch (const std::exception& e) {
    return Error(HOPLINE_STATUS_INTERNAL, e.what()).Fill(error);
  } catch (...) {
    return Error(HOPLINE_STATUS_INTERNAL, "unknown exception").Fill(error);
  }
}

/// Calls a slot that takes an error struct last and throws what it answers, unless it is
/// OK.
///   Call([&](hopline_error* e) { return table->job_open(&args, &job, e); });
template <class Slot>
void Call(Slot&& slot) {
  hopline_error error = MakeErrorStruct();
  const int32_t status = std::forward<Slot>(slot)(&error);
  if (status != HOPLINE_STATUS_OK) throw Error::From(status, error);
}

}  // namespace HOPLINE_HELPER_NAMESPACE
}  // namespace hopline

#endif  // HOPLINE_ERROR_HPP
