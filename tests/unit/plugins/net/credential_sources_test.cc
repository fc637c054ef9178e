#include <doctest/doctest.h>

#include "fake_token_services.h"
#include "plugins/common/credentials/metadata.h"
#include "plugins/common/credentials/profile.h"
#include "plugins/common/credentials/sts.h"

namespace hopline::plugins {
namespace {

struct SourceStage {
  SourceStage() { TestHost::Install(); }
  ExpiringKeys Fetch(CredentialSource& source) {
    return source.Fetch(Scope(&scope.slots));
  }
  AccessKeys Profile(const std::string& json, const std::string& name = "") {
    CredentialEnvironment environment;
    environment.cli_config = folder.Write("config.json", json);
    environment.profile = name;
    const CredentialSourcePtr source = MakeCliProfileSource(environment, services);
    return Fetch(*source).keys;
  }
  AccessKeys Section(const std::string& ini, const std::string& name = "") {
    CredentialEnvironment environment;
    environment.credentials_file = folder.Write("credentials", ini);
    environment.profile = name;
    const CredentialSourcePtr source = MakeCredentialsFileSource(environment, services);
    return Fetch(*source).keys;
  }
  const FakeTokenServices::Seen& Last() const { return services->seen.back(); }

  SecretScope scope;
  KeyFolder folder;
  std::shared_ptr<FakeTokenServices> services = std::make_shared<FakeTokenServices>();
};

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("AssumeRoleWithOIDC sends the file's token, unsigned, and reads the keys") {
  SourceStage stage;
  stage.services->answer = [](const auto&) {
    return HttpResponse{200, {}, RoleDocument("STS.1")};
  };
  const std::string file = stage.folder.Write("token", "the-token");
  const CredentialSourcePtr source =
      MakeOidcSource({"acs:ram::1:role/r", "acs:ram::1:oidc-provider/p", file, "me"},
                     "sts.cn-hangzhou.aliyuncs.com", stage.services);
  const ExpiringKeys keys = stage.Fetch(*source);
  CHECK(keys.keys.id == "STS.1");
  CHECK(keys.expires_unix_ms == 1'700'003'600'000);
  CHECK(stage.Last().method == "POST");
  CHECK(stage.Last().url == "https://sts.cn-hangzhou.aliyuncs.com/");
  for (const char* part :
       {"Action=AssumeRoleWithOIDC", "OIDCToken=the-token", "RoleSessionName=me",
        "RoleArn=acs%3Aram%3A%3A1%3Arole%2Fr", "Version=2015-04-01",
        "DurationSeconds=3600", "Timestamp=2023-11-14T22%3A13%3A20Z"}) {
    CHECK_MESSAGE(Has(stage.Last().body, part), part);
  }
  CHECK_FALSE(Has(stage.Last().body, "Signature="));
  for (const char* secret : {"the-token", "secret of STS.1", "token of STS.1"}) {
    CHECK(stage.scope.Knows(secret));
  }
}

TEST_CASE(
    "what the token service refuses carries its code, its own trouble is retryable") {
  SourceStage stage;
  const std::string file = stage.folder.Write("token", "t");
  const CredentialSourcePtr source =
      MakeOidcSource({"r", "p", file, ""}, "sts.aliyuncs.com", stage.services);
  int status = 400;
  stage.services->answer = [&](const auto&) {
    return HttpResponse{
        status, {}, R"({"Code":"AuthenticationFail.OIDCToken.Invalid","Message":"no"})"};
  };
  try {
    stage.Fetch(*source);
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.vendor_code() == "AuthenticationFail.OIDCToken.Invalid");
    CHECK(error.code() == HOPLINE_STATUS_UNAUTHENTICATED);
    CHECK_FALSE(error.retryable());
  }
  status = 503;
  try {
    stage.Fetch(*source);
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.retryable());
  }
}

// Source: the vendor's page "RPC request syntax and signature", its worked example.
TEST_CASE("a call of the token service is signed as in the vendor's example") {
  const HttpFields parameters = {
      {"Timestamp", "2016-02-23T12:46:24Z"},
      {"Format", "XML"},
      {"AccessKeyId", "testid"},
      {"Action", "DescribeRegions"},
      {"SignatureMethod", "HMAC-SHA1"},
      {"SignatureNonce", "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf"},
      {"Version", "2014-05-26"},
      {"SignatureVersion", "1.0"}};
  CHECK(SignRpc("GET", parameters, "testsecret") == "OLeaidS1JvxuMvnyHOwuJ+uX5qY=");
}

TEST_CASE("the machine's role is read with a session token") {
  SourceStage stage;
  stage.services->answer = [](const FakeTokenServices::Seen& seen) -> HttpResponse {
    if (seen.method == "PUT") return {200, {}, "session"};
    const std::string* token = FindHttpField(seen.headers, "X-aliyun-ecs-metadata-token");
    if (token == nullptr || *token != "session") return {403, {}, ""};
    if (seen.url.ends_with("/security-credentials/")) return {200, {}, "my-role\n"};
    return {200, {}, KeyDocument("STS.ecs")};
  };
  const CredentialSourcePtr source = MakeEcsRoleSource("", true, stage.services);
  CHECK(stage.Fetch(*source).keys.security_token == "token of STS.ecs");
  CHECK(stage.Last().url ==
        "http://100.100.100.200/latest/meta-data/ram/security-credentials/my-role");
  CHECK(stage.services->seen[0].url == "http://100.100.100.200/latest/api/token");
  CHECK(*FindHttpField(stage.services->seen[0].headers,
                       "x-aliyun-ecs-metadata-token-ttl-seconds") == "21600");
  CHECK(stage.scope.Knows("session"));
}

