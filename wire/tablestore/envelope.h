#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "wire/tablestore/signature.h"
#include "wire/tablestore/status.h"

/// The headers around every request and response. A request is `POST /<operation>` with
/// the serialized message as its body, and nothing in the URL; the instance stands in a
/// header.
namespace hopline::wire::tablestore {

inline constexpr std::string_view kApiVersion = "2015-12-31";

/// Requests dated further than this from the service's clock are refused.
inline constexpr int64_t kMaxClockSkewMs = 15 * 60 * 1000;

struct Credentials {
  std::string access_key_id;
  std::string access_key_secret;
  std::string security_token;  // empty unless the credentials are temporary
};

struct RequestEnvelope {
  std::string operation;  // "PutRow"
  std::string instance;
  Credentials credentials;
  int64_t now_unix_ms = 0;  // the service's time as far as the caller knows it
  std::string region;       // like "cn-hangzhou": sign with V4; empty: sign with V2
};

/// All headers the service wants for this body, signature included.
///
/// Shape:   `extra` is added before signing, since everything that begins with x-ots- is
///          signed (x-ots-sdk-traceid, x-ots-request-compress-type …).
HeaderList MakeRequestHeaders(const RequestEnvelope& envelope, std::string_view body,
                              const HeaderList& extra = {});

/// The key that signs the response to a request made with MakeRequestHeaders.
std::string ResponseKey(const RequestEnvelope& envelope);

/// Server side: whether the signature in the headers (V4 if x-ots-signaturev4 is there,
/// else V2) fits the secret. On success *response_key is what the response must be signed
/// with.
bool VerifyRequestSignature(std::string_view operation, const HeaderList& headers,
                            std::string_view secret, std::string* response_key);

struct ResponseEnvelope {
  std::string operation;
  std::string access_key_id;  // empty: the caller is unknown, leave it unsigned
  std::string response_key;
  std::string request_id;
  std::string date;  // FormatDate() of the time, or the date that the caller insists on
};

/// All headers of a response. The digest covers `content`, the body *before* compression.
HeaderList MakeResponseHeaders(const ResponseEnvelope& envelope, std::string_view content,
                               const HeaderList& extra = {});

/// Client side: whether a successful response carries a request id, a content type, the
/// right digest and the right signature. Error responses may come unsigned; do not check
/// them.
Status VerifyResponse(const RequestEnvelope& request, const HeaderList& headers,
                      std::string_view content);

}  // namespace hopline::wire::tablestore
