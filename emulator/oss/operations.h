#pragma once

#include <string>

#include "emulator/oss/call.h"
#include "emulator/oss/store.h"
#include "emulator/server/service.h"

/// The operations, one function each. The reply carries the operation's own headers and
/// body; the service adds what all replies have.
///
/// Order:   the signature is checked and the caller's right established.
/// Threads: any, at once; the store locks.
/// Errors:  OssError.

namespace hopline::emulator::oss {

/// Where all buckets of an emulator are, and whose they are.
struct Site {
  std::string region = "cn-hangzhou";
  std::string owner_id = "1234567890";

  std::string Location() const { return "oss-" + region; }
};

// operations_bucket.cc
HttpResponse ListBuckets(const Call& call, const Store& store, const Site& site);
HttpResponse PutBucket(const Call& call, Store* store);
HttpResponse DeleteBucket(const Call& call, Store* store);
HttpResponse GetBucketInfo(const Bucket& bucket, const Site& site);
HttpResponse GetBucketLocation(const Site& site);
HttpResponse GetBucketAcl(const Bucket& bucket, const Site& site);
HttpResponse ListObjects(const Call& call, const Bucket& bucket, const Site& site);
HttpResponse ListObjectsV2(const Call& call, const Bucket& bucket, const Site& site);
HttpResponse DeleteMultipleObjects(const Call& call, Bucket* bucket);

// operations_object.cc
HttpResponse PutObject(const Call& call, Bucket* bucket);
HttpResponse AppendObject(const Call& call, Bucket* bucket);
HttpResponse CopyObject(const Call& call, const Store& store, Bucket* bucket);
HttpResponse DeleteObject(const Call& call, Bucket* bucket);

// operations_read.cc; HEAD has the reply of GET, the server leaves the body out.
HttpResponse GetObject(const Call& call, const Bucket& bucket);
HttpResponse GetObjectMeta(const Call& call, const Bucket& bucket);

// operations_multipart.cc
HttpResponse InitiateMultipartUpload(const Call& call, Bucket* bucket);
HttpResponse UploadPart(const Call& call, Bucket* bucket);
HttpResponse UploadPartCopy(const Call& call, const Store& store, Bucket* bucket);
HttpResponse CompleteMultipartUpload(const Call& call, Bucket* bucket);
HttpResponse AbortMultipartUpload(const Call& call, Bucket* bucket);
HttpResponse ListParts(const Call& call, const Bucket& bucket);
HttpResponse ListMultipartUploads(const Call& call, const Bucket& bucket);

// Shared by the files above.

/// Status 200 with an XML body.
HttpResponse XmlReply(std::string xml);
/// The digests of a content, read piece by piece.
Digests DigestsOf(const Content& content);
/// The source of a copy, its conditions checked (a failed one is PreconditionFailed).
ObjectPtr FindCopySource(const Call& call, const Store& store);

}  // namespace hopline::emulator::oss
