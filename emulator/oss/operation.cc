#include "emulator/oss/operation.h"

#include <algorithm>
#include <array>

namespace hopline::emulator::oss {
namespace {

using wire::oss::FindField;
using wire::oss::FindQuery;
using wire::oss::SignedRequest;

/// A query parameter that asks for an operation of the real service which is not here:
/// a sub-resource that is signed, or anything unknown without a value, which is how newer
/// sub-resources look. Reading a request without it would do something else than the
/// client meant: PUT /?newThing would make a bucket, DELETE /?newThing remove it. The
/// only version of an object is called "null".
bool IsForeign(const std::string& name, const std::string& value) {
  static constexpr auto kKnown =
      std::to_array<std::string_view>({"acl",
                                       "append",
                                       "bucketInfo",
                                       "continuation-token",
                                       "delete",
                                       "delimiter",
                                       "encoding-type",
                                       "fetch-owner",
                                       "key-marker",
                                       "list-type",
                                       "location",
                                       "marker",
                                       "max-keys",
                                       "max-parts",
                                       "max-uploads",
                                       "objectMeta",
                                       "part-number-marker",
                                       "partNumber",
                                       "position",
                                       "prefix",
                                       "response-cache-control",
                                       "response-content-disposition",
                                       "response-content-encoding",
                                       "response-content-language",
                                       "response-content-type",
                                       "response-expires",
                                       "security-token",
                                       "sequential",
                                       "start-after",
                                       "upload-id-marker",
                                       "uploadId",
                                       "uploads"});
  if (name == "versionId") return value != "null";
  if (std::find(kKnown.begin(), kKnown.end(), name) != kKnown.end()) return false;
  // The rest of "x-oss-" belongs to signatures.
  return wire::oss::IsSignedSubresource(name) ||
         (value.empty() && !name.starts_with("x-oss-"));
}

bool HasForeignSubresource(const SignedRequest& request) {
  return std::any_of(request.query.begin(), request.query.end(),
                     [](const auto& pair) { return IsForeign(pair.first, pair.second); });
}

Operation BucketOperation(const SignedRequest& request) {
  const auto has = [&](const char* name) {
    return FindQuery(request.query, name) != nullptr;
  };
  if (request.method == "GET") {
    if (has("bucketInfo")) return Operation::kGetBucketInfo;
    if (has("location")) return Operation::kGetBucketLocation;
    if (has("acl")) return Operation::kGetBucketAcl;
    if (has("uploads")) return Operation::kListMultipartUploads;
    const std::string* type = FindQuery(request.query, "list-type");
    return type != nullptr && *type == "2" ? Operation::kListObjectsV2
                                           : Operation::kListObjects;
  }
  if (request.method == "POST" && has("delete")) return Operation::kDeleteMultipleObjects;
  if (request.method == "PUT") {
    return has("acl") ? Operation::kNotImplemented : Operation::kPutBucket;
  }
  if (request.method == "DELETE") return Operation::kDeleteBucket;
  return Operation::kUnknown;
}

Operation ObjectOperation(const SignedRequest& request) {
  const auto has = [&](const char* name) {
    return FindQuery(request.query, name) != nullptr;
  };
  const bool copy = FindField(request.headers, "x-oss-copy-source") != nullptr;
  if (has("acl")) return Operation::kNotImplemented;
  if (request.method == "GET") {
    if (has("uploadId")) return Operation::kListParts;
    return has("objectMeta") ? Operation::kGetObjectMeta : Operation::kGetObject;
  }
  if (request.method == "HEAD") {
    return has("objectMeta") ? Operation::kGetObjectMeta : Operation::kHeadObject;
  }
  if (request.method == "PUT") {
    if (has("uploadId") || has("partNumber")) {
      return copy ? Operation::kUploadPartCopy : Operation::kUploadPart;
    }
    return copy ? Operation::kCopyObject : Operation::kPutObject;
  }
  if (request.method == "POST") {
    if (has("append")) return Operation::kAppendObject;
    if (has("uploads")) return Operation::kInitiateMultipartUpload;
    if (has("uploadId")) return Operation::kCompleteMultipartUpload;
  }
  if (request.method == "DELETE") {
    return has("uploadId") ? Operation::kAbortMultipartUpload : Operation::kDeleteObject;
  }
  return Operation::kUnknown;
}

}  // namespace

Operation OperationOf(const SignedRequest& request) {
  if (HasForeignSubresource(request)) return Operation::kNotImplemented;
  if (request.bucket.empty()) {
    return request.method == "GET" ? Operation::kListBuckets : Operation::kUnknown;
  }
  return request.key.empty() ? BucketOperation(request) : ObjectOperation(request);
}

std::string_view OperationName(Operation operation) {
  switch (operation) {
    case Operation::kUnknown:
    case Operation::kNotImplemented:
      return "Unknown";
    case Operation::kListBuckets:
      return "ListBuckets";
    case Operation::kPutBucket:
      return "PutBucket";
    case Operation::kDeleteBucket:
      return "DeleteBucket";
    case Operation::kGetBucketInfo:
      return "GetBucketInfo";
    case Operation::kGetBucketLocation:
      return "GetBucketLocation";
    case Operation::kGetBucketAcl:
      return "GetBucketAcl";
    case Operation::kListObjects:
      return "ListObjects";
    case Operation::kListObjectsV2:
      return "ListObjectsV2";
    case Operation::kListMultipartUploads:
      return "ListMultipartUploads";
    case Operation::kDeleteMultipleObjects:
      return "DeleteMultipleObjects";
    case Operation::kPutObject:
      return "PutObject";
    case Operation::kCopyObject:
      return "CopyObject";
    case Operation::kAppendObject:
      return "AppendObject";
    case Operation::kGetObject:
      return "GetObject";
    case Operation::kHeadObject:
      return "HeadObject";
    case Operation::kGetObjectMeta:
      return "GetObjectMeta";
    case Operation::kDeleteObject:
      return "DeleteObject";
    case Operation::kInitiateMultipartUpload:
      return "InitiateMultipartUpload";
    case Operation::kUploadPart:
      return "UploadPart";
    case Operation::kUploadPartCopy:
      return "UploadPartCopy";
    case Operation::kCompleteMultipartUpload:
      return "CompleteMultipartUpload";
    case Operation::kAbortMultipartUpload:
      return "AbortMultipartUpload";
    case Operation::kListParts:
      return "ListParts";
  }
  return "Unknown";
}

}  // namespace hopline::emulator::oss