TEST_CASE(
    "a metadata service without session tokens is asked without, unless forbidden") {
  SourceStage stage;
  stage.services->answer = [](const FakeTokenServices::Seen& seen) -> HttpResponse {
    if (seen.method == "PUT") return {404, {}, ""};
    return {200, {}, KeyDocument("STS.v1")};
  };
  CHECK(stage.Fetch(*MakeEcsRoleSource("r", false, stage.services)).keys.id == "STS.v1");
  CHECK_THROWS_AS(stage.Fetch(*MakeEcsRoleSource("r", true, stage.services)), Error);
}

TEST_CASE("a profile of the command line, in each of its modes") {
  SourceStage stage;
  stage.services->answer = [](const FakeTokenServices::Seen& seen) -> HttpResponse {
    if (seen.method == "PUT") return {200, {}, "session"};
    if (seen.method == "GET") return {200, {}, KeyDocument("STS.ecs")};
    return {200, {}, RoleDocument("STS.role")};
  };
  const std::string token = stage.folder.Write("token", "jwt");
  const std::string json = R"({"current":"ak","profiles":[
    {"name":"ak","mode":"AK","access_key_id":"AK1","access_key_secret":"s1"},
    {"name":"sts","mode":"StsToken","access_key_id":"AK2","access_key_secret":"s2",
     "sts_token":"t2"},
    {"name":"role","mode":"RamRoleArn","access_key_id":"AK3","access_key_secret":"s3",
     "ram_role_arn":"acs:ram::1:role/r","ram_session_name":"me","expired_seconds":900,
     "sts_region":"cn-beijing"},
    {"name":"chain","mode":"ChainableRamRoleArn","source_profile":"sts",
     "ram_role_arn":"acs:ram::1:role/q"},
    {"name":"circle","mode":"ChainableRamRoleArn","source_profile":"circle"},
    {"name":"ecs","mode":"EcsRamRole","ram_role_name":"m"},
    {"name":"oidc","mode":"OIDC","ram_role_arn":"r","oidc_provider_arn":"p",
     "oidc_token_file":")" +
                           token + R"("},
    {"name":"sso","mode":"CloudSSO"}]})";
  CHECK(stage.Profile(json).id == "AK1");
  CHECK(stage.Profile(json, "sts").security_token == "t2");
  CHECK(stage.Profile(json, "role").id == "STS.role");
  CHECK(stage.Last().url == "https://sts.cn-beijing.aliyuncs.com/");
  for (const char* part :
       {"Action=AssumeRole&", "AccessKeyId=AK3", "DurationSeconds=900", "Signature="}) {
    CHECK_MESSAGE(Has(stage.Last().body, part), part);
  }
  CHECK(stage.Profile(json, "chain").id == "STS.role");
  CHECK(Has(stage.Last().body, "SecurityToken=t2"));
  CHECK(stage.Profile(json, "ecs").id == "STS.ecs");
  CHECK(stage.Profile(json, "oidc").id == "STS.role");
  CHECK_THROWS_WITH_AS(stage.Profile(json, "sso"), doctest::Contains("of mode CloudSSO"),
                       Error);
  CHECK_THROWS_WITH_AS(stage.Profile(json, "circle"), doctest::Contains("circle"), Error);
  CHECK_THROWS_WITH_AS(stage.Profile(json, "no"), doctest::Contains("no profile 'no'"),
                       Error);
  CHECK_THROWS_WITH_AS(stage.Profile("{"), doctest::Contains("JSON"), Error);
}

TEST_CASE("a section of the credentials file, in each of its types") {
  SourceStage stage;
  stage.services->answer = [](const FakeTokenServices::Seen& seen) -> HttpResponse {
    if (seen.method == "PUT") return {200, {}, "session"};
    if (seen.method == "GET") return {200, {}, KeyDocument("STS.ecs")};
    return {200, {}, RoleDocument("STS.role")};
  };
  const std::string token = stage.folder.Write("token", "jwt");
  const std::string ini =
      "# keys\n[default]\r\ntype = access_key\naccess_key_id = AK1\n"
      "access_key_secret = a=b\n\n[sts]\ntype=sts\naccess_key_id=AK2\n"
      "access_key_secret=s\nsecurity_token=t2\n; more\n[role]\ntype=ram_role_arn\n"
      "access_key_id=AK3\naccess_key_secret=s\nrole_arn=r\n[ecs]\n"
      "type=ecs_ram_role\nrole_name=m\n[oidc]\ntype=oidc_role_arn\nrole_arn=r\n"
      "oidc_provider_arn=p\noidc_token_file_path=" +
      token + "\n[rsa]\ntype=rsa_key_pair\n[half]\ntype=access_key\naccess_key_id=x\n";
  CHECK(stage.Section(ini).id == "AK1");
  CHECK(stage.Section(ini).secret == "a=b");
  CHECK(stage.Section(ini, "sts").security_token == "t2");
  CHECK(stage.Section(ini, "role").id == "STS.role");
  CHECK(stage.Section(ini, "ecs").id == "STS.ecs");
  CHECK(stage.Section(ini, "oidc").id == "STS.role");
  for (const auto& [name, text] :
       {std::pair{"rsa", "of type 'rsa_key_pair'"}, std::pair{"no", "no section [no]"},
        std::pair{"half", "lacks access_key_id or access_key_secret"}}) {
    CHECK_THROWS_WITH_AS(stage.Section(ini, name), doctest::Contains(text), Error);
  }
}

TEST_CASE("instants of expiry are read, other texts mean never") {
  CHECK(ParseExpiration("2023-11-14T22:13:20Z") == 1'700'000'000'000);
  for (const char* text : {"", "2023-11-14 22:13:20", "2023-13-14T22:13:20Z", "never"}) {
    CHECK(ParseExpiration(text) == 0);
  }
}

}  // namespace
}  // namespace hopline::plugins
