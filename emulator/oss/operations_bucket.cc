#include <algorithm>

#include "emulator/oss/error.h"
#include "emulator/oss/operations.h"
#include "emulator/oss/request_fields.h"
#include "wire/oss/address.h"
#include "wire/oss/digest.h"
#include "wire/oss/messages.h"

namespace hopline::emulator::oss {
namespace {

namespace wo = hopline::wire::oss;

constexpr size_t kMaxDeleteKeys = 1000;
constexpr size_t kMaxDeleteBytes = 2 << 20;
constexpr size_t kMaxMarkerBytes = 1023;

wo::Owner OwnerOf(const Site& site) { return {site.owner_id, site.owner_id}; }

wo::BucketEntry EntryOf(const BucketSettings& settings, const Site& site) {
  wo::BucketEntry entry;
  entry.name = settings.name;
  entry.creation_unix_s = settings.created_unix_s;
  entry.location = site.Location();
  entry.extranet_endpoint = site.Location() + ".aliyuncs.com";
  entry.intranet_endpoint = site.Location() + "-internal.aliyuncs.com";
  entry.storage_class = settings.storage_class;
  return entry;
}

std::string ReadMarker(const Call& call, std::string_view name) {
  std::string text = call.QueryOr(name);
  if (text.size() > kMaxMarkerBytes) {
    throw InvalidArgument(
        "The length of " + std::string(name) + " must be less than 1024.",
        std::string(name), text);
  }
  return text;
}

ListQuery ReadListQuery(const Call& call) {
  ListQuery query;
  query.prefix = ReadMarker(call, "prefix");
  query.delimiter = ReadMarker(call, "delimiter");
  query.limit = ReadNumber(call, "max-keys", 1, 1000, 100);
  return query;
}

/// What version 1 and 2 have in common.
wo::ListObjectsResult ToResult(const Call& call, const Bucket& bucket,
                               const ListQuery& query, const ObjectPage& page) {
  wo::ListObjectsResult result;
  result.bucket = bucket.settings().name;
  result.prefix = query.prefix;
  result.delimiter = query.delimiter;
  result.max_keys = query.limit;
  result.url_encoded = WantsUrlEncoding(call);
  result.is_truncated = page.truncated;
  result.common_prefixes = page.common_prefixes;
  for (const auto& [key, object] : page.objects) {
    result.objects.push_back({key, object->last_modified_unix_s, object->etag,
                              std::string(ObjectTypeName(object->type)),
                              object->content.size(), object->properties.storage_class,
                              std::nullopt});
  }
  return result;
}

/// Real tokens are base64 of a message with the key as field 1, '-' instead of the
/// padding; ours are the same.
std::string ToToken(const std::string& key) {
  std::string message = "\x0A";
  size_t length = key.size();
  for (; length > 127; length >>= 7) message += static_cast<char>((length & 127) | 128);
  message += static_cast<char>(length);
  std::string token = wo::Base64Encode(message + key);
  std::replace(token.begin(), token.end(), '=', '-');
  std::replace(token.begin(), token.end(), '+', '.');
  std::replace(token.begin(), token.end(), '/', '_');
  return token;
}

std::string FromToken(const std::string& token) {
  std::string base64 = token;
  std::replace(base64.begin(), base64.end(), '-', '=');
  std::replace(base64.begin(), base64.end(), '.', '+');
  std::replace(base64.begin(), base64.end(), '_', '/');
  const auto message = wo::Base64Decode(base64);
  size_t at = 1;
  while (message && at < message->size() && (message->at(at) & 0x80) != 0) ++at;
  if (!message || at >= message->size() || message->at(0) != '\x0A' ||
      ToToken(message->substr(at + 1)) != token) {
    throw InvalidArgument("The specified continuation token is invalid.",
                          "continuation-token", token);
  }
  return message->substr(at + 1);
}

}  // namespace

HttpResponse XmlReply(std::string xml) {
  HttpResponse response;
  response.headers.emplace_back("Content-Type", "application/xml");
  response.body = std::move(xml);
  return response;
}

HttpResponse ListBuckets(const Call& call, const Store& store, const Site& site) {
  wo::ListBucketsResult result;
  result.owner = OwnerOf(site);
  result.prefix = call.QueryOr("prefix");
  result.marker = call.QueryOr("marker");
  result.max_keys = ReadNumber(call, "max-keys", 1, 1000, 100);
  for (const BucketSettings& settings : store.List()) {
    if (!settings.name.starts_with(result.prefix) || settings.name <= result.marker)
      continue;
    if (result.buckets.size() == result.max_keys) {
      result.is_truncated = true;
      result.next_marker = result.buckets.back().name;
      break;
    }
    result.buckets.push_back(EntryOf(settings, site));
  }
  return XmlReply(wo::FormatListBuckets(result));
}

HttpResponse PutBucket(const Call& call, Store* store) {
  if (!wo::IsValidBucketName(call.bucket())) {
    throw OssError(400, "InvalidBucketName", "The specified bucket is not valid.", "",
                   {{"BucketName", call.bucket()}});
  }
  const auto wish = wo::ParseCreateBucket(call.http.body);
  if (!wish) throw MalformedXml();
  if (!IsStorageClass(wish->storage_class)) {
    throw InvalidArgument("The storage class you specified is invalid.", "StorageClass",
                          wish->storage_class);
  }
  BucketSettings settings;
  settings.name = call.bucket();
  settings.storage_class = wish->storage_class;
  settings.data_redundancy_type = wish->data_redundancy_type;
  settings.created_unix_s = call.now_unix_s;
  const std::string* acl = call.Header("x-oss-acl");
  if (acl != nullptr && !IsAcl(*acl, false)) {
    throw InvalidArgument("no such bucket access control exists", "x-oss-acl", *acl);
  }
  if (acl != nullptr) settings.acl = *acl;
  const BucketPtr bucket = store->Create(std::move(settings));
  // A bucket that was there already has kept its own so far.
  if (acl != nullptr && bucket->settings().acl != *acl) bucket->SetAcl(*acl);
  HttpResponse response;
  response.headers.emplace_back("Location", "/" + call.bucket());
  return response;
}

HttpResponse DeleteBucket(const Call& call, Store* store) {
  store->Delete(call.bucket());
  HttpResponse response;
  response.status = 204;
  return response;
}

HttpResponse GetBucketInfo(const Bucket& bucket, const Site& site) {
  const BucketSettings settings = bucket.settings();
  wo::BucketInfo info;
  info.bucket = EntryOf(settings, site);
  info.data_redundancy_type = settings.data_redundancy_type;
  info.owner = OwnerOf(site);
  info.acl = settings.acl;
  return XmlReply(wo::FormatBucketInfo(info));
}

HttpResponse GetBucketLocation(const Site& site) {
  return XmlReply(wo::FormatBucketLocation(site.Location()));
}

HttpResponse GetBucketAcl(const Bucket& bucket, const Site& site) {
  return XmlReply(wo::FormatBucketAcl({OwnerOf(site), bucket.settings().acl}));
}

HttpResponse ListObjects(const Call& call, const Bucket& bucket, const Site& site) {
  ListQuery query = ReadListQuery(call);
  query.marker = ReadMarker(call, "marker");
  const ObjectPage page = bucket.ListObjects(query);
  wo::ListObjectsResult result = ToResult(call, bucket, query, page);
  result.marker = query.marker;
  if (page.truncated) result.next_marker = page.last;
  for (wo::ObjectEntry& entry : result.objects) entry.owner = OwnerOf(site);
  return XmlReply(wo::FormatListObjects(result));
}

HttpResponse ListObjectsV2(const Call& call, const Bucket& bucket, const Site& site) {
  ListQuery query = ReadListQuery(call);
  const std::string token = call.QueryOr("continuation-token");
  const std::string start_after = ReadMarker(call, "start-after");
  query.marker = token.empty() ? start_after : FromToken(token);
  const ObjectPage page = bucket.ListObjects(query);
  wo::ListObjectsResult result = ToResult(call, bucket, query, page);
  result.version = 2;
  if (!start_after.empty()) result.start_after = start_after;
  if (!token.empty()) result.continuation_token = token;
  if (page.truncated) result.next_continuation_token = ToToken(page.last);
  if (call.QueryOr("fetch-owner") == "true") {
    for (wo::ObjectEntry& entry : result.objects) entry.owner = OwnerOf(site);
  }
  return XmlReply(wo::FormatListObjects(result));
}

HttpResponse DeleteMultipleObjects(const Call& call, Bucket* bucket) {
  if (call.Header("content-length") == nullptr) throw MissingContentLength();
  if (call.Header("content-md5") == nullptr) throw MissingArgument();
  CheckContentMd5(call, wo::Md5(call.http.body));
  if (call.http.body.size() > kMaxDeleteBytes) throw MalformedXml();
  const auto request = wo::ParseDeleteObjects(call.http.body);
  if (!request || request->keys.empty() || request->keys.size() > kMaxDeleteKeys) {
    throw MalformedXml();
  }
  for (const std::string& key : request->keys) {
    if (key.empty()) throw MalformedXml("0017-00000606");
  }
  if (request->names_versions) throw NotImplemented("versions of objects");
  for (const std::string& key : request->keys) bucket->Delete(key);
  if (request->quiet) return {};
  return XmlReply(wo::FormatDeleteResult({WantsUrlEncoding(call), request->keys}));
}

}  // namespace hopline::emulator::oss
