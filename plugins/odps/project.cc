#include "plugins/odps/project.h"

#include <algorithm>
#include <utility>

#include "plugins/common/http_client.h"

namespace hopline::plugins::odps {
namespace {

RetryPolicy PolicyOf(uint32_t tries) {
  RetryPolicy policy;
  policy.max_retries = tries - 1;
  policy.max_first_retries = std::min(policy.max_first_retries, policy.max_retries);
  return policy;
}

std::shared_ptr<Transport> OrHttp(std::shared_ptr<Transport> transport,
                                  int64_t idle_timeout_ms) {
  if (transport != nullptr) return transport;
  HttpLimits limits;
  limits.idle_timeout_ms = idle_timeout_ms;
  return std::make_shared<HttpClient>(limits);
}

}  // namespace

Project::Project(const JobContext& context, std::shared_ptr<Transport> transport,
                 uint32_t tries, int64_t idle_timeout_ms)
    : address_(ReadProjectAddress(context.config)),
      scope_(context.scope),
      policy_(PolicyOf(tries)),
      transport_(OrHttp(std::move(transport), idle_timeout_ms)),
      credentials_(MakeCredentials(context.config, context.scope)),
      api_(address_.api, address_.region, credentials_, *transport_, policy_),
      metadata_(address_, api_) {}

Tunnel& Project::tunnel() {
  const std::lock_guard lock(mutex_);
  if (tunnel_ == nullptr) {
    // Tunnel signs with V2 whatever the API does. Source: maxcompute.md §1.3.
    tunnel_service_ = std::make_unique<Service>(metadata_.TunnelUrl(scope_), "",
                                                credentials_, *transport_, policy_);
    tunnel_ = std::make_unique<Tunnel>(address_, *tunnel_service_);
  }
  return *tunnel_;
}

}  // namespace hopline::plugins::odps
