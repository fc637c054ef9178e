#include "tests/unit/plugins/support/loopback.h"

#include <optional>

namespace hopline::plugins {
namespace {

emulator::HttpRequest ToServer(const HttpRequest& request) {
  emulator::HttpRequest out;
  out.method = request.method;
  const size_t authority = request.url.find("://") + 3;
  const size_t target = request.url.find('/', authority);
  out.target = target == std::string::npos ? "/" : request.url.substr(target);
  out.headers = request.headers;
  out.headers.emplace_back("Host", request.url.substr(authority, target - authority));
  out.body = std::string(request.body);
  if (request.source != nullptr) {
    out.body.resize(request.source->size());
    request.source->ReadAt(0, out.body.data(), out.body.size());
  }
  out.headers.emplace_back("Content-Length", std::to_string(out.body.size()));
  return out;
}

}  // namespace

HttpResponse Loopback::Deliver(const emulator::HttpRequest& request,
                               const std::string& operation) {
  const emulator::HttpResponse reply = service_.Handle(request);
  HttpResponse response{reply.status, reply.headers, reply.body};
  for (const emulator::BodySlice& slice : reply.slices) {
    response.body.append(*slice.bytes, slice.offset, slice.size);
  }
  response.headers.emplace_back("Content-Length", std::to_string(response.body.size()));
  if (request.method == "HEAD") response.body.clear();
  const std::lock_guard lock(mutex_);
  const auto change = changes_.find(operation);
  if (change != changes_.end()) change->second(response);
  return response;
}

HttpResponse Loopback::Send(const HttpRequest& request, const Scope& scope) {
  scope.ThrowIfCancelled();
  const emulator::HttpRequest arrived = ToServer(request);
  const std::string operation = service_.OperationOf(arrived);
  std::optional<Mishap> mishap;
  {
    const std::lock_guard lock(mutex_);
    ++counts_[operation];
    const auto planned = mishaps_.find(operation);
    if (planned != mishaps_.end() && planned->second.after-- <= 0 &&
        planned->second.times-- > 0) {
      mishap = planned->second.mishap;
    }
  }
  if (!mishap.has_value()) {
    HttpResponse response = Deliver(arrived, operation);
    if (request.most_reply > 0 && response.body.size() > request.most_reply) {
      throw ReplyTooLong(request.most_reply);
    }
    return response;
  }
  switch (*mishap) {
    case Mishap::kUnreachable:
      throw Error(HOPLINE_STATUS_UNAVAILABLE, "connection refused");
    case Mishap::kLostRequest:
      break;
    case Mishap::kLostReply:
      Deliver(arrived, operation);
      break;
    case Mishap::kRefused: {
      const auto reply = service_.Refuse(arrived, {503, "InternalError", "try again"});
      return {reply.status, reply.headers, reply.body};
    }
    case Mishap::kDamaged: {
      HttpResponse reply = Deliver(arrived, operation);
      if (!reply.body.empty()) {
        char& byte = reply.body[reply.body.size() / 2];
        byte = static_cast<char>(byte ^ 1);
      }
      return reply;
    }
  }
  throw Error(HOPLINE_STATUS_IO, "connection reset").OutcomeUnknown();
}

}  // namespace hopline::plugins
