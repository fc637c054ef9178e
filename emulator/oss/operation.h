#pragma once

#include <string_view>

#include "wire/oss/signature.h"

namespace hopline::emulator::oss {

enum class Operation {
  kUnknown,         ///< a method that the resource does not have
  kNotImplemented,  ///< a sub-resource of the real service that this one lacks
  kListBuckets,
  kPutBucket,
  kDeleteBucket,
  kGetBucketInfo,
  kGetBucketLocation,
  kGetBucketAcl,
  kListObjects,
  kListObjectsV2,
  kListMultipartUploads,
  kDeleteMultipleObjects,
  kPutObject,
  kCopyObject,
  kAppendObject,
  kGetObject,
  kHeadObject,
  kGetObjectMeta,
  kDeleteObject,
  kInitiateMultipartUpload,
  kUploadPart,
  kUploadPartCopy,
  kCompleteMultipartUpload,
  kAbortMultipartUpload,
  kListParts,
};

/// What a request asks for, told from its method, address, query and (for copies)
/// headers.
Operation OperationOf(const wire::oss::SignedRequest& request);

/// The name in the service's documentation, "PutObject"; "Unknown" for the first two.
std::string_view OperationName(Operation operation);

}  // namespace hopline::emulator::oss
