#include "wire/oss/digest.h"
#include "wire/oss/messages.h"
#include "wire/oss/xml.h"

namespace hopline::wire::oss {
namespace {

void WriteObject(const ObjectEntry& object, bool url_encoded, XmlWriter* xml) {
  xml->Open("Contents");
  xml->Text("Key", EncodeIf(url_encoded, object.key));
  xml->Time("LastModified", object.last_modified_unix_s);
  xml->ETag(object.etag);
  xml->Text("Type", object.type);
  xml->Number("Size", object.size);
  xml->Text("StorageClass", object.storage_class);
  if (object.owner) {
    xml->Open("Owner");
    xml->Text("ID", object.owner->id);
    xml->Text("DisplayName", object.owner->display_name);
    xml->Close("Owner");
  }
  xml->Close("Contents");
}

ObjectEntry ReadObject(const pugi::xml_node& node, bool url_encoded, XmlReader* xml) {
  ObjectEntry object;
  object.key = DecodeIf(url_encoded, XmlReader::Text(node, "Key"));
  object.last_modified_unix_s = xml->Time(node, "LastModified");
  object.etag = XmlReader::ETag(node);
  object.type = XmlReader::Text(node, "Type");
  object.size = xml->Number(node, "Size");
  object.storage_class = XmlReader::Text(node, "StorageClass");
  if (const pugi::xml_node owner = node.child("Owner")) {
    object.owner =
        Owner{XmlReader::Text(owner, "ID"), XmlReader::Text(owner, "DisplayName")};
  }
  return object;
}

}  // namespace

std::string FormatListObjects(const ListObjectsResult& result) {
  const bool encoded = result.url_encoded;
  XmlWriter xml;
  xml.Open("ListBucketResult");
  xml.Text("Name", result.bucket);
  xml.Text("Prefix", EncodeIf(encoded, result.prefix));
  if (result.version == 1) {
    xml.Text("Marker", EncodeIf(encoded, result.marker));
  } else {
    if (result.start_after)
      xml.Text("StartAfter", EncodeIf(encoded, *result.start_after));
    if (result.continuation_token)
      xml.Text("ContinuationToken", *result.continuation_token);
  }
  xml.Number("MaxKeys", result.max_keys);
  xml.Text("Delimiter", EncodeIf(encoded, result.delimiter));
  if (encoded) xml.Text("EncodingType", "url");
  xml.Bool("IsTruncated", result.is_truncated);
  if (result.version == 1 && result.is_truncated) {
    xml.Text("NextMarker", EncodeIf(encoded, result.next_marker));
  }
  if (result.version == 2 && result.is_truncated) {
    xml.Text("NextContinuationToken", result.next_continuation_token);
  }
  for (const ObjectEntry& object : result.objects) WriteObject(object, encoded, &xml);
  for (const std::string& prefix : result.common_prefixes) {
    xml.Open("CommonPrefixes");
    xml.Text("Prefix", EncodeIf(encoded, prefix));
    xml.Close("CommonPrefixes");
  }
  if (result.version == 2) {
    xml.Number("KeyCount", result.objects.size() + result.common_prefixes.size());
  }
  xml.Close("ListBucketResult");
  return xml.Take();
}

std::optional<ListObjectsResult> ParseListObjects(std::string_view text) {
  XmlReader xml(text, "ListBucketResult");
  if (!xml.ok()) return std::nullopt;
  const pugi::xml_node& root = xml.root();
  ListObjectsResult result;
  result.version = root.child("KeyCount") ? 2 : 1;
  result.url_encoded = XmlReader::Text(root, "EncodingType") == "url";
  const auto decoded = [&](const char* name) {
    return DecodeIf(result.url_encoded, XmlReader::Text(root, name));
  };
  result.bucket = XmlReader::Text(root, "Name");
  result.prefix = decoded("Prefix");
  result.delimiter = decoded("Delimiter");
  result.max_keys = xml.Number(root, "MaxKeys", 100);
  result.is_truncated = xml.Bool(root, "IsTruncated");
  result.marker = decoded("Marker");
  result.next_marker = decoded("NextMarker");
  if (root.child("StartAfter")) result.start_after = decoded("StartAfter");
  if (root.child("ContinuationToken")) {
    result.continuation_token = XmlReader::Text(root, "ContinuationToken");
  }
  result.next_continuation_token = XmlReader::Text(root, "NextContinuationToken");
  for (const pugi::xml_node& node : root.children("Contents")) {
    result.objects.push_back(ReadObject(node, result.url_encoded, &xml));
  }
  for (const pugi::xml_node& node : root.children("CommonPrefixes")) {
    result.common_prefixes.push_back(
        DecodeIf(result.url_encoded, XmlReader::Text(node, "Prefix")));
  }
  if (!xml.ok()) return std::nullopt;
  return result;
}

std::string FormatCopyObject(const CopyObjectResult& result, std::string_view root) {
  XmlWriter xml;
  xml.Open(root);
  xml.ETag(result.etag);
  xml.Time("LastModified", result.last_modified_unix_s);
  xml.Close(root);
  return xml.Take();
}

std::optional<CopyObjectResult> ParseCopyObject(std::string_view text) {
  for (const char* root : {"CopyObjectResult", "CopyPartResult"}) {
    XmlReader xml(text, root);
    if (!xml.ok()) continue;
    CopyObjectResult result;
    result.etag = XmlReader::ETag(xml.root());
    result.last_modified_unix_s = xml.Time(xml.root(), "LastModified");
    if (xml.ok()) return result;
  }
  return std::nullopt;
}

std::string FormatDeleteObjects(const DeleteObjectsRequest& request) {
  XmlWriter xml;
  xml.Open("Delete");
  xml.Bool("Quiet", request.quiet);
  for (const std::string& key : request.keys) {
    xml.Open("Object");
    xml.Text("Key", key);
    xml.Close("Object");
  }
  xml.Close("Delete");
  return xml.Take();
}

std::optional<DeleteObjectsRequest> ParseDeleteObjects(std::string_view text) {
  XmlReader xml(text, "Delete");
  if (!xml.ok()) return std::nullopt;
  DeleteObjectsRequest request;
  request.quiet = xml.Bool(xml.root(), "Quiet");
  for (const pugi::xml_node& node : xml.root().children("Object")) {
    request.keys.push_back(XmlReader::Text(node, "Key"));
    const std::string version = XmlReader::Text(node, "VersionId");
    request.names_versions |= !version.empty() && version != "null";
  }
  if (!xml.ok()) return std::nullopt;
  return request;
}

std::string FormatDeleteResult(const DeleteObjectsResult& result) {
  XmlWriter xml;
  xml.Open("DeleteResult");
  if (result.url_encoded) xml.Text("EncodingType", "url");
  for (const std::string& key : result.deleted) {
    xml.Open("Deleted");
    xml.Text("Key", EncodeIf(result.url_encoded, key));
    xml.Close("Deleted");
  }
  xml.Close("DeleteResult");
  return xml.Take();
}

std::optional<DeleteObjectsResult> ParseDeleteResult(std::string_view text) {
  DeleteObjectsResult result;
  if (text.empty()) return result;
  XmlReader xml(text, "DeleteResult");
  if (!xml.ok()) return std::nullopt;
  result.url_encoded = XmlReader::Text(xml.root(), "EncodingType") == "url";
  for (const pugi::xml_node& node : xml.root().children("Deleted")) {
    result.deleted.push_back(DecodeIf(result.url_encoded, XmlReader::Text(node, "Key")));
  }
  return result;
}

}  // namespace hopline::wire::oss
