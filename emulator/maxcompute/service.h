#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "emulator/maxcompute/call.h"
#include "emulator/maxcompute/failure.h"
#include "emulator/maxcompute/sessions.h"
#include "emulator/maxcompute/store.h"
#include "emulator/server/clock.h"
#include "emulator/server/service.h"

namespace hopline::emulator::maxcompute {

/// MaxCompute: metadata, SQL instances and Tunnel, answered by one service on two
/// addresses. Threads: all methods, from any thread; decoding and encoding rows holds no
/// lock.
class MaxComputeService : public Service {
 public:
  /// Keeps tables in `folder`; "" keeps nothing.
  MaxComputeService(const Clock* clock, std::vector<AccessKey> keys,
                    std::filesystem::path folder = {});

  /// What discovery answers: "host:port".
  /// Order:  before the first request.
  void SetTunnelAddress(std::string address) { tunnel_address_ = std::move(address); }

  HttpResponse Handle(const HttpRequest& request) override;
  std::string OperationOf(const HttpRequest& request) const override;
  HttpResponse Refuse(const HttpRequest& request, const InjectedError& error) override;

 private:
  Call MakeCall(const HttpRequest& request);
  HttpResponse Perform(const Call& call);
  HttpResponse PerformMetadata(const Call& call);
  HttpResponse PerformInstance(const Call& call);
  HttpResponse PerformTunnel(const Call& call);
  HttpResponse ErrorReply(const Call& call, const Failure& failure,
                          int64_t hold_ms = 0) const;
  void AddCommonHeaders(const Call& call, HttpResponse* response) const;

  const Clock* const clock_;
  const std::vector<AccessKey> keys_;
  std::string tunnel_address_;
  IdSource ids_;
  Store store_;
  Registry<Download> downloads_;
  Registry<Instance> instances_;
};

}  // namespace hopline::emulator::maxcompute
