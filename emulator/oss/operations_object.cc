#include "emulator/oss/error.h"
#include "emulator/oss/operations.h"
#include "emulator/oss/request_fields.h"
#include "wire/oss/crc64.h"
#include "wire/oss/digest.h"
#include "wire/oss/messages.h"

namespace hopline::emulator::oss {
namespace {

namespace wo = hopline::wire::oss;

/// Larger sources must be copied part by part.
constexpr uint64_t kMaxCopyBytes = uint64_t{1} << 30;

void AddEncryption(const ObjectProperties& properties, HttpResponse* response) {
  if (properties.encryption.empty()) return;
  response->headers.emplace_back("x-oss-server-side-encryption", properties.encryption);
}

/// The properties of a copy: the source's, or with REPLACE the request's.
ObjectProperties PropertiesOfCopy(const Call& call, const Object& source) {
  ObjectProperties given = ReadProperties(call);
  const std::string* directive = call.Header("x-oss-metadata-directive");
  if (directive != nullptr && *directive != "COPY" && *directive != "REPLACE") {
    throw InvalidArgument("The metadata directive must be COPY or REPLACE.",
                          "x-oss-metadata-directive", *directive);
  }
  if (directive != nullptr && *directive == "REPLACE") return given;
  ObjectProperties properties = source.properties;
  properties.acl = given.acl;
  properties.encryption = given.encryption;
  if (call.Header("x-oss-storage-class") != nullptr) {
    properties.storage_class = given.storage_class;
  }
  return properties;
}

}  // namespace

Digests DigestsOf(const Content& content) {
  wo::Md5Stream md5;
  Digests digests;
  for (const BodySlice& slice : content.Slices(0, content.size())) {
    md5.Update(*slice.bytes);
    digests.crc64 = wo::Crc64(digests.crc64, *slice.bytes);
  }
  digests.raw_md5 = md5.Finish();
  digests.etag = wo::ObjectETag(digests.raw_md5);
  return digests;
}

HttpResponse PutObject(const Call& call, Bucket* bucket) {
  const bool forbid_overwrite = ReadForbidOverwrite(call);
  ObjectProperties properties = ReadProperties(call);
  Digests digests = DigestsOf(std::string_view(call.http.body));
  CheckBody(call, digests);
  const ObjectPtr object =
      MakeNormalObject(std::move(properties), bucket->NewContent(call.http.body),
                       std::move(digests), call.now_unix_s);
  bucket->Put(call.key(), object, forbid_overwrite);
  HttpResponse response;
  response.headers.emplace_back("ETag", wo::QuoteETag(object->etag));
  response.headers.emplace_back("x-oss-hash-crc64ecma", std::to_string(object->crc64));
  response.headers.emplace_back("Content-MD5", wo::ContentMd5(object->raw_md5));
  AddEncryption(object->properties, &response);
  return response;
}

HttpResponse AppendObject(const Call& call, Bucket* bucket) {
  const std::string text = call.QueryOr("position");
  if (text.empty()) throw MissingArgument("0016-00000501");
  const auto position = wo::ParseUnsigned(text);
  if (!position) {
    throw InvalidArgument("The position must be a non-negative integer.", "position",
                          text);
  }
  ObjectProperties properties = ReadProperties(call);
  const Digests digests = DigestsOf(std::string_view(call.http.body));
  CheckBody(call, digests);
  if (*position > kMaxBodyBytes - call.http.body.size()) {
    throw OssError(400, "EntityTooLarge",
                   "Your proposed upload exceeds the maximum allowed size.");
  }
  const ObjectPtr object =
      bucket->Append(call.key(), *position, bucket->NewContent(call.http.body), digests,
                     std::move(properties), call.now_unix_s);
  HttpResponse response;
  response.headers.emplace_back("ETag", wo::QuoteETag(object->etag));
  response.headers.emplace_back("x-oss-next-append-position",
                                std::to_string(object->content.size()));
  response.headers.emplace_back("x-oss-hash-crc64ecma", std::to_string(object->crc64));
  AddEncryption(object->properties, &response);
  return response;
}

ObjectPtr FindCopySource(const Call& call, const Store& store) {
  const CopySource source = ReadCopySource(call);
  ObjectPtr object = store.Get(source.bucket)->Find(source.key);
  if (object == nullptr) throw NoSuchKey(source.key);
  if (CheckConditions(call, *object, "x-oss-copy-source-") ==
      ConditionResult::kNotModified) {
    throw PreconditionFailed("x-oss-copy-source-if-none-match");
  }
  return object;
}

HttpResponse CopyObject(const Call& call, const Store& store, Bucket* bucket) {
  const bool forbid_overwrite = ReadForbidOverwrite(call);
  const ObjectPtr source = FindCopySource(call, store);
  const CopySource name = ReadCopySource(call);
  const bool onto_itself = name.bucket == call.bucket() && name.key == call.key();
  if (source->type == ObjectType::kAppendable && !onto_itself) {
    throw OssError(400, "InvalidObjectState",
                   "An appendable object can only be copied onto itself.");
  }
  if (source->content.size() > kMaxCopyBytes && !onto_itself) {
    throw OssError(
        400, "EntityTooLarge",
        "The specified copy source is larger than the maximum allowable size for a "
        "copy source: 1073741824");
  }
  auto object = std::make_shared<Object>(*source);
  object->properties = PropertiesOfCopy(call, *source);
  object->last_modified_unix_s = call.now_unix_s;
  if (!onto_itself && source->type != ObjectType::kNormal) {
    Digests digests = DigestsOf(source->content);
    object->type = ObjectType::kNormal;
    object->etag = std::move(digests.etag);
    object->raw_md5 = std::move(digests.raw_md5);
  }
  bucket->Put(call.key(), object, forbid_overwrite);
  HttpResponse response =
      XmlReply(wo::FormatCopyObject({object->etag, object->last_modified_unix_s}));
  response.headers.emplace_back("ETag", wo::QuoteETag(object->etag));
  response.headers.emplace_back("x-oss-hash-crc64ecma", std::to_string(object->crc64));
  AddEncryption(object->properties, &response);
  return response;
}

HttpResponse DeleteObject(const Call& call, Bucket* bucket) {
  bucket->Delete(call.key());
  HttpResponse response;
  response.status = 204;
  return response;
}

}  // namespace hopline::emulator::oss
