#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/server/service.h"
#include "emulator/tablestore/failure.h"
#include "wire/tablestore/envelope.h"

namespace hopline::emulator::tablestore {

/// What the envelope of a request says. Filled as far as the checks got, so that a
/// refusal can be signed for a caller who proved who they are.
struct Caller {
  std::string operation;
  std::string instance;
  std::string access_key_id;  // empty until the signature is found right
  std::string response_key;
  std::optional<std::string> echoed_date;  // what to answer instead of the time
};

/// The operation in a request target: `/PutRow` → `PutRow`.
std::string OperationInTarget(std::string_view target);

/// Checks method, headers, key, signature, date and digest, in this order, and undoes
/// compression. Returns the message.
/// Errors:  Failure with the code and text of the service.
std::string CheckEnvelope(const HttpRequest& request, const std::vector<AccessKey>& keys,
                          int64_t now_us, Caller* caller);

/// Signs and dates a response, compresses it if the request asked for that.
HttpResponse Respond(const HttpRequest& request, const Caller& caller, int status,
                     std::string content, const std::string& request_id, int64_t now_us);

}  // namespace hopline::emulator::tablestore
