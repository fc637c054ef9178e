#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "emulator/server/faults.h"
#include "emulator/server/http_server.h"
#include "emulator/server/request_log.h"
#include "emulator/server/service.h"

namespace hopline::emulator {

/// What stands between an address and its service: applies fault rules and writes the
/// request log. Owns:    nothing; service, faults and log outlive it. Threads: Answer,
/// from any thread.
class ServicePort {
 public:
  ServicePort(std::string name, Service* service, FaultTable* faults, RequestLog* log)
      : name_(std::move(name)), service_(service), faults_(faults), log_(log) {}

  WireReply Answer(const HttpRequest& request) const;

 private:
  HttpResponse HandleGuarded(const HttpRequest& request, const RowFault* fault) const;

  const std::string name_;
  Service* const service_;
  FaultTable* const faults_;
  RequestLog* const log_;
  /// Requests without a reply; replies that wait hold on to it.
  const std::shared_ptr<std::atomic<int>> in_flight_ =
      std::make_shared<std::atomic<int>>(0);
};

}  // namespace hopline::emulator
