#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The XML bodies of the protocol as plain structs, written and read: Format… makes the
/// bytes, Parse… takes them apart.
///
/// Shape:  text is decoded UTF-8 on this side; where `url_encoded` is set, Format writes
/// keys,
///         prefixes and markers percent-encoded and Parse has decoded them. ETags are
///         without quotes. Elements that a reply leaves out are empty, 0 or false.
/// Units:  times are seconds since the epoch, sizes are bytes.
/// Errors: Parse yields nothing for text that is not XML, has another root, or a number
/// that is none.
///         Unknown elements are skipped.
/// Source: vectors/oss/raw/*.resp; the order of elements is the one seen there.

namespace hopline::wire::oss {

struct Owner {
  std::string id;
  std::string display_name;
};

// ---- Objects
// -----------------------------------------------------------------------------------

struct ObjectEntry {
  std::string key;
  int64_t last_modified_unix_s = 0;
  std::string etag;
  std::string type = "Normal";
  uint64_t size = 0;
  std::string storage_class = "Standard";
  std::optional<Owner> owner;
};

/// One page of a listing, GetBucket (version 1) or ListObjectsV2 (version 2).
struct ListObjectsResult {
  int version = 1;
  std::string bucket;
  std::string prefix;
  std::string delimiter;
  uint64_t max_keys = 100;
  bool url_encoded = false;
  bool is_truncated = false;
  // Version 1.
  std::string marker;
  std::string next_marker;  ///< set when truncated
  // Version 2.
  std::optional<std::string> start_after;
  std::optional<std::string> continuation_token;
  std::string next_continuation_token;  ///< set when truncated

  std::vector<ObjectEntry> objects;
  std::vector<std::string> common_prefixes;
};
std::string FormatListObjects(const ListObjectsResult& result);
std::optional<ListObjectsResult> ParseListObjects(std::string_view xml);

struct CopyObjectResult {
  std::string etag;
  int64_t last_modified_unix_s = 0;
};
/// UploadPartCopy answers with the same elements under the root CopyPartResult.
std::string FormatCopyObject(const CopyObjectResult& result,
                             std::string_view root = "CopyObjectResult");
std::optional<CopyObjectResult> ParseCopyObject(std::string_view xml);

/// The body of DeleteMultipleObjects, at most 1000 keys.
struct DeleteObjectsRequest {
  bool quiet = false;
  std::vector<std::string> keys;
  bool names_versions = false;  ///< a VersionId other than "null" stands in it
};
std::string FormatDeleteObjects(const DeleteObjectsRequest& request);
std::optional<DeleteObjectsRequest> ParseDeleteObjects(std::string_view xml);

/// The reply to it; a quiet one has no body at all, which ParseDeleteResult takes as no
/// keys.
struct DeleteObjectsResult {
  bool url_encoded = false;
  std::vector<std::string> deleted;
};
std::string FormatDeleteResult(const DeleteObjectsResult& result);
std::optional<DeleteObjectsResult> ParseDeleteResult(std::string_view xml);

// ---- Multipart uploads
// -------------------------------------------------------------------------

struct InitiateMultipartResult {
  std::string bucket;
  std::string key;
  std::string upload_id;
  bool url_encoded = false;
};
std::string FormatInitiateMultipart(const InitiateMultipartResult& result);
std::optional<InitiateMultipartResult> ParseInitiateMultipart(std::string_view xml);

struct CompletedPart {
  uint64_t number = 0;
  std::string etag;
};
/// The body of CompleteMultipartUpload. Without parts it makes an empty object.
std::string FormatCompleteMultipart(const std::vector<CompletedPart>& parts);
std::optional<std::vector<CompletedPart>> ParseCompleteMultipart(std::string_view xml);

struct CompleteMultipartResult {
  std::string location;
  std::string bucket;
  std::string key;
  std::string etag;
  bool url_encoded = false;
};
std::string FormatCompleteResult(const CompleteMultipartResult& result);
std::optional<CompleteMultipartResult> ParseCompleteResult(std::string_view xml);

struct PartEntry {
  uint64_t number = 0;
  int64_t last_modified_unix_s = 0;
  std::string etag;
  uint64_t crc64 = 0;
  uint64_t size = 0;
};
struct ListPartsResult {
  std::string bucket;
  std::string key;
  std::string upload_id;
  std::string storage_class = "Standard";
  bool url_encoded = false;
  uint64_t part_number_marker = 0;
  uint64_t next_part_number_marker = 0;
  uint64_t max_parts = 1000;
  bool is_truncated = false;
  std::vector<PartEntry> parts;
};
std::string FormatListParts(const ListPartsResult& result);
std::optional<ListPartsResult> ParseListParts(std::string_view xml);

struct UploadEntry {
  std::string key;
  std::string upload_id;
  std::string storage_class = "Standard";
  int64_t initiated_unix_s = 0;
};
struct ListUploadsResult {
  std::string bucket;
  bool url_encoded = false;
  std::string key_marker;
  std::string upload_id_marker;
  std::string next_key_marker;
  std::string next_upload_id_marker;
  std::string delimiter;
  std::string prefix;
  uint64_t max_uploads = 1000;
  bool is_truncated = false;
  std::vector<UploadEntry> uploads;
  std::vector<std::string> common_prefixes;
};
std::string FormatListUploads(const ListUploadsResult& result);
std::optional<ListUploadsResult> ParseListUploads(std::string_view xml);

// ---- Buckets
// -----------------------------------------------------------------------------------

struct BucketEntry {
  std::string name;
  int64_t creation_unix_s = 0;
  std::string location;  ///< "oss-cn-hangzhou"
  std::string extranet_endpoint;
  std::string intranet_endpoint;
  std::string storage_class = "Standard";
};

struct BucketInfo {
  BucketEntry bucket;
  std::string data_redundancy_type = "LRS";
  Owner owner;
  std::string acl = "private";
};
std::string FormatBucketInfo(const BucketInfo& info);
std::optional<BucketInfo> ParseBucketInfo(std::string_view xml);

struct BucketAcl {
  Owner owner;
  std::string grant = "private";
};
std::string FormatBucketAcl(const BucketAcl& acl);
std::optional<BucketAcl> ParseBucketAcl(std::string_view xml);

/// "oss-cn-hangzhou".
std::string FormatBucketLocation(std::string_view location);
std::optional<std::string> ParseBucketLocation(std::string_view xml);

struct ListBucketsResult {
  Owner owner;
  std::string prefix;
  std::string marker;
  uint64_t max_keys = 100;
  bool is_truncated = false;
  std::string next_marker;
  std::vector<BucketEntry> buckets;
};
std::string FormatListBuckets(const ListBucketsResult& result);
std::optional<ListBucketsResult> ParseListBuckets(std::string_view xml);

/// The optional body of PutBucket; an empty body is a bucket of the default class.
struct CreateBucketRequest {
  std::string storage_class = "Standard";
  std::string data_redundancy_type = "LRS";
};
std::string FormatCreateBucket(const CreateBucketRequest& request);
std::optional<CreateBucketRequest> ParseCreateBucket(std::string_view xml);

}  // namespace hopline::wire::oss
