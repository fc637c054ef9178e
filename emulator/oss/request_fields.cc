#include "emulator/oss/request_fields.h"

#include <algorithm>
#include <array>

#include "emulator/oss/error.h"
#include "wire/oss/address.h"
#include "wire/oss/date.h"
#include "wire/oss/digest.h"

namespace hopline::emulator::oss {
namespace {

using wire::oss::ToLower;

/// The largest sum of names and values of x-oss-meta-*.
constexpr size_t kMaxMetadataBytes = 8192;

constexpr auto kStoredHeaders = std::to_array<std::string_view>(
    {"cache-control", "content-disposition", "content-encoding", "content-language",
     "content-type", "expires"});
/// Conditions have no meaning on a write, and the service says so.
constexpr auto kForbiddenOnWrite = std::to_array<std::string_view>(
    {"if-modified-since", "if-unmodified-since", "if-match", "if-none-match"});

template <typename Array>
bool Contains(const Array& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void ReadEncryption(const Call& call, ObjectProperties* properties) {
  const std::string* algorithm = call.Header("x-oss-server-side-encryption");
  if (algorithm == nullptr) return;
  if (*algorithm != "AES256" && *algorithm != "KMS" && *algorithm != "SM4") {
    throw OssError(400, "InvalidEncryptionAlgorithmError",
                   "The Encryption request you specified is not valid. Supported value: "
                   "AES256/SM4/KMS.");
  }
  properties->encryption = *algorithm;
}

std::optional<int64_t> DateHeader(const Call& call, const std::string& name) {
  const std::string* value = call.Header(name);
  return value == nullptr ? std::nullopt : wire::oss::ParseHttpDate(*value);
}

/// True when the list of a condition, "*" or comma-separated tags, names this ETag.
bool NamesETag(std::string_view list, const std::string& etag) {
  while (!list.empty()) {
    const size_t comma = list.find(',');
    const std::string_view entry = wire::oss::Trim(list.substr(0, comma));
    if (entry == "*" || wire::oss::NormalizeETag(entry) == etag) return true;
    if (comma == std::string_view::npos) break;
    list.remove_prefix(comma + 1);
  }
  return false;
}

}  // namespace

bool IsAcl(std::string_view text, bool of_object) {
  return text == "private" || text == "public-read" || text == "public-read-write" ||
         (of_object && text == "default");
}

bool IsStorageClass(std::string_view text) {
  return text == "Standard" || text == "IA" || text == "Archive" ||
         text == "ColdArchive" || text == "DeepColdArchive";
}

ObjectProperties ReadProperties(const Call& call) {
  ObjectProperties properties;
  properties.headers.emplace_back("content-type", "application/octet-stream");
  size_t metadata_bytes = 0;
  for (const auto& [name, value] : call.http.headers) {
    const std::string lower = ToLower(name);
    if (Contains(kForbiddenOnWrite, lower)) throw UnsupportedHeader(name);
    if (lower == "x-oss-callback" || lower == "x-oss-callback-var") {
      throw UnsupportedHeader(name);
    }
    if (lower.starts_with("x-oss-meta-")) {
      metadata_bytes += lower.size() + value.size();
      properties.headers.emplace_back(lower, value);
    } else if (Contains(kStoredHeaders, lower) && !value.empty()) {
      wire::oss::SetField(lower, value, &properties.headers);
    }
  }
  if (metadata_bytes > kMaxMetadataBytes) {
    throw InvalidArgument("The metadata exceed 8 KB.", "x-oss-meta-",
                          std::to_string(metadata_bytes));
  }
  if (const std::string* acl = call.Header("x-oss-object-acl")) {
    if (!IsAcl(*acl, true)) {
      throw InvalidArgument("no such object access control exists", "x-oss-object-acl",
                            *acl);
    }
    properties.acl = *acl;
  }
  if (const std::string* storage = call.Header("x-oss-storage-class")) {
    if (!IsStorageClass(*storage)) {
      throw InvalidArgument("The storage class you specified is invalid.",
                            "x-oss-storage-class", *storage);
    }
    properties.storage_class = *storage;
  }
  if (const std::string* tags = call.Header("x-oss-tagging")) {
    properties.tag_count = wire::oss::ParseQuery(*tags).size();
  }
  ReadEncryption(call, &properties);
  return properties;
}

void CheckContentMd5(const Call& call, const std::string& raw_md5) {
  const std::string* given = call.Header("content-md5");
  if (given == nullptr) return;
  const auto decoded = wire::oss::Base64Decode(*given);
  if (!decoded || decoded->size() != 16) throw InvalidDigest("0017-00000502");
  if (*decoded != raw_md5) throw InvalidDigest("0017-00000503");
}

void CheckBody(const Call& call, const Digests& digests) {
  if (call.Header("content-length") == nullptr &&
      call.Header("transfer-encoding") == nullptr) {
    throw MissingContentLength();
  }
  if (call.http.body.size() > kMaxBodyBytes) {
    throw OssError(400, "EntityTooLarge",
                   "Your proposed upload exceeds the maximum allowed size.");
  }
  CheckContentMd5(call, digests.raw_md5);
  const std::string* crc64 = call.Header("x-oss-hash-crc64ecma");
  if (crc64 != nullptr && *crc64 != std::to_string(digests.crc64)) {
    throw OssError(
        400, "InvalidCRC64",
        "The x-oss-hash-crc64ecma you specified does not match what we calculated.");
  }
}

bool ReadForbidOverwrite(const Call& call) {
  const std::string* value = call.Header("x-oss-forbid-overwrite");
  if (value == nullptr) return false;
  const std::string lower = ToLower(*value);
  if (lower != "true" && lower != "false") {
    throw InvalidArgument("The value of x-oss-forbid-overwrite must be true or false.",
                          "x-oss-forbid-overwrite", *value, "0017-00000279");
  }
  return lower == "true";
}

bool WantsUrlEncoding(const Call& call) {
  const std::string* value = call.Query("encoding-type");
  if (value == nullptr) value = call.Header("encoding-type");
  if (value == nullptr || value->empty()) return false;
  if (*value != "url") {
    throw InvalidArgument("Invalid Encoding Method specified in Request.",
                          "encoding-type", *value);
  }
  return true;
}

uint64_t ReadNumber(const Call& call, std::string_view name, uint64_t lowest,
                    uint64_t highest, uint64_t absent) {
  const std::string text = call.QueryOr(name);
  if (text.empty()) return absent;
  const auto value = wire::oss::ParseUnsigned(text);
  if (!value || *value < lowest || *value > highest) {
    throw InvalidArgument("Argument " + std::string(name) +
                              " must be an integer between " + std::to_string(lowest) +
                              " and " + std::to_string(highest) + ".",
                          std::string(name), text);
  }
  return *value;
}

/// Decoded as a form: '+' is a space, as the Go and Ruby SDKs write it; the other SDKs
/// write "%20", and all of them a plus as "%2B".
CopySource ReadCopySource(const Call& call) {
  const std::string given = *call.Header("x-oss-copy-source");
  constexpr std::string_view kVersion = "?versionId=";
  std::string path = given.substr(0, given.find(kVersion));
  if (path.size() != given.size() &&
      given.substr(path.size() + kVersion.size()) != "null") {
    throw NotImplemented("versions of objects: " + given);
  }
  std::replace(path.begin(), path.end(), '+', ' ');
  std::string decoded = wire::oss::PercentDecode(path);
  if (decoded.starts_with('/')) decoded.erase(0, 1);
  const size_t slash = decoded.find('/');
  if (slash == std::string::npos || slash == 0 || slash + 1 == decoded.size()) {
    throw InvalidArgument(
        "Copy Source must mention the source bucket and key: "
        "/sourcebucket/sourcekey",
        "x-oss-copy-source", given);
  }
  return {decoded.substr(0, slash), decoded.substr(slash + 1)};
}

ConditionResult CheckConditions(const Call& call, const Object& object,
                                const std::string& prefix) {
  const std::string* match = call.Header(prefix + "if-match");
  if (match != nullptr && !NamesETag(*match, object.etag)) {
    throw PreconditionFailed("If-Match");
  }
  const auto unmodified_since = DateHeader(call, prefix + "if-unmodified-since");
  if (unmodified_since && object.last_modified_unix_s > *unmodified_since) {
    throw PreconditionFailed("If-Unmodified-Since");
  }
  const std::string* none_match = call.Header(prefix + "if-none-match");
  if (none_match != nullptr && NamesETag(*none_match, object.etag)) {
    return ConditionResult::kNotModified;
  }
  const auto modified_since = DateHeader(call, prefix + "if-modified-since");
  if (none_match == nullptr && modified_since &&
      object.last_modified_unix_s <= *modified_since) {
    return ConditionResult::kNotModified;
  }
  return ConditionResult::kHolds;
}

}  // namespace hopline::emulator::oss
