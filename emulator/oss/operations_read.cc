#include <algorithm>
#include <array>
#include <optional>

#include "emulator/oss/error.h"
#include "emulator/oss/operations.h"
#include "emulator/oss/request_fields.h"
#include "wire/oss/date.h"
#include "wire/oss/digest.h"

namespace hopline::emulator::oss {
namespace {

namespace wo = hopline::wire::oss;

/// Bytes first..last of an object, both included.
struct ByteRange {
  uint64_t first;
  uint64_t last;
};

enum class RangeKind { kNone, kPart, kUnsatisfiable };
struct RangeResult {
  RangeKind kind = RangeKind::kNone;
  ByteRange range{0, 0};
};

/// "a-b", "a-", "-n" against `size` bytes.
///
/// With the standard behaviour the end is clamped and a start past the end cannot be
/// satisfied; without it, every range that does not lie inside the object is as if none
/// were asked for. Source: asserted by the official C++ SDK's tests.
RangeResult ResolveRange(std::string_view text, uint64_t size, bool standard) {
  const size_t dash = text.find('-');
  if (dash == std::string_view::npos) return {};
  const auto first = wo::ParseUnsigned(text.substr(0, dash));
  const auto last = wo::ParseUnsigned(text.substr(dash + 1));
  const RangeResult outside = {standard ? RangeKind::kUnsatisfiable : RangeKind::kNone,
                               {0, 0}};
  if (dash == 0) {
    if (!last) return {};
    if (*last == 0 || size == 0) return outside;
    if (*last > size && !standard) return {};
    return {RangeKind::kPart, {size - std::min(*last, size), size - 1}};
  }
  const bool open = dash + 1 == text.size();
  if (!first || (!last && !open) || (last && *last < *first)) return {};
  if (*first >= size) return outside;
  if (last && *last >= size && !standard) return {};
  return {RangeKind::kPart, {*first, open ? size - 1 : std::min(*last, size - 1)}};
}

RangeResult ReadRange(const Call& call, uint64_t size) {
  const std::string* header = call.Header("range");
  constexpr std::string_view kUnit = "bytes=";
  if (header == nullptr || !header->starts_with(kUnit)) return {};
  const std::string* behaviour = call.Header("x-oss-range-behavior");
  const bool standard = behaviour != nullptr && *behaviour == "standard";
  return ResolveRange(std::string_view(*header).substr(kUnit.size()), size, standard);
}

/// "content-type" as the service writes it.
std::string CanonicalName(const std::string& lower) {
  if (lower.starts_with("x-oss-")) return lower;
  std::string name = lower;
  bool upper = true;
  for (char& c : name) {
    if (upper && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    upper = c == '-';
  }
  return name;
}

/// response-content-type and its kin replace the stored value in this one reply.
void OverrideHeaders(const Call& call, wo::Fields* headers) {
  static constexpr auto kNames = std::to_array<const char*>(
      {"content-type", "content-language", "expires", "cache-control",
       "content-disposition", "content-encoding"});
  for (const char* name : kNames) {
    const std::string* value = call.Query(std::string("response-") + name);
    if (value == nullptr) continue;
    if (call.signer == nullptr) {
      throw OssError(400, "InvalidRequest",
                     "Response headers can only be overridden in a signed request.");
    }
    wo::SetField(name, *value, headers);
  }
}

void AddObjectHeaders(const Call& call, const Object& object, HttpResponse* response) {
  wo::Fields stored = object.properties.headers;
  OverrideHeaders(call, &stored);
  HeaderList& headers = response->headers;
  for (const auto& [name, value] : stored)
    headers.emplace_back(CanonicalName(name), value);
  headers.emplace_back("ETag", wo::QuoteETag(object.etag));
  headers.emplace_back("Last-Modified", wo::FormatHttpDate(object.last_modified_unix_s));
  headers.emplace_back("Accept-Ranges", "bytes");
  headers.emplace_back("x-oss-object-type", ObjectTypeName(object.type));
  headers.emplace_back("x-oss-storage-class", object.properties.storage_class);
  headers.emplace_back("x-oss-hash-crc64ecma", std::to_string(object.crc64));
  if (object.type == ObjectType::kNormal) {
    headers.emplace_back("Content-MD5", wo::ContentMd5(object.raw_md5));
  }
  if (object.type == ObjectType::kAppendable) {
    headers.emplace_back("x-oss-next-append-position",
                         std::to_string(object.content.size()));
  }
  if (!object.properties.encryption.empty()) {
    headers.emplace_back("x-oss-server-side-encryption", object.properties.encryption);
  }
  if (object.properties.tag_count > 0) {
    headers.emplace_back("x-oss-tagging-count",
                         std::to_string(object.properties.tag_count));
  }
}

ObjectPtr FindObject(const Call& call, const Bucket& bucket) {
  ObjectPtr object = bucket.Find(call.key());
  if (object == nullptr) throw NoSuchKey(call.key());
  return object;
}

HttpResponse NotModified(const Object& object) {
  HttpResponse response;
  response.status = 304;
  response.headers.emplace_back("ETag", wo::QuoteETag(object.etag));
  response.headers.emplace_back("Last-Modified",
                                wo::FormatHttpDate(object.last_modified_unix_s));
  return response;
}

bool IsArchived(const Object& object) {
  return object.properties.storage_class.find("Archive") != std::string::npos;
}

}  // namespace

HttpResponse GetObject(const Call& call, const Bucket& bucket) {
  const ObjectPtr object = FindObject(call, bucket);
  if (CheckConditions(call, *object, "") == ConditionResult::kNotModified) {
    return NotModified(*object);
  }
  if (IsArchived(*object) && call.http.method == "GET") {
    throw OssError(403, "InvalidObjectState",
                   "The operation is not valid for the object's state");
  }
  const uint64_t size = object->content.size();
  const RangeResult asked = ReadRange(call, size);
  if (asked.kind == RangeKind::kUnsatisfiable) {
    OssError error(416, "InvalidRange", "The requested range cannot be satisfied.");
    error.headers.emplace_back("Content-Range", "bytes */" + std::to_string(size));
    throw error;
  }
  HttpResponse response;
  AddObjectHeaders(call, *object, &response);
  if (asked.kind == RangeKind::kNone) {
    response.slices = object->content.Slices(0, size);
    return response;
  }
  const auto [first, last] = asked.range;
  response.status = 206;
  response.headers.emplace_back("Content-Range", "bytes " + std::to_string(first) + "-" +
                                                     std::to_string(last) + "/" +
                                                     std::to_string(size));
  response.slices = object->content.Slices(first, last - first + 1);
  return response;
}

HttpResponse GetObjectMeta(const Call& call, const Bucket& bucket) {
  const ObjectPtr object = FindObject(call, bucket);
  HttpResponse response;
  response.headers.emplace_back("ETag", wo::QuoteETag(object->etag));
  response.headers.emplace_back("Last-Modified",
                                wo::FormatHttpDate(object->last_modified_unix_s));
  response.headers.emplace_back("x-oss-hash-crc64ecma", std::to_string(object->crc64));
  // The length is the object's, which only a reply to HEAD can say without sending it.
  if (call.http.method == "HEAD") {
    response.slices = object->content.Slices(0, object->content.size());
  }
  return response;
}

}  // namespace hopline::emulator::oss
