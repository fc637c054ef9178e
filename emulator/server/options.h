#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "emulator/server/service.h"

namespace hopline::emulator {

/// HOST:PORT of the command line; port 0 is any free one.
struct Address {
  std::string host = "127.0.0.1";
  uint16_t port = 0;
};

/// The command line, checked.
struct Options {
  bool help = false;
  bool version = false;
  // Absent: that service does not listen.
  std::optional<Address> ots, oss, odps, admin;
  // Where Tunnel listens; absent while odps is there: beside it, on any free port.
  std::optional<Address> tunnel;
  std::optional<int64_t> clock_unix_us;
  std::vector<std::string> buckets;
  std::string data_dir;  // "": in memory only
  AccessKey key{"hopline", "hopline-secret", false};
};

/// A command line that cannot be obeyed; the message is one line and says the cure.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Reads argv[1] and on. Without any address option, all services listen on free loopback
/// ports.
Options ParseOptions(const std::vector<std::string>& arguments);

/// What --help prints.
std::string HelpText();

}  // namespace hopline::emulator
