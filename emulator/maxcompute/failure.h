#pragma once

#include <exception>
#include <string>
#include <utility>

namespace hopline::emulator::maxcompute {

/// A client's mistake, on its way to becoming an error reply; the service catches it in
/// one place.
struct Failure : std::exception {
  Failure(int status_in, std::string code_in, std::string message_in)
      : status(status_in), code(std::move(code_in)), message(std::move(message_in)) {}

  const char* what() const noexcept override { return message.c_str(); }

  int status;
  std::string code;
  std::string message;
};

// The errors that more than one operation gives (spec §1.5). Where the service's text is
// not known, the message says what was wrong.
Failure NoSuchTable(const std::string& project, const std::string& table);
Failure NoSuchPartition();
Failure NoSuchInstance(const std::string& id);
Failure InvalidArgument(std::string message);
Failure InvalidPartitionSpec(std::string message);
Failure MissingPartitionSpec();
/// The session is expired, or an upload was committed already.
Failure StatusConflict();
Failure MalformedDataStream(std::string message);

}  // namespace hopline::emulator::maxcompute
