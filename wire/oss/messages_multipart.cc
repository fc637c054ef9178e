#include "wire/oss/digest.h"
#include "wire/oss/messages.h"
#include "wire/oss/xml.h"

namespace hopline::wire::oss {

std::string FormatInitiateMultipart(const InitiateMultipartResult& result) {
  XmlWriter xml;
  xml.Open("InitiateMultipartUploadResult");
  if (result.url_encoded) xml.Text("EncodingType", "url");
  xml.Text("Bucket", result.bucket);
  xml.Text("Key", EncodeIf(result.url_encoded, result.key));
  xml.Text("UploadId", result.upload_id);
  xml.Close("InitiateMultipartUploadResult");
  return xml.Take();
}

std::optional<InitiateMultipartResult> ParseInitiateMultipart(std::string_view text) {
  const XmlReader xml(text, "InitiateMultipartUploadResult");
  if (!xml.ok()) return std::nullopt;
  InitiateMultipartResult result;
  result.url_encoded = XmlReader::Text(xml.root(), "EncodingType") == "url";
  result.bucket = XmlReader::Text(xml.root(), "Bucket");
  result.key = DecodeIf(result.url_encoded, XmlReader::Text(xml.root(), "Key"));
  result.upload_id = XmlReader::Text(xml.root(), "UploadId");
  return result;
}

std::string FormatCompleteMultipart(const std::vector<CompletedPart>& parts) {
  XmlWriter xml;
  xml.Open("CompleteMultipartUpload");
  for (const CompletedPart& part : parts) {
    xml.Open("Part");
    xml.Number("PartNumber", part.number);
    xml.ETag(part.etag);
    xml.Close("Part");
  }
  xml.Close("CompleteMultipartUpload");
  return xml.Take();
}

std::optional<std::vector<CompletedPart>> ParseCompleteMultipart(std::string_view text) {
  XmlReader xml(text, "CompleteMultipartUpload");
  if (!xml.ok()) return std::nullopt;
  std::vector<CompletedPart> parts;
  for (const pugi::xml_node& node : xml.root().children("Part")) {
    if (!node.child("PartNumber") || !node.child("ETag")) return std::nullopt;
    parts.push_back({xml.Number(node, "PartNumber"), XmlReader::ETag(node)});
  }
  if (!xml.ok()) return std::nullopt;
  return parts;
}

std::string FormatCompleteResult(const CompleteMultipartResult& result) {
  XmlWriter xml;
  xml.Open("CompleteMultipartUploadResult");
  if (result.url_encoded) xml.Text("EncodingType", "url");
  xml.Text("Location", result.location);
  xml.Text("Bucket", result.bucket);
  xml.Text("Key", EncodeIf(result.url_encoded, result.key));
  xml.ETag(result.etag);
  xml.Close("CompleteMultipartUploadResult");
  return xml.Take();
}

std::optional<CompleteMultipartResult> ParseCompleteResult(std::string_view text) {
  const XmlReader xml(text, "CompleteMultipartUploadResult");
  if (!xml.ok()) return std::nullopt;
  CompleteMultipartResult result;
  result.url_encoded = XmlReader::Text(xml.root(), "EncodingType") == "url";
  result.location = XmlReader::Text(xml.root(), "Location");
  result.bucket = XmlReader::Text(xml.root(), "Bucket");
  result.key = DecodeIf(result.url_encoded, XmlReader::Text(xml.root(), "Key"));
  result.etag = XmlReader::ETag(xml.root());
  return result;
}

std::string FormatListParts(const ListPartsResult& result) {
  XmlWriter xml;
  xml.Open("ListPartsResult");
  xml.Text("Bucket", result.bucket);
  if (result.url_encoded) xml.Text("EncodingType", "url");
  xml.Text("Key", EncodeIf(result.url_encoded, result.key));
  xml.Text("UploadId", result.upload_id);
  xml.Text("StorageClass", result.storage_class);
  xml.Number("PartNumberMarker", result.part_number_marker);
  xml.Number("NextPartNumberMarker", result.next_part_number_marker);
  xml.Number("MaxParts", result.max_parts);
  xml.Bool("IsTruncated", result.is_truncated);
  for (const PartEntry& part : result.parts) {
    xml.Open("Part");
    xml.Number("PartNumber", part.number);
    xml.Time("LastModified", part.last_modified_unix_s);
    xml.ETag(part.etag);
    xml.Number("HashCrc64ecma", part.crc64);
    xml.Number("Size", part.size);
    xml.Close("Part");
  }
  xml.Close("ListPartsResult");
  return xml.Take();
}

std::optional<ListPartsResult> ParseListParts(std::string_view text) {
  XmlReader xml(text, "ListPartsResult");
  if (!xml.ok()) return std::nullopt;
  const pugi::xml_node& root = xml.root();
  ListPartsResult result;
  result.url_encoded = XmlReader::Text(root, "EncodingType") == "url";
  result.bucket = XmlReader::Text(root, "Bucket");
  result.key = DecodeIf(result.url_encoded, XmlReader::Text(root, "Key"));
  result.upload_id = XmlReader::Text(root, "UploadId");
  result.storage_class = XmlReader::Text(root, "StorageClass");
  result.part_number_marker = xml.Number(root, "PartNumberMarker");
  result.next_part_number_marker = xml.Number(root, "NextPartNumberMarker");
  result.max_parts = xml.Number(root, "MaxParts", 1000);
  result.is_truncated = xml.Bool(root, "IsTruncated");
  for (const pugi::xml_node& node : root.children("Part")) {
    result.parts.push_back({xml.Number(node, "PartNumber"),
                            xml.Time(node, "LastModified"), XmlReader::ETag(node),
                            xml.Number(node, "HashCrc64ecma"), xml.Number(node, "Size")});
  }
  if (!xml.ok()) return std::nullopt;
  return result;
}

std::string FormatListUploads(const ListUploadsResult& result) {
  const bool encoded = result.url_encoded;
  XmlWriter xml;
  xml.Open("ListMultipartUploadsResult");
  xml.Text("Bucket", result.bucket);
  if (encoded) xml.Text("EncodingType", "url");
  xml.Text("KeyMarker", EncodeIf(encoded, result.key_marker));
  xml.Text("UploadIdMarker", result.upload_id_marker);
  xml.Text("NextKeyMarker", EncodeIf(encoded, result.next_key_marker));
  xml.Text("NextUploadIdMarker", result.next_upload_id_marker);
  xml.Text("Delimiter", EncodeIf(encoded, result.delimiter));
  xml.Text("Prefix", EncodeIf(encoded, result.prefix));
  xml.Number("MaxUploads", result.max_uploads);
  xml.Bool("IsTruncated", result.is_truncated);
  for (const UploadEntry& upload : result.uploads) {
    xml.Open("Upload");
    xml.Text("Key", EncodeIf(encoded, upload.key));
    xml.Text("UploadId", upload.upload_id);
    xml.Text("StorageClass", upload.storage_class);
    xml.Time("Initiated", upload.initiated_unix_s);
    xml.Close("Upload");
  }
  for (const std::string& prefix : result.common_prefixes) {
    xml.Open("CommonPrefixes");
    xml.Text("Prefix", EncodeIf(encoded, prefix));
    xml.Close("CommonPrefixes");
  }
  xml.Close("ListMultipartUploadsResult");
  return xml.Take();
}

std::optional<ListUploadsResult> ParseListUploads(std::string_view text) {
  XmlReader xml(text, "ListMultipartUploadsResult");
  if (!xml.ok()) return std::nullopt;
  const pugi::xml_node& root = xml.root();
  ListUploadsResult result;
  result.url_encoded = XmlReader::Text(root, "EncodingType") == "url";
  const auto decoded = [&](const pugi::xml_node& node, const char* name) {
    return DecodeIf(result.url_encoded, XmlReader::Text(node, name));
  };
  result.bucket = XmlReader::Text(root, "Bucket");
  result.key_marker = decoded(root, "KeyMarker");
  result.upload_id_marker = XmlReader::Text(root, "UploadIdMarker");
  result.next_key_marker = decoded(root, "NextKeyMarker");
  result.next_upload_id_marker = XmlReader::Text(root, "NextUploadIdMarker");
  result.delimiter = decoded(root, "Delimiter");
  result.prefix = decoded(root, "Prefix");
  result.max_uploads = xml.Number(root, "MaxUploads", 1000);
  result.is_truncated = xml.Bool(root, "IsTruncated");
  for (const pugi::xml_node& node : root.children("Upload")) {
    result.uploads.push_back({decoded(node, "Key"), XmlReader::Text(node, "UploadId"),
                              XmlReader::Text(node, "StorageClass"),
                              xml.Time(node, "Initiated")});
  }
  for (const pugi::xml_node& node : root.children("CommonPrefixes")) {
    result.common_prefixes.push_back(decoded(node, "Prefix"));
  }
  if (!xml.ok()) return std::nullopt;
  return result;
}

}  // namespace hopline::wire::oss
