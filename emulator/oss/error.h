#pragma once

#include <exception>
#include <string>

#include "wire/oss/encoding.h"

namespace hopline::emulator::oss {

/// A client's mistake, on its way to becoming an error reply; the service catches it in
/// one place.
///
/// Shape: ec may be empty; extra are the code's own XML elements; headers go beside the
/// usual ones.
struct OssError : std::exception {
  OssError(int status_in, std::string code_in, std::string message_in,
           std::string ec_in = "", wire::oss::Fields extra_in = {})
      : status(status_in),
        code(std::move(code_in)),
        message(std::move(message_in)),
        ec(std::move(ec_in)),
        extra(std::move(extra_in)) {}

  const char* what() const noexcept override { return message.c_str(); }

  int status;
  std::string code;
  std::string message;
  std::string ec;
  wire::oss::Fields extra;
  wire::oss::Fields headers;
};

// The errors that more than one operation gives. Texts and EC values are the service's
// own. Source: vectors/oss/errors.json, which tells how sure each of them is.
OssError AccessDenied(std::string message, std::string ec = "");
OssError InvalidArgument(std::string message, std::string name, std::string value,
                         std::string ec = "");
OssError MissingArgument(std::string ec = "0016-00000502");
OssError MissingContentLength();
OssError InvalidDigest(std::string ec);
OssError MalformedXml(std::string ec = "0031-00000001");
OssError MethodNotAllowed(std::string method, std::string resource_type);
/// `what` is the sub-resource that this emulator does not have.
OssError NotImplemented(const std::string& what);
OssError UnsupportedHeader(std::string header);
OssError NoSuchBucket(std::string bucket);
OssError NoSuchKey(std::string key);
OssError NoSuchUpload(std::string upload_id);
OssError FileAlreadyExists(std::string ec = "0026-00000002");
OssError PreconditionFailed(std::string condition);

}  // namespace hopline::emulator::oss
