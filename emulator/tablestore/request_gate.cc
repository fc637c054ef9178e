#include "emulator/tablestore/request_gate.h"

#include <fmt/format.h>

#include <cstdlib>

#include "emulator/tablestore/limits.h"
#include "wire/tablestore/compression.h"
#include "wire/tablestore/dates.h"
#include "wire/tablestore/digests.h"

namespace hopline::emulator::tablestore {
namespace {

constexpr size_t kCompressionThreshold =
    1;  // the vendor's clients refuse a declared size of 0

[[noreturn]] void FailAuth(const std::string& message) {
  throw Failure(codec::error_code::kAuthFailed, message);
}

const std::string& Required(const HttpRequest& request, std::string_view name) {
  const std::string* value = request.Header(name);
  if (value == nullptr) FailParameter(fmt::format("Missing header: '{}'.", name));
  return *value;
}

void CheckDate(const std::string& date, int64_t now_us) {
  int64_t date_ms = 0;
  if (!codec::ParseDate(date, &date_ms)) {
    FailParameter(fmt::format("Invalid date format: {}.", date));
  }
  if (std::abs(now_us / 1000 - date_ms) > codec::kMaxClockSkewMs) {
    FailAuth(fmt::format("Mismatch between system time and x-ots-date: {}.", date));
  }
}

std::string Decompressed(const HttpRequest& request) {
  const std::string* type = request.Header("x-ots-request-compress-type");
  if (type == nullptr) return request.body;
  if (*type != "deflate")
    FailParameter(fmt::format("Unsupported compress type: {}.", *type));
  std::string message;
  const codec::Status status =
      codec::Decompress(request.body, limits::kBodyBytes, &message);
  if (!status.ok())
    FailParameter(fmt::format("Decompress failed: {}.", status.message()));
  if (Required(request, "x-ots-request-compress-size") !=
      std::to_string(message.size())) {
    FailParameter(
        "Mismatch between x-ots-request-compress-size and the decompressed size.");
  }
  return message;
}

}  // namespace

std::string OperationInTarget(std::string_view target) {
  if (!target.empty() && target.front() == '/') target.remove_prefix(1);
  return std::string(target);
}

std::string CheckEnvelope(const HttpRequest& request, const std::vector<AccessKey>& keys,
                          int64_t now_us, Caller* caller) {
  if (request.method != "POST") {
    throw Failure(
        codec::error_code::kMethodNotAllowed,
        fmt::format("The {} method is not supported, only POST is.", request.method));
  }
  const std::string& date = Required(request, "x-ots-date");
  const std::string& version = Required(request, "x-ots-apiversion");
  const std::string& key_id = Required(request, "x-ots-accesskeyid");
  const std::string& digest = Required(request, "x-ots-contentmd5");
  caller->instance = Required(request, "x-ots-instancename");
  if (request.Header("x-ots-signaturev4") == nullptr)
    Required(request, "x-ots-signature");
  if (version != codec::kApiVersion) {
    FailParameter(fmt::format("Invalid API version: {}.", version));
  }
  const AccessKey* key = FindAccessKey(keys, key_id);
  if (key == nullptr) FailAuth("The AccessKeyID does not exist.");
  if (!codec::VerifyRequestSignature(caller->operation, request.headers, key->secret,
                                     &caller->response_key)) {
    FailAuth("Signature mismatch.");
  }
  caller->access_key_id = key->id;
  if (key->any_clock) {
    caller->echoed_date = date;
  } else {
    CheckDate(date, now_us);
  }
  if (request.body.size() > limits::kBodyBytes) {
    throw Failure(codec::error_code::kRequestBodyTooLarge,
                  "The size of POST data is too large.");
  }
  if (digest != codec::Md5Base64(request.body)) {
    FailAuth(
        "Mismatch between MD5 value of request body and x-ots-contentmd5 in header.");
  }
  return Decompressed(request);
}

HttpResponse Respond(const HttpRequest& request, const Caller& caller, int status,
                     std::string content, const std::string& request_id, int64_t now_us) {
  HttpResponse response;
  response.status = status;
  codec::HeaderList extra;
  const std::string* wish = request.Header("x-ots-response-compress-type");
  const bool compress = wish != nullptr && *wish == "deflate" && status == 200 &&
                        content.size() >= kCompressionThreshold;
  if (compress) {
    extra.emplace_back("x-ots-response-compress-type", "deflate");
    extra.emplace_back("x-ots-response-compress-size", std::to_string(content.size()));
  }
  codec::ResponseEnvelope envelope;
  envelope.operation = caller.operation;
  envelope.access_key_id = caller.access_key_id;
  envelope.response_key = caller.response_key;
  envelope.request_id = request_id;
  envelope.date = caller.echoed_date.value_or(codec::FormatDate(now_us / 1000));
  response.headers = codec::MakeResponseHeaders(envelope, content, extra);
  response.body = compress ? codec::Compress(content) : std::move(content);
  return response;
}

}  // namespace hopline::emulator::tablestore
