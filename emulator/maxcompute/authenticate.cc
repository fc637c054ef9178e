#include "emulator/maxcompute/authenticate.h"

#include <cstdlib>
#include <optional>
#include <string>

#include "emulator/maxcompute/failure.h"
#include "wire/common/date.h"
#include "wire/maxcompute/signature.h"

namespace hopline::emulator::maxcompute {
namespace {

namespace wm = wire::maxcompute;

Failure Unauthorized() {
  return {401, "Unauthorized", "The request authorization header is invalid or missing"};
}

wm::SignedRequest AsDecodedOnce(const Call& call) {
  return {call.http.method, call.address.resource, call.address.query, call.http.headers};
}

wm::SignedRequest AsDecodedTwice(const Call& call) {
  const Address address = ParseAddress(wire::PercentDecode(call.http.target));
  return {call.http.method, address.resource, address.query, call.http.headers};
}

std::string SignatureOf(const wm::Authorization& authorization, const AccessKey& key,
                        const wm::SignedRequest& request) {
  const std::string to_sign = wm::StringToSign(request);
  return authorization.region.empty() ? wm::SignatureV2(key.secret, to_sign)
                                      : wm::SignatureV4(key.secret, authorization.date,
                                                        authorization.region, to_sign);
}

void CheckSkew(const Call& call, int64_t request_unix_s) {
  if (std::abs(request_unix_s - call.now_unix_s()) <= kMaxSkewS) return;
  throw Failure(400, "RequestTimeTooSkewed",
                "max_interval_date:" + std::to_string(kMaxSkewS * 1000) +
                    ",expire_date:" + wire::FormatXmlDate(request_unix_s + kMaxSkewS) +
                    ",now_date:" + wire::FormatXmlDate(call.now_unix_s()));
}

}  // namespace

void Authenticate(const Call& call, const std::vector<AccessKey>& keys) {
  const std::string* header = call.http.Header("authorization");
  const auto authorization =
      header == nullptr ? std::nullopt : wm::ParseAuthorization(*header);
  const auto date = wire::ParseHttpDate(call.http.HeaderOr("date"));
  if (!authorization || !date) throw Unauthorized();
  const AccessKey* key = FindAccessKey(keys, authorization->access_id);
  if (key == nullptr) {
    throw Failure(401, "ODPS-0410051",
                  "ODPS-0410051:Invalid credentials - accessKeyId not found");
  }
  if (SignatureOf(*authorization, *key, AsDecodedOnce(call)) !=
          authorization->signature &&
      SignatureOf(*authorization, *key, AsDecodedTwice(call)) !=
          authorization->signature) {
    throw Failure(401, "ODPS-0410042",
                  "ODPS-0410042:Invalid signature value - User signature dose not match");
  }
  if (!key->any_clock) CheckSkew(call, *date);
}

}  // namespace hopline::emulator::maxcompute
