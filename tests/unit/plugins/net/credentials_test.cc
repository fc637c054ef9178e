#include "plugins/common/credentials.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "tests/unit/plugins/support/test_host.h"

namespace hopline::plugins {
namespace {

/// A scope that remembers which secrets were registered.
struct SecretScope {
  SecretScope() {
    slots.struct_size = sizeof slots;
    slots.ctx = this;
    slots.register_secret = [](void* ctx, const hopline_bytes* secret) noexcept {
      static_cast<SecretScope*>(ctx)->secrets.emplace_back(AsText(*secret));
    };
  }
  std::vector<std::string> secrets;
  hopline_scope slots{};
};

AccessKeys Get(const std::string& members, SecretScope& scope) {
  TestHost::Install();
  return MakeCredentials(Config("{" + members + "}"), Scope(&scope.slots))->Get();
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

TEST_CASE("no keys, or only half of them, are refused by name") {
  ::unsetenv("ALIBABA_CLOUD_ACCESS_KEY_ID");
  ::unsetenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET");
  ReadCredentialEnvironment();
  SecretScope scope;
  CHECK_THROWS_WITH_AS(Get("", scope), doctest::Contains("accessId is neither"), Error);
  CHECK_THROWS_WITH_AS(Get(R"("accessId":"id")", scope),
                       doctest::Contains("accessKey is neither"), Error);
}

}  // namespace
}  // namespace hopline::plugins
