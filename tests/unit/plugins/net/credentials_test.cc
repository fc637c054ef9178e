#include "plugins/common/credentials.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "fake_token_services.h"

namespace hopline::plugins {
namespace {

AccessKeys Get(const std::string& members, SecretScope& scope) {
  TestHost::Install();
  return MakeCredentials(Config("{" + members + "}"), Scope(&scope.slots),
                         std::make_shared<FakeTokenServices>())
      ->Get();
}

TEST_CASE("keys of the parameters come first, and their secrets are registered") {
  ::setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "environment-id", 1);
  ::setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "environment-secret", 1);
  ReadCredentialEnvironment();
  SecretScope scope;
  const AccessKeys keys =
      Get(R"("accessId":"id","accessKey":"secret","securityToken":"token")", scope);
  CHECK(keys.id == "id");
  CHECK(keys.secret == "secret");
  CHECK(keys.security_token == "token");
  CHECK(scope.secrets == std::vector<std::string>{"secret", "token"});
}

TEST_CASE("without them the environment's are taken") {
  ::setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "environment-id", 1);
  ::setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "environment-secret", 1);
  ReadCredentialEnvironment();
  SecretScope scope;
  const AccessKeys keys = Get("", scope);
  CHECK(keys.id == "environment-id");
  CHECK(keys.secret == "environment-secret");
  CHECK(scope.secrets == std::vector<std::string>{"environment-secret"});
}

TEST_CASE("half of the keys is refused by name") {
  SecretScope scope;
  CHECK_THROWS_WITH_AS(Get(R"("accessId":"id")", scope),
                       doctest::Contains("accessKey is neither"), Error);
  CHECK_THROWS_WITH_AS(Get(R"("accessKey":"secret")", scope),
                       doctest::Contains("accessId is neither"), Error);
}

TEST_CASE("nothing is asked before the first request") {
  for (const char* name :
       {"ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET"}) {
    ::unsetenv(name);
  }
  ::setenv("HOME", "/nonexistent", 1);
  ReadCredentialEnvironment();
  TestHost::Install();
  SecretScope scope;
  const auto services = std::make_shared<FakeTokenServices>();
  const auto provider = MakeCredentials(Config("{}"), Scope(&scope.slots), services);
  CHECK(services->seen.empty());
  CHECK_THROWS_WITH_AS(provider->Get(), doctest::Contains("no ECS machine"), Error);
}

TEST_CASE("authType RamRole asks for the machine's role alone") {
  TestHost::Install();
  SecretScope scope;
  const auto services = std::make_shared<FakeTokenServices>();
  services->answer = [](const FakeTokenServices::Seen& seen) -> HttpResponse {
    if (seen.method == "PUT") return {200, {}, "session"};
    return {200, {}, KeyDocument("STS.ecs")};
  };
  const auto provider =
      MakeCredentials(Config(R"({"authType":"RamRole","authIdentity":"writer-role"})"),
                      Scope(&scope.slots), services);
  CHECK(provider->Get().id == "STS.ecs");
  CHECK(services->seen.back().url.ends_with("/security-credentials/writer-role"));
}

}  // namespace
}  // namespace hopline::plugins
