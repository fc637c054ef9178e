#include "emulator/oss/error.h"
#include "emulator/oss/operations.h"
#include "emulator/oss/request_fields.h"
#include "wire/oss/address.h"
#include "wire/oss/digest.h"
#include "wire/oss/messages.h"

namespace hopline::emulator::oss {
namespace {

namespace wo = hopline::wire::oss;

constexpr uint64_t kMaxPartNumber = 10000;

uint64_t ReadPartNumber(const Call& call) {
  const std::string* text = call.Query("partNumber");
  if (text == nullptr || call.Query("uploadId") == nullptr) {
    throw InvalidArgument("Unexpected query string parameter", "ResourceType",
                          text == nullptr ? "partNumber" : "uploadId", "0017-00000219");
  }
  const auto number = wo::ParseUnsigned(*text);
  if (!number || *number < 1 || *number > kMaxPartNumber) {
    throw InvalidArgument(
        "Part number must be an integer between 1 and 10000, inclusive.", "PartNumber",
        *text, "0017-00000220");
  }
  return *number;
}

/// "bytes=a-b" of UploadPartCopy; absent is everything.
Content CopiedContent(const Call& call, const Object& source, const Bucket& bucket) {
  const std::string* header = call.Header("x-oss-copy-source-range");
  if (header == nullptr) return source.content;
  const std::string_view text = *header;
  const size_t dash = text.find('-');
  const auto invalid = [&] {
    return InvalidArgument(
        "The copy source range must be bytes=first-last inside the source.",
        "x-oss-copy-source-range", *header);
  };
  if (!text.starts_with("bytes=") || dash == std::string_view::npos) throw invalid();
  const auto first = wo::ParseUnsigned(text.substr(6, dash - 6));
  const auto last = wo::ParseUnsigned(text.substr(dash + 1));
  if (!first || !last || *last < *first || *last >= source.content.size())
    throw invalid();
  std::string bytes;
  for (const BodySlice& slice : source.content.Slices(*first, *last - *first + 1)) {
    bytes.append(*slice.bytes, slice.offset, slice.size);
  }
  return bucket.NewContent(std::move(bytes));
}

/// The parts to join, or nothing for "all that were uploaded".
std::optional<std::vector<wo::CompletedPart>> ReadPartList(const Call& call) {
  const std::string* all = call.Header("x-oss-complete-all");
  if (all == nullptr) {
    auto parts = wo::ParseCompleteMultipart(call.http.body);
    if (!parts) throw MalformedXml();
    return parts;
  }
  if (wo::ToLower(*all) != "yes") {
    throw InvalidArgument("The value of x-oss-complete-all must be yes.",
                          "x-oss-complete-all", *all);
  }
  if (!call.http.body.empty()) {
    throw OssError(400, "InvalidRequest",
                   "The request body must be empty when x-oss-complete-all is given.",
                   "0042-00000216");
  }
  return std::nullopt;
}

}  // namespace

HttpResponse InitiateMultipartUpload(const Call& call, Bucket* bucket) {
  ObjectProperties properties = ReadProperties(call);
  if (ReadForbidOverwrite(call) && bucket->Find(call.key()) != nullptr) {
    throw FileAlreadyExists();
  }
  const std::string encryption = properties.encryption;
  wo::InitiateMultipartResult result;
  result.bucket = call.bucket();
  result.key = call.key();
  result.url_encoded = WantsUrlEncoding(call);
  result.upload_id = bucket->Initiate(call.key(), std::move(properties), call.now_unix_s);
  HttpResponse response = XmlReply(wo::FormatInitiateMultipart(result));
  if (!encryption.empty()) {
    response.headers.emplace_back("x-oss-server-side-encryption", encryption);
  }
  return response;
}

HttpResponse UploadPart(const Call& call, Bucket* bucket) {
  const uint64_t number = ReadPartNumber(call);
  if (const std::string* encryption = call.Header("x-oss-server-side-encryption")) {
    throw InvalidArgument("x-oss-server-side-encryption is not allowed on a part.",
                          "x-oss-server-side-encryption", *encryption);
  }
  const std::string upload_id = call.QueryOr("uploadId");
  bucket->RequireUpload(call.key(), upload_id);
  const Digests digests = DigestsOf(std::string_view(call.http.body));
  CheckBody(call, digests);
  bucket->PutPart(
      call.key(), upload_id, number,
      {bucket->NewContent(call.http.body), digests.etag, digests.crc64, call.now_unix_s});
  HttpResponse response;
  response.headers.emplace_back("ETag", wo::QuoteETag(digests.etag));
  response.headers.emplace_back("x-oss-hash-crc64ecma", std::to_string(digests.crc64));
  response.headers.emplace_back("Content-MD5", wo::ContentMd5(digests.raw_md5));
  return response;
}

HttpResponse UploadPartCopy(const Call& call, const Store& store, Bucket* bucket) {
  const uint64_t number = ReadPartNumber(call);
  const std::string upload_id = call.QueryOr("uploadId");
  bucket->RequireUpload(call.key(), upload_id);
  const ObjectPtr source = FindCopySource(call, store);
  Content content = CopiedContent(call, *source, *bucket);
  const Digests digests = DigestsOf(content);
  bucket->PutPart(call.key(), upload_id, number,
                  {std::move(content), digests.etag, digests.crc64, call.now_unix_s});
  HttpResponse response =
      XmlReply(wo::FormatCopyObject({digests.etag, call.now_unix_s}, "CopyPartResult"));
  response.headers.emplace_back("ETag", wo::QuoteETag(digests.etag));
  response.headers.emplace_back("x-oss-hash-crc64ecma", std::to_string(digests.crc64));
  return response;
}

HttpResponse CompleteMultipartUpload(const Call& call, Bucket* bucket) {
  const std::string upload_id = call.QueryOr("uploadId");
  bucket->RequireUpload(call.key(), upload_id);
  CheckContentMd5(call, wo::Md5(call.http.body));
  const auto parts = ReadPartList(call);
  const ObjectPtr object = bucket->Complete(call.key(), upload_id, parts,
                                            ReadForbidOverwrite(call), call.now_unix_s);
  wo::CompleteMultipartResult result;
  result.location = "http://" + std::string(call.http.HeaderOr("host")) + "/" +
                    wo::PercentEncode(call.key(), wo::Slash::kKeep);
  result.bucket = call.bucket();
  result.key = call.key();
  result.etag = object->etag;
  result.url_encoded = WantsUrlEncoding(call);
  HttpResponse response = XmlReply(wo::FormatCompleteResult(result));
  response.headers.emplace_back("ETag", wo::QuoteETag(object->etag));
  response.headers.emplace_back("x-oss-hash-crc64ecma", std::to_string(object->crc64));
  return response;
}

HttpResponse AbortMultipartUpload(const Call& call, Bucket* bucket) {
  bucket->Abort(call.key(), call.QueryOr("uploadId"));
  HttpResponse response;
  response.status = 204;
  return response;
}

HttpResponse ListParts(const Call& call, const Bucket& bucket) {
  wo::ListPartsResult result;
  result.bucket = call.bucket();
  result.key = call.key();
  result.upload_id = call.QueryOr("uploadId");
  result.url_encoded = WantsUrlEncoding(call);
  result.max_parts = ReadNumber(call, "max-parts", 1, 1000, 1000);
  result.part_number_marker =
      ReadNumber(call, "part-number-marker", 0, kMaxPartNumber, 0);
  const Upload upload = bucket.FindUpload(call.key(), result.upload_id);
  result.storage_class = upload.properties.storage_class;
  result.next_part_number_marker = result.part_number_marker;
  for (auto it = upload.parts.upper_bound(result.part_number_marker);
       it != upload.parts.end(); ++it) {
    if (result.parts.size() == result.max_parts) {
      result.is_truncated = true;
      break;
    }
    const auto& [number, part] = *it;
    result.parts.push_back(
        {number, part.last_modified_unix_s, part.etag, part.crc64, part.content.size()});
    result.next_part_number_marker = number;
  }
  return XmlReply(wo::FormatListParts(result));
}

HttpResponse ListMultipartUploads(const Call& call, const Bucket& bucket) {
  ListQuery query;
  query.prefix = call.QueryOr("prefix");
  query.delimiter = call.QueryOr("delimiter");
  query.marker = call.QueryOr("key-marker");
  // An id without a key has nothing to stand behind and is ignored.
  if (!query.marker.empty()) query.marker_id = call.QueryOr("upload-id-marker");
  query.limit = ReadNumber(call, "max-uploads", 1, 1000, 1000);
  const UploadPage page = bucket.ListUploads(query);
  wo::ListUploadsResult result;
  result.bucket = call.bucket();
  result.url_encoded = WantsUrlEncoding(call);
  result.key_marker = query.marker;
  result.upload_id_marker = query.marker_id;
  result.next_key_marker = page.last_key;
  result.next_upload_id_marker = page.last_id;
  result.delimiter = query.delimiter;
  result.prefix = query.prefix;
  result.max_uploads = query.limit;
  result.is_truncated = page.truncated;
  result.uploads = page.uploads;
  result.common_prefixes = page.common_prefixes;
  return XmlReply(wo::FormatListUploads(result));
}

}  // namespace hopline::emulator::oss
