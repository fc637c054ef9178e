#include "emulator/server/service_port.h"

#include <fmt/core.h>

#include <chrono>
#include <exception>

namespace hopline::emulator {
namespace {

/// Flips one bit in the middle of the body. Shared bytes are copied first: the store must
/// stay whole.
void Corrupt(HttpResponse* response) {
  std::string whole = std::move(response->body);
  for (const BodySlice& slice : response->slices) {
    whole.append(*slice.bytes, slice.offset, slice.size);
  }
  response->slices.clear();
  if (!whole.empty()) {
    char& middle = whole[whole.size() / 2];
    middle = static_cast<char>(middle ^ 1);
  }
  response->body = std::move(whole);
}

}  // namespace

HttpResponse ServicePort::HandleGuarded(const HttpRequest& request,
                                        const RowFault* fault) const {
  try {
    return fault == nullptr ? service_->Handle(request)
                            : service_->HandleFailingRows(request, *fault);
  } catch (const std::exception& error) {
    fmt::print(stderr, "hopline-emulator: {} {} {}: {}\n", name_, request.method,
               request.target, error.what());
    return service_->Refuse(request, {500, "InternalError", error.what()});
  }
}

WireReply ServicePort::Answer(const HttpRequest& request) const {
  LoggedRequest entry;
  entry.service = name_;
  entry.operation = service_->OperationOf(request);
  entry.method = request.method;
  entry.target = request.target;
  entry.bytes_in = request.body.size();
  entry.in_flight = ++*in_flight_;
  const std::optional<Fault> fault = faults_->Next(name_, entry.operation);
  const auto begin = std::chrono::steady_clock::now();

  WireReply reply;
  reply.in_flight = {nullptr, [count = in_flight_](void*) { --*count; }};
  if (fault) {
    entry.fault = FaultActionName(fault->action);
    reply.delay_ms = fault->delay_ms;
  }
  if (fault && fault->action == FaultAction::kError) {
    reply.response = service_->Refuse(request, fault->error);
  } else if (fault && fault->action == FaultAction::kCutBefore) {
    reply.ending = WireReply::Ending::kReset;
  } else {
    const bool fails_rows = fault && fault->action == FaultAction::kFailRows;
    reply.response = HandleGuarded(request, fails_rows ? &fault->row_fault : nullptr);
  }
  if (fault && fault->action == FaultAction::kCutAfter) {
    reply.ending = WireReply::Ending::kReset;
  }
  if (fault && fault->action == FaultAction::kTruncate) {
    reply.ending = WireReply::Ending::kTruncated;
  }
  if (fault && fault->action == FaultAction::kCorrupt) Corrupt(&reply.response);

  const std::chrono::duration<double, std::milli> spent =
      std::chrono::steady_clock::now() - begin;
  entry.ms = spent.count();
  const bool sent = reply.ending != WireReply::Ending::kReset;
  entry.status = sent ? reply.response.status : 0;
  entry.bytes_out = sent && request.method != "HEAD" ? reply.response.BodySize() : 0;
  log_->Add(std::move(entry));
  return reply;
}

}  // namespace hopline::emulator
