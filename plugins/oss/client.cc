#include "plugins/oss/client.h"

#include <cstdlib>
#include <utility>

#include "plugins/oss/errors.h"
#include "wire/oss/crc64.h"
#include "wire/oss/date.h"
#include "wire/oss/digest.h"

namespace hopline::plugins::oss {

namespace {

constexpr uint64_t kEntriesPerPage = 1000;  // the service's largest
// The service answers 403 RequestTimeTooSkewed to requests dated further from its clock.
constexpr int64_t kMaxSkewS = int64_t{15} * 60;

wire::oss::Credentials ToWire(const AccessKeys& keys) {
  return {keys.id, keys.secret, keys.security_token};
}

template <class Parsed>
Parsed Need(std::optional<Parsed> parsed, std::string_view doing) {
  if (parsed.has_value()) return *std::move(parsed);
  throw Error(HOPLINE_STATUS_IO,
              std::string(doing) + ": the reply is not the document it should be");
}

std::optional<uint64_t> CrcOf(const HttpResponse& response) {
  const std::string* value = FindHttpField(response.headers, "x-oss-hash-crc64ecma");
  return value == nullptr ? std::nullopt : wire::oss::ParseUnsigned(*value);
}

/// Throws a repeatable error if the service has other bytes than are here.
void CompareCrc(const HttpResponse& response, uint64_t here, std::string_view doing) {
  const std::optional<uint64_t> there = CrcOf(response);
  if (!there.has_value() || *there == here) return;
  throw Error(HOPLINE_STATUS_IO, std::string(doing) + ": CRC-64 here " +
                                     std::to_string(here) + ", at the service " +
                                     std::to_string(*there));
}

void Apply(const PutOptions& options, wire::oss::SignedRequest* request) {
  if (options.encrypt) {
    request->headers.emplace_back("x-oss-server-side-encryption", "AES256");
  }
}

/// Of the requests that make an object appear; Initiate does not take it.
void ApplyForbid(const PutOptions& options, wire::oss::SignedRequest* request) {
  if (options.forbid_overwrite) {
    request->headers.emplace_back("x-oss-forbid-overwrite", "true");
  }
}

}  // namespace

/// One request and the words for it in errors.
struct Client::Operation {
  wire::oss::SignedRequest request;
  std::string_view body;
  std::string doing;
  std::string* reuse = nullptr;  ///< for the reply's body
};

Client::Client(BucketAddress address, std::unique_ptr<CredentialProvider> credentials,
               Transport& transport, RetryPolicy policy)
    : address_(std::move(address)),
      credentials_(std::move(credentials)),
      transport_(transport),
      retrier_(policy) {}

wire::oss::SignedRequest Client::NewRequest(std::string method,
                                            std::string_view key) const {
  wire::oss::SignedRequest request;
  request.method = std::move(method);
  request.bucket = address_.bucket;
  request.key = std::string(key);
  return request;
}

/// Signs for `now_s` and sends; the clock learns from the response's date.
HttpResponse Client::SendSigned(const Operation& operation, int64_t now_s,
                                const Scope& scope) {
  wire::oss::SignedRequest request = operation.request;
  const wire::oss::Credentials keys = ToWire(credentials_->Get());
  if (address_.region.empty()) {
    wire::oss::SignV1(keys, now_s, &request);
  } else {
    wire::oss::SignV4(keys, address_.region, now_s, &request);
  }
  HttpRequest http;
  http.method = request.method;
  http.url = wire::oss::UrlOf(address_.endpoint, request);
  http.headers = std::move(request.headers);
  http.body = operation.body;
  http.reuse = operation.reuse;
  HttpResponse response = transport_.Send(http, scope);
  const std::string* date = FindHttpField(response.headers, "Date");
  if (date != nullptr) {
    if (const auto unix_s = wire::oss::ParseHttpDate(*date)) {
      clock_.Learn(*unix_s * 1000);
    }
  }
  return response;
}

HttpResponse Client::Attempt(const Operation& operation, const Scope& scope) {
  for (bool corrected = false;; corrected = true) {
    const int64_t signed_s = clock_.NowMs() / 1000;
    HttpResponse response = SendSigned(operation, signed_s, scope);
    if (response.status >= 200 && response.status < 300) return response;
    const bool skewed =
        response.status == 403 && std::abs(clock_.NowMs() / 1000 - signed_s) > kMaxSkewS;
    if (corrected || !skewed) throw MakeServiceError(response, operation.doing);
  }
}

HttpResponse Client::Run(const Operation& operation, const Scope& scope) {
  return retrier_.Run(scope, operation.doing, [&] { return Attempt(operation, scope); });
}

ListedPage Client::ListObjects(std::string_view prefix, std::string_view marker,
                               uint32_t max_keys, const Scope& scope) {
  Operation operation{NewRequest("GET", ""), {}, "listing bucket " + bucket()};
  operation.request.query = {{"prefix", std::string(prefix)},
                             {"marker", std::string(marker)},
                             {"max-keys", std::to_string(max_keys)},
                             {"encoding-type", "url"}};
  const HttpResponse response = Run(operation, scope);
  auto listed = Need(wire::oss::ParseListObjects(response.body), operation.doing);
  ListedPage page;
  page.date_unix_s = clock_.NowMs() / 1000;
  page.objects = std::move(listed.objects);
  if (!listed.is_truncated) return page;
  page.next_marker = std::move(listed.next_marker);
  // Services of the same protocol leave it out: the last key stands for it.
  if (page.next_marker.empty() && !page.objects.empty()) {
    page.next_marker = page.objects.back().key;
  }
  return page;
}

void Client::DeleteObjects(const std::vector<std::string>& keys, const Scope& scope) {
  const std::string body = wire::oss::FormatDeleteObjects({true, keys});
  Operation operation{
      NewRequest("POST", ""), body,
      "deleting " + std::to_string(keys.size()) + " objects of bucket " + bucket()};
  operation.request.query = {{"delete", ""}};
  operation.request.headers = {
      {"Content-MD5", wire::oss::ContentMd5(wire::oss::Md5(body))}};
  retrier_.Run(scope, operation.doing, [&] {
    HttpResponse response = Attempt(operation, scope);
    // A quiet reply names only what is still there.
    constexpr std::string_view kKey = "<Key>";
    const size_t at = response.body.find(kKey);
    if (at == std::string::npos) return response;
    const size_t begin = at + kKey.size();
    const size_t end = response.body.find('<', begin);
    throw Error(HOPLINE_STATUS_IO, operation.doing + ": OSS did not delete all, not " +
                                       response.body.substr(begin, end - begin));
  });
}

std::optional<ObjectInfo> Client::HeadObject(std::string_view key, const Scope& scope) {
  Operation operation{NewRequest("HEAD", key),
                      {},
                      "looking at object " + std::string(key) + " of bucket " + bucket()};
  HttpResponse response;
  try {
    response = Run(operation, scope);
  } catch (const Error& error) {
    // A proxy knows nothing about the object; the service numbers its replies.
    const bool of_service = !error.request_id().empty();
    if (error.http_status() == 404 && of_service && !IsCode(error, "NoSuchBucket")) {
      return std::nullopt;
    }
    throw;
  }
  ObjectInfo info;
  info.crc64 = CrcOf(response);
  const std::string* length = FindHttpField(response.headers, "Content-Length");
  if (length != nullptr) info.size = wire::oss::ParseUnsigned(*length).value_or(0);
  const std::string* etag = FindHttpField(response.headers, "ETag");
  if (etag != nullptr) info.etag = wire::oss::NormalizeETag(*etag);
  const std::string* date = FindHttpField(response.headers, "Last-Modified");
  if (date != nullptr) {
    info.last_modified_unix_s = wire::oss::ParseHttpDate(*date).value_or(0);
  }
  return info;
}

ObjectPiece Client::GetPiece(const FoundObject& object, uint64_t begin, uint64_t end,
                             std::string memory, const Scope& scope) {
  Operation operation{NewRequest("GET", object.name),
                      {},
                      "reading object " + object.name + " of bucket " + bucket()};
  operation.reuse = &memory;
  operation.request.headers = {{"If-Match", "\"" + object.version + "\""}};
  const bool whole = begin == 0 && end == object.size;
  if (!whole) {
    operation.request.headers.emplace_back(
        "Range", "bytes=" + std::to_string(begin) + "-" + std::to_string(end - 1));
  }
  try {
    return retrier_.Run(scope, operation.doing, [&] {
      HttpResponse response = Attempt(operation, scope);
      if (response.body.size() != end - begin) {
        throw Error(HOPLINE_STATUS_IO, operation.doing + ": asked for " +
                                           std::to_string(end - begin) + " bytes, got " +
                                           std::to_string(response.body.size()));
      }
      if (whole) {
        CompareCrc(response, wire::oss::Crc64(0, response.body), operation.doing);
      }
      return ObjectPiece{std::move(response.body), CrcOf(response)};
    });
  } catch (const Error& error) {
    const bool gone = error.http_status() == 404 && !IsCode(error, "NoSuchBucket");
    if (error.http_status() != 412 && !gone) throw;
    throw Error(HOPLINE_STATUS_DATA_INVALID,
                std::string(gone ? "it is gone" : "it has changed") +
                    " since the run was planned; start the run anew");
  }
}

void Client::PutObject(std::string_view key, std::string_view body, PutOptions options,
                       const Scope& scope) {
  Operation operation{NewRequest("PUT", key), body,
                      "writing object " + std::string(key) + " to bucket " + bucket()};
  Apply(options, &operation.request);
  ApplyForbid(options, &operation.request);
  const uint64_t crc = wire::oss::Crc64(0, body);
  retrier_.Run(scope, operation.doing, [&] {
    HttpResponse response = Attempt(operation, scope);
    CompareCrc(response, crc, operation.doing);
    return response;
  });
}

InitiatedUpload Client::InitiateUpload(std::string_view key, PutOptions options,
                                       const Scope& scope) {
  Operation operation{
      NewRequest("POST", key),
      {},
      "beginning the upload of " + std::string(key) + " to bucket " + bucket()};
  operation.request.query = {{"uploads", ""}};
  Apply(options, &operation.request);
  InitiatedUpload upload;
  upload.upload_id = retrier_.Run(scope, operation.doing, [&] {
    try {
      const HttpResponse response = Attempt(operation, scope);
      return Need(wire::oss::ParseInitiateMultipart(response.body), operation.doing)
          .upload_id;
    } catch (const Error& error) {
      upload.may_have_twin |= error.outcome_unknown() || error.http_status() == 0;
      throw;
    }
  });
  return upload;
}

std::string Client::UploadPart(std::string_view key, std::string_view upload_id,
                               uint32_t number, std::string_view bytes, uint64_t crc64,
                               const Scope& scope) {
  Operation operation{NewRequest("PUT", key), bytes,
                      "uploading part " + std::to_string(number) + " of " +
                          std::string(key) + " to bucket " + bucket()};
  operation.request.query = {{"partNumber", std::to_string(number)},
                             {"uploadId", std::string(upload_id)}};
  return retrier_.Run(scope, operation.doing, [&] {
    const HttpResponse response = Attempt(operation, scope);
    CompareCrc(response, crc64, operation.doing);
    const std::string* etag = FindHttpField(response.headers, "ETag");
    return etag == nullptr ? std::string() : wire::oss::NormalizeETag(*etag);
  });
}

std::vector<wire::oss::PartEntry> Client::ListParts(std::string_view key,
                                                    std::string_view upload_id,
                                                    const Scope& scope) {
  Operation operation{
      NewRequest("GET", key),
      {},
      "listing the parts of " + std::string(key) + " in bucket " + bucket()};
  std::vector<wire::oss::PartEntry> parts;
  uint64_t marker = 0;
  for (;;) {
    operation.request.query = {{"uploadId", std::string(upload_id)},
                               {"max-parts", std::to_string(kEntriesPerPage)},
                               {"part-number-marker", std::to_string(marker)},
                               {"encoding-type", "url"}};
    const HttpResponse response = Run(operation, scope);
    const auto page = Need(wire::oss::ParseListParts(response.body), operation.doing);
    parts.insert(parts.end(), page.parts.begin(), page.parts.end());
    if (!page.is_truncated || page.next_part_number_marker <= marker) return parts;
    marker = page.next_part_number_marker;
  }
}

std::optional<uint64_t> Client::CompleteUpload(
    std::string_view key, std::string_view upload_id,
    const std::vector<wire::oss::CompletedPart>& parts, PutOptions options,
    const Scope& scope) {
  const std::string body = wire::oss::FormatCompleteMultipart(parts);
  Operation operation{
      NewRequest("POST", key), body,
      "completing the upload of " + std::string(key) + " in bucket " + bucket()};
  operation.request.query = {{"uploadId", std::string(upload_id)}};
  operation.request.headers = {{"Content-Type", "application/xml"}};
  ApplyForbid(options, &operation.request);
  return CrcOf(Run(operation, scope));
}

void Client::AbortUpload(std::string_view key, std::string_view upload_id,
                         const Scope& scope) {
  Operation operation{
      NewRequest("DELETE", key),
      {},
      "aborting the upload of " + std::string(key) + " in bucket " + bucket()};
  operation.request.query = {{"uploadId", std::string(upload_id)}};
  try {
    Run(operation, scope);
  } catch (const Error& error) {
    if (!IsCode(error, kNoSuchUpload)) throw;
  }
}

std::vector<wire::oss::UploadEntry> Client::ListUploads(std::string_view prefix,
                                                        const Scope& scope) {
  Operation operation{
      NewRequest("GET", ""), {}, "listing the unfinished uploads of bucket " + bucket()};
  std::vector<wire::oss::UploadEntry> uploads;
  std::string key_marker;
  std::string id_marker;
  for (;;) {
    operation.request.query = {{"uploads", ""},
                               {"prefix", std::string(prefix)},
                               {"key-marker", key_marker},
                               {"upload-id-marker", id_marker},
                               {"max-uploads", std::to_string(kEntriesPerPage)},
                               {"encoding-type", "url"}};
    const HttpResponse response = Run(operation, scope);
    auto page = Need(wire::oss::ParseListUploads(response.body), operation.doing);
    for (auto& upload : page.uploads) uploads.push_back(std::move(upload));
    if (!page.is_truncated) return uploads;
    key_marker = page.next_key_marker;
    id_marker = page.next_upload_id_marker;
  }
}

std::unique_ptr<Client> MakeClient(const Config& config, const Scope& scope,
                                   Transport& transport) {
  RetryPolicy policy;
  policy.max_retries = static_cast<uint32_t>(
      config.Int64("/maxRetries", static_cast<int64_t>(policy.max_retries)));
  return std::make_unique<Client>(ReadBucketAddress(config),
                                  MakeCredentials(config, scope), transport, policy);
}

}  // namespace hopline::plugins::oss
