#include "emulator/oss/oss_service.h"

#include <fmt/core.h>

#include <chrono>
#include <random>
#include <utility>

#include "emulator/oss/authenticate.h"
#include "wire/oss/address.h"
#include "wire/oss/date.h"
#include "wire/oss/error.h"

namespace hopline::emulator::oss {
namespace {

wire::oss::SignedRequest AddressOf(const HttpRequest& request) {
  auto target = wire::oss::ResolveTarget(request.HeaderOr("host"), request.target);
  return {request.method, std::move(target.bucket), std::move(target.key),
          std::move(target.query), request.headers};
}

bool IsObjectRead(Operation operation) {
  return operation == Operation::kGetObject || operation == Operation::kHeadObject ||
         operation == Operation::kGetObjectMeta;
}

bool IsObjectWrite(Operation operation) {
  return operation == Operation::kPutObject || operation == Operation::kAppendObject ||
         operation == Operation::kDeleteObject;
}

int64_t ElapsedMs(std::chrono::steady_clock::time_point since) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now() - since)
      .count();
}

}  // namespace

OssService::OssService(const Clock* clock, std::vector<AccessKey> keys,
                       std::filesystem::path folder, Site site)
    : clock_(clock),
      keys_(std::move(keys)),
      site_(std::move(site)),
      request_id_seed_(std::random_device()()),
      store_(std::move(folder)) {}

HttpResponse OssService::Handle(const HttpRequest& request) {
  const auto begin = std::chrono::steady_clock::now();
  Call call = MakeCall(request);
  HttpResponse response;
  try {
    call.signer = Authenticate(call, keys_, site_.region);
    response = Perform(call);
  } catch (const OssError& error) {
    response = ErrorReply(call, error);
  }
  AddCommonHeaders(call, ElapsedMs(begin), &response);
  return response;
}

std::string OssService::OperationOf(const HttpRequest& request) const {
  return std::string(OperationName(oss::OperationOf(AddressOf(request))));
}

HttpResponse OssService::Refuse(const HttpRequest& request, const InjectedError& error) {
  const Call call = MakeCall(request);
  HttpResponse response =
      ErrorReply(call, OssError(error.status, error.code, error.message));
  AddCommonHeaders(call, 0, &response);
  return response;
}

void OssService::CreateBucket(const std::string& name) {
  HttpRequest request;
  request.method = "PUT";
  Call call = MakeCall(request);
  call.address.bucket = name;
  if (!store_.Has(name)) PutBucket(call, &store_);
}

Call OssService::MakeCall(const HttpRequest& request) {
  wire::oss::SignedRequest address = AddressOf(request);
  const Operation operation = oss::OperationOf(address);
  const int64_t now_unix_s = clock_->NowUnixUs() / 1000000;
  return {request,    std::move(address),       operation,
          now_unix_s, NewRequestId(now_unix_s), nullptr};
}

/// 24 upper-case hex digits, the first 8 of which are the second.
std::string OssService::NewRequestId(int64_t now_unix_s) {
  const uint64_t number = requests_.fetch_add(1);
  return fmt::format("{:08X}{:08X}{:08X}", static_cast<uint32_t>(now_unix_s),
                     static_cast<uint32_t>(request_id_seed_),
                     static_cast<uint32_t>(number));
}

/// Whoever has signed owns everything; without a signature only public objects are there.
void OssService::CheckAccess(const Call& call) const {
  if (call.signer != nullptr) return;
  if (call.key().empty()) {
    throw AccessDenied("Anonymous access is forbidden for this operation.");
  }
  const BucketPtr bucket = store_.Get(call.bucket());
  std::string acl = bucket->settings().acl;
  const ObjectPtr object = bucket->Find(call.key());
  if (object != nullptr && object->properties.acl != "default")
    acl = object->properties.acl;
  const bool readable = acl == "public-read" || acl == "public-read-write";
  const bool writable = acl == "public-read-write";
  if (IsObjectRead(call.operation) && readable) return;
  if (IsObjectWrite(call.operation) && writable) return;
  throw AccessDenied("You have no right to access this object because of bucket acl.",
                     "0003-00000001");
}

