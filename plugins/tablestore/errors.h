#pragma once

#include <hopline/error.hpp>
#include <string_view>

#include "plugins/common/net.h"
#include "wire/tablestore/errors.h"
#include "wire/tablestore/status.h"

namespace hopline::plugins::tablestore {

/// The error that a response with a status outside 200–299 stands for. `doing` is what
/// was being done, to what: "describing table orders".
///
/// All requests of this connector may be sent twice, so every error that may pass is
/// repeatable.
Error MakeServiceError(const HttpResponse& response, std::string_view doing);

/// The error that one failed row of a batch stands for.
Error MakeRowError(const wire::tablestore::ServiceError& service, std::string_view doing);

/// A refusal as INVALID_ARGUMENT, for requests that hold nothing but what the script
/// says.
Error BlameScript(const Error& refusal);

inline bool IsCode(const Error& error, std::string_view vendor_code) {
  return error.vendor_code() == vendor_code;
}

/// Throws IO if a message of the service could not be read.
void NeedReadable(const wire::tablestore::Status& status, std::string_view doing);

}  // namespace hopline::plugins::tablestore
