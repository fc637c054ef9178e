#pragma once

#include <memory>
#include <string>

#include "emulator/server/clock.h"
#include "emulator/tablestore/service.h"
#include "plugins/tablestore/client.h"
#include "tests/unit/plugins/support/loopback.h"

namespace hopline::plugins {

inline constexpr char kInstance[] = "demo";

/// A Tablestore in the same process, with a clock of its own, and the test host.
class EmulatedTablestore {
 public:
  EmulatedTablestore();

  std::unique_ptr<tablestore::Client> NewClient();
  /// Sends a request as a client; the body of the reply.
  std::string Send(const char* operation, const std::string& body);

  emulator::Clock clock;
  emulator::tablestore::TablestoreService service;
  Loopback transport;
};

}  // namespace hopline::plugins
