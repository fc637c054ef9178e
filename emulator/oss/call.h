#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "emulator/oss/operation.h"
#include "emulator/server/service.h"
#include "wire/oss/signature.h"

namespace hopline::emulator::oss {

/// One request on its way through the service.
struct Call {
  const HttpRequest& http;
  wire::oss::SignedRequest address;  ///< method, bucket, key, query, headers
  Operation operation = Operation::kUnknown;
  int64_t now_unix_s = 0;
  std::string request_id;
  /// Who signed; null for an anonymous request. Owned by the service.
  const AccessKey* signer = nullptr;

  const std::string& bucket() const { return address.bucket; }
  const std::string& key() const { return address.key; }

  const std::string* Query(std::string_view name) const {
    return wire::oss::FindQuery(address.query, name);
  }
  /// The parameter's value, "" when absent.
  std::string QueryOr(std::string_view name) const {
    const std::string* value = Query(name);
    return value == nullptr ? std::string() : *value;
  }
  const std::string* Header(std::string_view name) const { return http.Header(name); }
};

}  // namespace hopline::emulator::oss
