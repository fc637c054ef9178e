#pragma once

#include <string_view>

#include "emulator/server/clock.h"
#include "emulator/server/faults.h"
#include "emulator/server/http_server.h"
#include "emulator/server/request_log.h"
#include "emulator/server/service.h"
#include "emulator/server/shard_admin.h"

namespace hopline::emulator {

/// The admin address: clock, faults, stream shards, limits, request log, as JSON
/// (docs/emulator.md).
///
/// Owns:    nothing; all that it points to outlives it. shards is null when there is no
/// Tablestore
///          service, tunnel_limits when there is no MaxCompute; their calls are then
///          answered with 404.
/// Threads: Answer, from any thread.
class Admin {
 public:
  Admin(Clock* clock, FaultTable* faults, RequestLog* log, ShardAdmin* shards,
        BodyLimits* tunnel_limits)
      : clock_(clock),
        faults_(faults),
        log_(log),
        shards_(shards),
        tunnel_limits_(tunnel_limits) {}

  /// Never throws: a wish that makes no sense is answered with 4xx and {"error": "…"}.
  HttpResponse Answer(const HttpRequest& request) const;

 private:
  HttpResponse Route(const HttpRequest& request) const;
  HttpResponse AnswerClock(const HttpRequest& request) const;
  HttpResponse AnswerFaults(const HttpRequest& request) const;
  HttpResponse AnswerRequests(std::string_view query) const;
  HttpResponse AnswerLimits(const HttpRequest& request) const;
  HttpResponse AnswerShards(const HttpRequest& request, std::string_view path) const;

  Clock* const clock_;
  FaultTable* const faults_;
  RequestLog* const log_;
  ShardAdmin* const shards_;
  BodyLimits* const tunnel_limits_;
};

}  // namespace hopline::emulator
