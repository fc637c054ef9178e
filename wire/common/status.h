#pragma once

#include <string>
#include <utility>

namespace hopline::wire {

/// Outcome of decoding one message: success, or a sentence that says what is wrong with
/// it.
///
/// The codec never throws for bad input; only running out of memory can leave it by
/// exception.
class [[nodiscard]] Status {
 public:
  Status() = default;

  static Status Error(std::string message) {
    Status status;
    status.message_ = std::move(message);
    return status;
  }

  bool ok() const { return message_.empty(); }

  /// Lower-case start, no final stop. Empty when ok().
  const std::string& message() const { return message_; }

 private:
  std::string message_;
};

}  // namespace hopline::wire
