#include "host/run/handle.h"

namespace hopline::run {

std::string StepPrefix(const job::ResolvedStep& step) {
  return fmt::format("step '{}' ({}): ", step.name, step.connector_id);
}

Error Describe(const job::ResolvedStep& step, const Error& error) {
  std::string message = error.message();
  if (message.empty()) {
    message =
        fmt::format("failed with status {} and gave no reason (a defect of plugin {})",
                    error.code(), step.plugin_id);
  }
  if (error.code() == HOPLINE_STATUS_INVALID_ARGUMENT) {
    message = job::LocateMessage(step, message);
  }
  if (!error.vendor_code().empty()) message += fmt::format(" [{}]", error.vendor_code());
  if (!error.request_id().empty()) {
    message += fmt::format(" (request id {})", error.request_id());
  }
  Error described(error.code(), StepPrefix(step) + message);
  described.VendorCode(error.vendor_code())
      .RequestId(error.request_id())
      .Origin(error.origin())
      .HttpStatus(error.http_status())
      .RetryAfterMs(error.retry_after_ms());
  if (error.retryable()) described.Retryable();
  if (error.outcome_unknown()) described.OutcomeUnknown();
  return described;
}

std::string TakeBuffer(const job::ResolvedStep& step, hopline_buffer* buffer,
                       uint64_t most_bytes, const char* what) {
  const uint64_t size = buffer->size;
  std::string bytes;
  if (size <= most_bytes && buffer->data != nullptr) {
    bytes.assign(reinterpret_cast<const char*>(buffer->data), size);
  }
  if (buffer->release != nullptr) buffer->release(buffer);
  if (size > most_bytes) {
    throw Describe(
        step, Error(HOPLINE_STATUS_INVALID_STATE,
                    fmt::format("a {} of {} bytes, where {} are the most that the host "
                                "keeps",
                                what, size, most_bytes)));
  }
  return bytes;
}

}  // namespace hopline::run
