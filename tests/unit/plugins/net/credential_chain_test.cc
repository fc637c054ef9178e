#include "plugins/common/credentials/chain.h"

#include <doctest/doctest.h>

#include <deque>

#include "fake_token_services.h"

namespace hopline::plugins {
namespace {

constexpr int64_t kHourMs = 3'600'000;

/// A source whose answers a test lays out.
class Scripted final : public CredentialSource {
 public:
  explicit Scripted(std::deque<std::function<ExpiringKeys()>>& answers)
      : answers_(answers) {}
  std::string Name() const override { return "the script"; }
  ExpiringKeys Fetch(const Scope&) override {
    REQUIRE_FALSE(answers_.empty());
    const auto answer = answers_.front();
    answers_.pop_front();
    return answer();
  }

 private:
  std::deque<std::function<ExpiringKeys()>>& answers_;
};

struct ChainStage {
  ChainStage() { TestHost::Install(); }
  CredentialChain Chain() {
    std::vector<CredentialSourcePtr> sources;
    sources.push_back(std::make_unique<Scripted>(answers));
    return {std::move(sources), Scope(&scope.slots), "no credentials"};
  }
  void Keys(const std::string& id, int64_t expires_ms) {
    answers.emplace_back([=] {
      return ExpiringKeys{{id, "secret", "token"}, expires_ms};
    });
  }
  void Fails(int32_t code) {
    answers.emplace_back([=]() -> ExpiringKeys { throw Error(code, "refused"); });
  }
  SecretScope scope;
  std::deque<std::function<ExpiringKeys()>> answers;
};

TEST_CASE("keys that never end are asked for once") {
  ChainStage stage;
  stage.Keys("a", 0);
  CredentialChain chain = stage.Chain();
  CHECK(chain.Get().id == "a");
  TestHost::clock_ms() += 1000 * kHourMs;
  CHECK(chain.Get().id == "a");
}

TEST_CASE("keys are renewed five minutes before they end") {
  ChainStage stage;
  stage.Keys("a", TestHost::kStartMs + kHourMs);
  stage.Keys("b", TestHost::kStartMs + 2 * kHourMs);
  CredentialChain chain = stage.Chain();
  CHECK(chain.Get().id == "a");
  TestHost::clock_ms() += kHourMs - CredentialChain::kRenewBeforeMs - 1;
  CHECK(chain.Get().id == "a");
  TestHost::clock_ms() += 1;
  CHECK(chain.Get().id == "b");
}

TEST_CASE("a renewal that fails leaves the old keys while they are valid") {
  ChainStage stage;
  stage.Keys("a", TestHost::kStartMs + kHourMs);
  stage.Fails(HOPLINE_STATUS_UNAUTHENTICATED);
  stage.Keys("b", TestHost::kStartMs + 2 * kHourMs);
  CredentialChain chain = stage.Chain();
  chain.Get();
  TestHost::clock_ms() += kHourMs - CredentialChain::kRenewBeforeMs;
  CHECK(chain.Get().id == "a");
  CHECK(chain.Get().id == "a");
  CHECK(stage.answers.size() == 1);
  TestHost::clock_ms() += CredentialChain::kRetryAfterMs;
  CHECK(chain.Get().id == "b");
}

TEST_CASE("keys that have ended and cannot be renewed are an error") {
  ChainStage stage;
  stage.Keys("a", TestHost::kStartMs + kHourMs);
  stage.Fails(HOPLINE_STATUS_UNAUTHENTICATED);
  CredentialChain chain = stage.Chain();
  chain.Get();
  TestHost::clock_ms() += kHourMs;
  CHECK_THROWS_WITH_AS(chain.Get(), doctest::Contains("refused"), Error);
}

TEST_CASE("a source that cannot be asked now stops the search, with repetitions") {
  ChainStage stage;
  stage.Fails(HOPLINE_STATUS_UNAVAILABLE);
  stage.Keys("a", 0);
  CredentialChain chain = stage.Chain();
  CHECK(chain.Get().id == "a");

  ChainStage never;
  for (int i = 0; i < 4; ++i) never.Fails(HOPLINE_STATUS_UNAVAILABLE);
  CredentialChain other = never.Chain();
  CHECK_THROWS_WITH_AS(other.Get(), doctest::Contains("refused"), Error);
}

TEST_CASE("when nothing answers, the message lists what every source lacks") {
  TestHost::Install();
  SecretScope scope;
  const auto services = std::make_shared<FakeTokenServices>();
  CredentialEnvironment environment;
  environment.cli_config = "/nonexistent/config.json";
  environment.credentials_file = "/nonexistent/credentials";
  CredentialChain chain(VendorChain(environment, services), Scope(&scope.slots),
                        "no credentials");
  std::string message;
  try {
    chain.Get();
  } catch (const Error& error) {
    message = error.message();
    CHECK(error.code() == HOPLINE_STATUS_UNAUTHENTICATED);
  }
  for (const char* part :
       {"no credentials; ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_OIDC_TOKEN_FILE",
        "/nonexistent/config.json", "/nonexistent/credentials", "no ECS machine",
        "ALIBABA_CLOUD_CREDENTIALS_URI"}) {
    CHECK_MESSAGE(message.find(part) != std::string::npos, part, " in ", message);
  }
}

TEST_CASE("the order is the vendor's: the first source that answers wins") {
  TestHost::Install();
  const KeyFolder folder;
  const auto services = std::make_shared<FakeTokenServices>();
  services->answer = [](const FakeTokenServices::Seen& seen) -> HttpResponse {
    if (seen.url.starts_with("https://sts.")) return {200, {}, RoleDocument("oidc")};
    if (seen.url.ends_with("/token")) return {200, {}, "session"};
    if (seen.url.ends_with("/role")) return {200, {}, KeyDocument("ecs")};
    return {200, {}, KeyDocument("uri")};
  };
  CredentialEnvironment all;
  all.keys = {"environment", "secret", ""};
  all.oidc = {"acs:ram::1:role/r", "acs:ram::1:oidc-provider/p",
              folder.Write("token", "jwt"), ""};
  all.cli_config = folder.Write("config.json", R"({"current":"p","profiles":[
    {"name":"p","mode":"AK","access_key_id":"cli","access_key_secret":"secret"}]})");
  all.credentials_file = folder.Write(
      "credentials",
      "[default]\ntype = access_key\naccess_key_id = file\naccess_key_secret = s\n");
  all.ecs_role = "role";
  all.credentials_uri = "http://127.0.0.1:1/keys";
  SecretScope scope;
  const auto first = [&] {
    CredentialChain chain(VendorChain(all, services), Scope(&scope.slots), "none");
    return chain.Get().id;
  };
  CHECK(first() == "environment");
  all.keys = {};
  CHECK(first() == "oidc");
  all.oidc = {};
  CHECK(first() == "cli");
  all.cli_disabled = true;
  CHECK(first() == "file");
  all.credentials_file.clear();
  CHECK(first() == "ecs");
  all.ecs_disabled = true;
  CHECK(first() == "uri");
}

}  // namespace
}  // namespace hopline::plugins
