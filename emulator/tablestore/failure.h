#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "wire/tablestore/errors.h"

namespace hopline::emulator::tablestore {

/// The codec of the service, which client plugins use too.
namespace codec = wire::tablestore;

/// A request, or one row of a batch, that the service refuses. Thrown anywhere below
/// Handle().
class Failure : public std::runtime_error {
 public:
  Failure(std::string_view code, const std::string& message);

  /// Code and message as they go on the wire.
  codec::ServiceError error() const { return {code_, what(), {}}; }

 private:
  std::string code_;
};

/// OTSParameterInvalid, the code of most mistakes.
[[noreturn]] void FailParameter(const std::string& message);

}  // namespace hopline::emulator::tablestore
