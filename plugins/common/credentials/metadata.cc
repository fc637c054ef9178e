#include "plugins/common/credentials/metadata.h"

#include <utility>

namespace hopline::plugins {
namespace {

// Source: the vendor's page "Instance metadata", security hardening mode.
constexpr char kService[] = "http://100.100.100.200";
constexpr char kTokenPath[] = "/latest/api/token";
constexpr char kRolesPath[] = "/latest/meta-data/ram/security-credentials/";
constexpr char kTokenField[] = "X-aliyun-ecs-metadata-token";
constexpr char kTokenTtlField[] = "X-aliyun-ecs-metadata-token-ttl-seconds";
constexpr char kTokenTtlS[] = "21600";

[[noreturn]] void Refused(const std::string& what, const HttpResponse& response) {
  const bool own_trouble = response.status >= 500 || response.status == 429;
  Error error(own_trouble ? HOPLINE_STATUS_UNAVAILABLE : HOPLINE_STATUS_UNAUTHENTICATED,
              what + " answered " + std::to_string(response.status));
  error.HttpStatus(response.status);
  throw error;
}

class EcsRoleSource final : public CredentialSource {
 public:
  EcsRoleSource(std::string role, bool v1_disabled, std::shared_ptr<Transport> transport)
      : role_(std::move(role)),
        v1_disabled_(v1_disabled),
        transport_(std::move(transport)) {}

  std::string Name() const override {
    return role_.empty() ? "the RAM role of this ECS machine"
                         : "the RAM role " + role_ + " of this ECS machine";
  }

  ExpiringKeys Fetch(const Scope& scope) override {
    const HttpFields fields = Session(scope);
    if (role_.empty()) {
      role_ = Get(kRolesPath, fields, scope);
      role_.erase(role_.find_last_not_of("\r\n ") + 1);
    }
    if (role_.empty()) NotSetUp("this ECS machine has no RAM role");
    return ReadKeyDocument(Get(kRolesPath + role_, fields, scope), "",
                           "reading the keys of " + Name(), scope);
  }

 private:
  /// The header that later requests need; none where only version 1 is spoken.
  HttpFields Session(const Scope& scope) {
    HttpResponse response;
    try {
      response = transport_->Send(
          {"PUT", std::string(kService) + kTokenPath, {{kTokenTtlField, kTokenTtlS}}, {}},
          scope);
    } catch (const Error& error) {
      if (error.code() == HOPLINE_STATUS_CANCELLED) throw;
      // Whoever named a role, or has read it before, means this source.
      if (!role_.empty()) throw;
      NotSetUp("no metadata service answers: this is no ECS machine");
    }
    if (response.status == 200) {
      scope.RegisterSecret(response.body);
      return {{kTokenField, response.body}};
    }
    if (v1_disabled_)
      Refused("the metadata service, asked for a session token,", response);
    return {};
  }

  std::string Get(const std::string& path, const HttpFields& fields, const Scope& scope) {
    HttpResponse response = transport_->Send({"GET", kService + path, fields, {}}, scope);
    if (response.status == 404) NotSetUp("the metadata service knows no such RAM role");
    if (response.status != 200) Refused("the metadata service", response);
    return std::move(response.body);
  }

  std::string role_;
  const bool v1_disabled_;
  const std::shared_ptr<Transport> transport_;
};

class UriSource final : public CredentialSource {
 public:
  UriSource(std::string uri, std::shared_ptr<Transport> transport)
      : uri_(std::move(uri)), transport_(std::move(transport)) {}

  std::string Name() const override { return "ALIBABA_CLOUD_CREDENTIALS_URI"; }

  ExpiringKeys Fetch(const Scope& scope) override {
    if (uri_.empty()) NotSetUp("ALIBABA_CLOUD_CREDENTIALS_URI is not set");
    const HttpResponse response = transport_->Send({"GET", uri_, {}, {}}, scope);
    if (response.status != 200) Refused(Name(), response);
    return ReadKeyDocument(response.body, "", "reading the keys of " + Name(), scope);
  }

 private:
  const std::string uri_;
  const std::shared_ptr<Transport> transport_;
};

}  // namespace

CredentialSourcePtr MakeEcsRoleSource(std::string role, bool imds_v1_disabled,
                                      std::shared_ptr<Transport> transport) {
  return std::make_unique<EcsRoleSource>(std::move(role), imds_v1_disabled,
                                         std::move(transport));
}

CredentialSourcePtr MakeUriSource(std::string uri, std::shared_ptr<Transport> transport) {
  return std::make_unique<UriSource>(std::move(uri), std::move(transport));
}

}  // namespace hopline::plugins
