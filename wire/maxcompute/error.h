#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hopline::wire::maxcompute {

/// The body of an error reply: XML from the API endpoint, JSON from Tunnel.
///
/// Shape: code is a name ("NoSuchPartition") or a text such as "ODPS-0420095: Access
/// Denied
///        - …"; hold_ms is how long Tunnel asks the client to wait before it goes on, 0
///        if it does not.
struct ErrorReply {
  std::string code;
  std::string message;
  std::string request_id;
  std::string host_id;
  int64_t hold_ms = 0;
};

/// All four elements are always written: pyodps loses the code when one is missing.
std::string FormatErrorXml(const ErrorReply& error);
std::string FormatErrorJson(const ErrorReply& error);

/// Reads either form. Nothing when the text is neither; a client then has only the HTTP
/// status.
std::optional<ErrorReply> ParseError(std::string_view body);

}  // namespace hopline::wire::maxcompute
