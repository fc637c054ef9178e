#include "plugins/common/credentials/sts.h"

#include <date/date.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <utility>

#include "wire/common/digest.h"
#include "wire/common/encoding.h"

namespace hopline::plugins {
namespace {

constexpr int64_t kOidcDurationS = 3600;

std::string Query(HttpFields parameters) {
  std::sort(parameters.begin(), parameters.end());
  std::string out;
  for (const auto& [name, value] : parameters) {
    out += (out.empty() ? "" : "&") + wire::PercentEncode(name) + "=" +
           wire::PercentEncode(value);
  }
  return out;
}

std::string NowText() {
  const hopline_clock_service& clock = Host::Clock();
  const date::sys_seconds now{std::chrono::seconds{clock.unix_ms(clock.ctx) / 1000}};
  return date::format("%Y-%m-%dT%H:%M:%SZ", now);
}

std::string Nonce() {
  static constexpr char kHex[] = "0123456789abcdef";
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    throw Error(HOPLINE_STATUS_INTERNAL, "no random bytes for a signature");
  }
  std::string out;
  for (const unsigned char byte : bytes) out += {kHex[byte >> 4U], kHex[byte & 0xFU]};
  return out;
}

HttpFields Common(const std::string& action) {
  return {{"Action", action},
          {"Format", "JSON"},
          {"Version", "2015-04-01"},
          {"Timestamp", NowText()},
          {"SignatureNonce", Nonce()}};
}

/// Errors: what the service refuses carries its code; its own trouble is retryable.
ExpiringKeys Call(Transport& transport, const std::string& host,
                  const HttpFields& parameters, const std::string& doing,
                  const Scope& scope) {
  const std::string body = Query(parameters);
  const HttpResponse response =
      transport.Send({"POST",
                      "https://" + host + "/",
                      {{"Content-Type", "application/x-www-form-urlencoded"}},
                      body},
                     scope);
  if (response.status == 200) {
    return ReadKeyDocument(response.body, "/Credentials", doing, scope);
  }
  std::string code, message;
  try {
    const Config document(response.body);
    code = document.Text("/Code", "");
    message = document.Text("/Message", "");
  } catch (const Error&) {
    message = "an answer that is no JSON";
  }
  const bool own_trouble = response.status >= 500 || response.status == 429;
  Error error(own_trouble ? HOPLINE_STATUS_UNAVAILABLE : HOPLINE_STATUS_UNAUTHENTICATED,
              doing + ": " + host + " answered " + std::to_string(response.status) +
                  (code.empty() ? "" : " " + code) + " (" + message + ")");
  error.VendorCode(code).HttpStatus(response.status);
  throw error;
}

class OidcSource final : public CredentialSource {
 public:
  OidcSource(OidcRole role, std::string host, std::shared_ptr<Transport> transport)
      : role_(std::move(role)),
        host_(std::move(host)),
        transport_(std::move(transport)) {}

  std::string Name() const override { return "the OIDC role " + role_.role_arn; }

  ExpiringKeys Fetch(const Scope& scope) override {
    if (role_.role_arn.empty() || role_.provider_arn.empty() ||
        role_.token_file.empty()) {
      NotSetUp(
          "ALIBABA_CLOUD_ROLE_ARN, ALIBABA_CLOUD_OIDC_PROVIDER_ARN and "
          "ALIBABA_CLOUD_OIDC_TOKEN_FILE are not all set");
    }
    const std::string token = ReadCredentialFile(role_.token_file);
    scope.RegisterSecret(token);
    HttpFields parameters = Common("AssumeRoleWithOIDC");
    parameters.insert(
        parameters.end(),
        {{"RoleArn", role_.role_arn},
         {"OIDCProviderArn", role_.provider_arn},
         {"OIDCToken", token},
         {"RoleSessionName",
          role_.session_name.empty() ? std::string("hopline") : role_.session_name},
         {"DurationSeconds", std::to_string(kOidcDurationS)}});
    return Call(*transport_, host_, parameters, "taking on the role " + role_.role_arn,
                scope);
  }

 private:
  const OidcRole role_;
  const std::string host_;
  const std::shared_ptr<Transport> transport_;
};

class RoleSource final : public CredentialSource {
 public:
  RoleSource(AssumedRole role, CredentialSourcePtr keys, std::string host,
             std::shared_ptr<Transport> transport)
      : role_(std::move(role)),
        keys_(std::move(keys)),
        host_(std::move(host)),
        transport_(std::move(transport)) {}

  std::string Name() const override {
    return "the role " + role_.role_arn + " through " + keys_->Name();
  }

  ExpiringKeys Fetch(const Scope& scope) override {
    const AccessKeys own = keys_->Fetch(scope).keys;
    HttpFields parameters = Common("AssumeRole");
    parameters.insert(
        parameters.end(),
        {{"RoleArn", role_.role_arn},
         {"RoleSessionName",
          role_.session_name.empty() ? std::string("hopline") : role_.session_name},
         {"DurationSeconds", std::to_string(role_.duration_s)},
         {"AccessKeyId", own.id},
         {"SignatureMethod", "HMAC-SHA1"},
         {"SignatureVersion", "1.0"}});
    const auto add = [&](const char* name, const std::string& value) {
      if (!value.empty()) parameters.emplace_back(name, value);
    };
    add("SecurityToken", own.security_token);
    add("Policy", role_.policy);
    add("ExternalId", role_.external_id);
    parameters.emplace_back("Signature", SignRpc("POST", parameters, own.secret));
    return Call(*transport_, host_, parameters, "taking on the role " + role_.role_arn,
                scope);
  }

 private:
  const AssumedRole role_;
  const CredentialSourcePtr keys_;
  const std::string host_;
  const std::shared_ptr<Transport> transport_;
};

}  // namespace

std::string SignRpc(const std::string& method, const HttpFields& parameters,
                    const std::string& secret) {
  const std::string text = method + "&%2F&" + wire::PercentEncode(Query(parameters));
  return wire::Base64Encode(wire::HmacSha1(secret + "&", text));
}

CredentialSourcePtr MakeOidcSource(OidcRole role, std::string sts_host,
                                   std::shared_ptr<Transport> transport) {
  return std::make_unique<OidcSource>(std::move(role), std::move(sts_host),
                                      std::move(transport));
}

CredentialSourcePtr MakeRoleSource(AssumedRole role, CredentialSourcePtr keys,
                                   std::string sts_host,
                                   std::shared_ptr<Transport> transport) {
  return std::make_unique<RoleSource>(std::move(role), std::move(keys),
                                      std::move(sts_host), std::move(transport));
}

}  // namespace hopline::plugins