HttpResponse OssService::Perform(const Call& call) {
  if (call.operation == Operation::kNotImplemented) {
    throw NotImplemented("this sub-resource: " + call.http.target);
  }
  if (call.operation == Operation::kUnknown) {
    const char* resource = call.bucket().empty() ? "SERVICE"
                           : call.key().empty()  ? "BUCKET"
                                                 : "OBJECT";
    throw MethodNotAllowed(call.http.method, resource);
  }
  CheckAccess(call);
  switch (call.operation) {
    case Operation::kListBuckets:
      return ListBuckets(call, store_, site_);
    case Operation::kPutBucket:
      return PutBucket(call, &store_);
    case Operation::kDeleteBucket:
      return DeleteBucket(call, &store_);
    default:
      return PerformOnBucket(call);
  }
}

HttpResponse OssService::PerformOnBucket(const Call& call) {
  const BucketPtr bucket = store_.Get(call.bucket());
  if (!call.key().empty() && !wire::oss::IsValidObjectName(call.key())) {
    throw OssError(400, "InvalidObjectName", "The specified object is not valid.", "",
                   {{"ObjectName", call.key()}});
  }
  switch (call.operation) {
    case Operation::kGetBucketInfo:
      return GetBucketInfo(*bucket, site_);
    case Operation::kGetBucketLocation:
      return GetBucketLocation(site_);
    case Operation::kGetBucketAcl:
      return GetBucketAcl(*bucket, site_);
    case Operation::kListObjects:
      return ListObjects(call, *bucket, site_);
    case Operation::kListObjectsV2:
      return ListObjectsV2(call, *bucket, site_);
    case Operation::kListMultipartUploads:
      return ListMultipartUploads(call, *bucket);
    case Operation::kDeleteMultipleObjects:
      return DeleteMultipleObjects(call, bucket.get());
    case Operation::kPutObject:
      return PutObject(call, bucket.get());
    case Operation::kCopyObject:
      return CopyObject(call, store_, bucket.get());
    case Operation::kAppendObject:
      return AppendObject(call, bucket.get());
    case Operation::kGetObject:
    case Operation::kHeadObject:
      return GetObject(call, *bucket);
    case Operation::kGetObjectMeta:
      return GetObjectMeta(call, *bucket);
    case Operation::kDeleteObject:
      return DeleteObject(call, bucket.get());
    case Operation::kInitiateMultipartUpload:
      return InitiateMultipartUpload(call, bucket.get());
    case Operation::kUploadPart:
      return UploadPart(call, bucket.get());
    case Operation::kUploadPartCopy:
      return UploadPartCopy(call, store_, bucket.get());
    case Operation::kCompleteMultipartUpload:
      return CompleteMultipartUpload(call, bucket.get());
    case Operation::kAbortMultipartUpload:
      return AbortMultipartUpload(call, bucket.get());
    case Operation::kListParts:
      return ListParts(call, *bucket);
    default:
      throw MethodNotAllowed(call.http.method, "OBJECT");
  }
}

HttpResponse OssService::ErrorReply(const Call& call, const OssError& error) const {
  wire::oss::ErrorReply body;
  body.code = error.code;
  body.message = error.message;
  body.request_id = call.request_id;
  body.host_id = std::string(call.http.HeaderOr("host"));
  body.ec = error.ec;
  body.extra = error.extra;
  HttpResponse response = XmlReply(wire::oss::FormatError(body));
  response.status = error.status;
  for (const auto& field : error.headers) response.headers.push_back(field);
  if (!error.ec.empty()) response.headers.emplace_back("x-oss-ec", error.ec);
  if (call.http.method == "HEAD") {
    response.headers.emplace_back("x-oss-err", wire::oss::Base64Encode(response.body));
  }
  return response;
}

void OssService::AddCommonHeaders(const Call& call, int64_t spent_ms,
                                  HttpResponse* response) const {
  // A client whose clock we do not share would refuse any date but its own.
  int64_t date_unix_s = call.now_unix_s;
  if (call.signer != nullptr && call.signer->any_clock) {
    const std::string* own = call.Header("x-oss-date");
    const std::string text(own != nullptr ? *own : call.http.HeaderOr("date"));
    const auto http = wire::oss::ParseHttpDate(text);
    date_unix_s = http.value_or(wire::oss::ParseBasicDate(text).value_or(date_unix_s));
  }
  HeaderList& headers = response->headers;
  headers.emplace_back("Server", "AliyunOSS");
  headers.emplace_back("Date", wire::oss::FormatHttpDate(date_unix_s));
  headers.emplace_back("x-oss-request-id", call.request_id);
  headers.emplace_back("x-oss-server-time", std::to_string(spent_ms));
}

}  // namespace hopline::emulator::oss
