#pragma once

#include <hopline/error.hpp>
#include <string_view>

#include "plugins/common/net.h"

namespace hopline::plugins::oss {

inline constexpr std::string_view kNoSuchUpload = "NoSuchUpload";

/// The error that a response with a status outside 200–299 stands for.
///
/// Shape: `doing` is what was being done, to what: "uploading part 3 of dir/a (bucket
/// b)". Source: the service's error codes and the retry rules of the vendor's SDKs.
Error MakeServiceError(const HttpResponse& response, std::string_view doing);

/// Whether this is that answer of the service.
inline bool IsCode(const Error& error, std::string_view vendor_code) {
  return error.vendor_code() == vendor_code;
}

}  // namespace hopline::plugins::oss
