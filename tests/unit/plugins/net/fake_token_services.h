/// \file fake_token_services.h
/// A transport that answers as the vendor's token services do, a scope that remembers the
/// secrets, and a folder for files of keys.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "plugins/common/credentials/chain.h"
#include "tests/unit/plugins/support/test_folder.h"
#include "tests/unit/plugins/support/test_host.h"

namespace hopline::plugins {

class FakeTokenServices final : public Transport {
 public:
  struct Seen {
    std::string method, url, body;
    HttpFields headers;
  };

  HttpResponse Send(const HttpRequest& request, const Scope&) override {
    seen.push_back(
        {request.method, request.url, std::string(request.body), request.headers});
    return answer(seen.back());
  }

  /// What the services answer; throws for one that cannot be reached.
  std::function<HttpResponse(const Seen&)> answer = [](const Seen&) -> HttpResponse {
    throw Error(HOPLINE_STATUS_UNAVAILABLE, "no connection");
  };
  std::vector<Seen> seen;
};

/// A document of keys that end at an instant.
inline std::string KeyDocument(const std::string& id,
                               const std::string& end = "2023-11-14T23:13:20Z") {
  return R"({"Code":"Success","AccessKeyId":")" + id +
         R"(","AccessKeySecret":"secret of )" + id + R"(","SecurityToken":"token of )" +
         id + R"(","Expiration":")" + end + R"("})";
}

/// The same as the answer of AssumeRole.
inline std::string RoleDocument(const std::string& id) {
  return R"({"RequestId":"r","Credentials":)" + KeyDocument(id) + "}";
}

/// Files of keys.
class KeyFolder : public Folder {
 public:
  /// Returns the file's path.
  std::string Write(const std::string& name, const std::string& content) const {
    Put(name, content);
    return path() + "/" + name;
  }
};

/// A scope that remembers which secrets were registered.
struct SecretScope {
  SecretScope() {
    slots.struct_size = sizeof slots;
    slots.ctx = this;
    slots.is_cancelled = [](void*) noexcept { return int32_t{0}; };
    slots.register_secret = [](void* ctx, const hopline_bytes* secret) noexcept {
      static_cast<SecretScope*>(ctx)->secrets.emplace_back(AsText(*secret));
    };
  }
  bool Knows(const std::string& secret) const {
    return std::find(secrets.begin(), secrets.end(), secret) != secrets.end();
  }
  std::vector<std::string> secrets;
  hopline_scope slots{};
};

}  // namespace hopline::plugins
