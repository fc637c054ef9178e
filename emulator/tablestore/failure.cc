#include "emulator/tablestore/failure.h"

namespace hopline::emulator::tablestore {

Failure::Failure(std::string_view code, const std::string& message)
    : std::runtime_error(message), code_(code) {}

void FailParameter(const std::string& message) {
  throw Failure(codec::error_code::kParameterInvalid, message);
}

}  // namespace hopline::emulator::tablestore
