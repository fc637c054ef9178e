#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wire/oss/encoding.h"

namespace hopline::wire::oss {

/// The body of an error reply.
///
/// Shape: code is what to branch on ("NoSuchKey"); ec ("0026-00000001") says more but may
/// change and
///        may be missing; extra holds the elements of one code only, in order ("Key",
///        "UploadId").
/// A reply to HEAD has no body: its header x-oss-err is the base64 of the same document.
struct ErrorReply {
  std::string code;
  std::string message;
  std::string request_id;
  std::string host_id;
  std::string ec;
  Fields extra;
};

/// Two-space indent, line feeds, RecommendDoc made of ec.
std::string FormatError(const ErrorReply& error);

/// Nothing when the text is not an <Error> document; a client then has only the HTTP
/// status.
std::optional<ErrorReply> ParseError(std::string_view xml);

}  // namespace hopline::wire::oss
