#pragma once

#include <hopline/error.hpp>

#include <string_view>

#include "plugins/common/net.h"
#include "wire/common/status.h"

namespace hopline::plugins::odps {

/// The error that a response with a status outside 200–299 stands for. `doing` is what
/// was being done, to what: "describing table orders". How long Tunnel asks to wait is
/// the least pause before a repetition.
Error MakeServiceError(const HttpResponse& response, std::string_view doing);

/// Whether the service's code or its message says so: codes come as names
/// ("NoSuchPartition") and as numbers in front of a message ("ODPS-0130131:…").
bool Tells(const Error& error, std::string_view code);

/// Throws IO if a message of the service could not be read.
void NeedReadable(const wire::Status& status, std::string_view doing);

}  // namespace hopline::plugins::odps
