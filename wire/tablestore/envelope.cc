#include "wire/tablestore/envelope.h"

#include "wire/tablestore/dates.h"
#include "wire/tablestore/digests.h"

namespace hopline::wire::tablestore {

HeaderList MakeRequestHeaders(const RequestEnvelope& envelope, std::string_view body,
                              const HeaderList& extra) {
  HeaderList headers = {
      {"x-ots-date", FormatDate(envelope.now_unix_ms)},
      {"x-ots-apiversion", std::string(kApiVersion)},
      {"x-ots-accesskeyid", envelope.credentials.access_key_id},
      {"x-ots-contentmd5", Md5Base64(body)},
      {"x-ots-instancename", envelope.instance},
  };
  if (!envelope.credentials.security_token.empty()) {
    headers.emplace_back("x-ots-ststoken", envelope.credentials.security_token);
  }
  headers.insert(headers.end(), extra.begin(), extra.end());
  const bool v4 = !envelope.region.empty();
  if (v4) {
    headers.emplace_back("x-ots-signdate", FormatSignDay(envelope.now_unix_ms));
    headers.emplace_back("x-ots-signregion", envelope.region);
  }
  const std::string to_sign = RequestStringToSign(envelope.operation, headers);
  if (v4) {
    headers.emplace_back("x-ots-signaturev4",
                         SignRequestV4(ResponseKey(envelope), to_sign));
  } else {
    headers.emplace_back("x-ots-signature",
                         SignRequestV2(envelope.credentials.access_key_secret, to_sign));
  }
  return headers;
}

std::string ResponseKey(const RequestEnvelope& envelope) {
  const std::string& secret = envelope.credentials.access_key_secret;
  if (envelope.region.empty()) return secret;
  return DeriveV4Key(secret, FormatSignDay(envelope.now_unix_ms), envelope.region);
}

bool VerifyRequestSignature(std::string_view operation, const HeaderList& headers,
                            std::string_view secret, std::string* response_key) {
  const std::string to_sign = RequestStringToSign(operation, headers);
  if (const std::string* v4 = FindHeader(headers, "x-ots-signaturev4")) {
    const std::string* day = FindHeader(headers, "x-ots-signdate");
    const std::string* region = FindHeader(headers, "x-ots-signregion");
    if (day == nullptr || region == nullptr) return false;
    *response_key = DeriveV4Key(secret, *day, *region);
    return EqualInConstantTime(*v4, SignRequestV4(*response_key, to_sign));
  }
  const std::string* v2 = FindHeader(headers, "x-ots-signature");
  if (v2 == nullptr) return false;
  *response_key = secret;
  return EqualInConstantTime(*v2, SignRequestV2(secret, to_sign));
}

HeaderList MakeResponseHeaders(const ResponseEnvelope& envelope, std::string_view content,
                               const HeaderList& extra) {
  HeaderList headers = {
      {"x-ots-contentmd5", Md5Base64(content)},
      // Vendor clients want the header to be there; none looks at the value.
      {"x-ots-contenttype", "protocol buffer"},
      {"x-ots-date", envelope.date},
      {"x-ots-requestid", envelope.request_id},
  };
  headers.insert(headers.end(), extra.begin(), extra.end());
  if (!envelope.access_key_id.empty()) {
    const std::string to_sign = ResponseStringToSign(envelope.operation, headers);
    headers.emplace_back("Authorization",
                         "OTS " + envelope.access_key_id + ":" +
                             SignResponse(envelope.response_key, to_sign));
  }
  return headers;
}

Status VerifyResponse(const RequestEnvelope& request, const HeaderList& headers,
                      std::string_view content) {
  for (const char* name : {"x-ots-requestid", "x-ots-contenttype", "x-ots-contentmd5",
                           "x-ots-date", "authorization"}) {
    if (FindHeader(headers, name) == nullptr) {
      return Status::Error("response lacks the header " + std::string(name));
    }
  }
  if (*FindHeader(headers, "x-ots-contentmd5") != Md5Base64(content)) {
    return Status::Error("response body does not match its digest");
  }
  const std::string to_sign = ResponseStringToSign(request.operation, headers);
  const std::string expected = "OTS " + request.credentials.access_key_id + ":" +
                               SignResponse(ResponseKey(request), to_sign);
  if (!EqualInConstantTime(*FindHeader(headers, "authorization"), expected)) {
    return Status::Error(
        "response signature does not match; is the answer from the service?");
  }
  return {};
}

}  // namespace hopline::wire::tablestore
