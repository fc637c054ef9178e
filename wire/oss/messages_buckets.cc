#include "wire/oss/encoding.h"
#include "wire/oss/messages.h"
#include "wire/oss/xml.h"

namespace hopline::wire::oss {
namespace {

Owner ReadOwner(const pugi::xml_node& parent) {
  const pugi::xml_node node = parent.child("Owner");
  return {XmlReader::Text(node, "ID"), XmlReader::Text(node, "DisplayName")};
}

void WriteOwner(const Owner& owner, XmlWriter* xml) {
  xml->Open("Owner");
  xml->Text("ID", owner.id);
  xml->Text("DisplayName", owner.display_name);
  xml->Close("Owner");
}

void WriteGrant(std::string_view grant, XmlWriter* xml) {
  xml->Open("AccessControlList");
  xml->Text("Grant", grant);
  xml->Close("AccessControlList");
}

BucketEntry ReadBucket(const pugi::xml_node& node, XmlReader* xml) {
  BucketEntry bucket;
  bucket.name = XmlReader::Text(node, "Name");
  bucket.creation_unix_s = xml->Time(node, "CreationDate");
  bucket.location = XmlReader::Text(node, "Location");
  bucket.extranet_endpoint = XmlReader::Text(node, "ExtranetEndpoint");
  bucket.intranet_endpoint = XmlReader::Text(node, "IntranetEndpoint");
  bucket.storage_class = XmlReader::Text(node, "StorageClass");
  return bucket;
}

}  // namespace

std::string FormatBucketInfo(const BucketInfo& info) {
  XmlWriter xml;
  xml.Open("BucketInfo");
  xml.Open("Bucket");
  xml.Time("CreationDate", info.bucket.creation_unix_s);
  xml.Text("ExtranetEndpoint", info.bucket.extranet_endpoint);
  xml.Text("IntranetEndpoint", info.bucket.intranet_endpoint);
  xml.Text("Location", info.bucket.location);
  xml.Text("Name", info.bucket.name);
  xml.Text("StorageClass", info.bucket.storage_class);
  xml.Text("DataRedundancyType", info.data_redundancy_type);
  xml.Open("Owner");
  xml.Text("DisplayName", info.owner.display_name);
  xml.Text("ID", info.owner.id);
  xml.Close("Owner");
  WriteGrant(info.acl, &xml);
  xml.Open("ServerSideEncryptionRule");
  xml.Text("SSEAlgorithm", "None");
  xml.Close("ServerSideEncryptionRule");
  xml.Open("BucketPolicy");
  xml.Text("LogBucket", "");
  xml.Text("LogPrefix", "");
  xml.Close("BucketPolicy");
  xml.Close("Bucket");
  xml.Close("BucketInfo");
  return xml.Take();
}

std::optional<BucketInfo> ParseBucketInfo(std::string_view text) {
  XmlReader xml(text, "BucketInfo");
  if (!xml.ok()) return std::nullopt;
  const pugi::xml_node node = xml.root().child("Bucket");
  BucketInfo info;
  info.bucket = ReadBucket(node, &xml);
  info.data_redundancy_type = XmlReader::Text(node, "DataRedundancyType");
  info.owner = ReadOwner(node);
  info.acl = XmlReader::Text(node.child("AccessControlList"), "Grant");
  if (!xml.ok()) return std::nullopt;
  return info;
}

std::string FormatBucketAcl(const BucketAcl& acl) {
  XmlWriter xml;
  xml.Open("AccessControlPolicy");
  WriteOwner(acl.owner, &xml);
  WriteGrant(acl.grant, &xml);
  xml.Close("AccessControlPolicy");
  return xml.Take();
}

std::optional<BucketAcl> ParseBucketAcl(std::string_view text) {
  const XmlReader xml(text, "AccessControlPolicy");
  if (!xml.ok()) return std::nullopt;
  return BucketAcl{ReadOwner(xml.root()),
                   XmlReader::Text(xml.root().child("AccessControlList"), "Grant")};
}

std::string FormatBucketLocation(std::string_view location) {
  XmlWriter xml;
  xml.Text("LocationConstraint", location);
  return xml.Take();
}

std::optional<std::string> ParseBucketLocation(std::string_view text) {
  const XmlReader xml(text, "LocationConstraint");
  if (!xml.ok()) return std::nullopt;
  return std::string(xml.root().child_value());
}

std::string FormatListBuckets(const ListBucketsResult& result) {
  XmlWriter xml;
  xml.Open("ListAllMyBucketsResult");
  if (result.is_truncated) {
    xml.Text("Prefix", result.prefix);
    xml.Text("Marker", result.marker);
    xml.Number("MaxKeys", result.max_keys);
    xml.Bool("IsTruncated", true);
    xml.Text("NextMarker", result.next_marker);
  }
  WriteOwner(result.owner, &xml);
  xml.Open("Buckets");
  for (const BucketEntry& bucket : result.buckets) {
    xml.Open("Bucket");
    xml.Time("CreationDate", bucket.creation_unix_s);
    xml.Text("ExtranetEndpoint", bucket.extranet_endpoint);
    xml.Text("IntranetEndpoint", bucket.intranet_endpoint);
    xml.Text("Location", bucket.location);
    xml.Text("Name", bucket.name);
    xml.Text("Region", std::string_view(bucket.location).starts_with("oss-")
                           ? std::string_view(bucket.location).substr(4)
                           : std::string_view(bucket.location));
    xml.Text("StorageClass", bucket.storage_class);
    xml.Close("Bucket");
  }
  xml.Close("Buckets");
  xml.Close("ListAllMyBucketsResult");
  return xml.Take();
}

std::optional<ListBucketsResult> ParseListBuckets(std::string_view text) {
  XmlReader xml(text, "ListAllMyBucketsResult");
  if (!xml.ok()) return std::nullopt;
  ListBucketsResult result;
  result.owner = ReadOwner(xml.root());
  result.prefix = XmlReader::Text(xml.root(), "Prefix");
  result.marker = XmlReader::Text(xml.root(), "Marker");
  result.max_keys = xml.Number(xml.root(), "MaxKeys", 100);
  result.is_truncated = xml.Bool(xml.root(), "IsTruncated");
  result.next_marker = XmlReader::Text(xml.root(), "NextMarker");
  for (const pugi::xml_node& node : xml.root().child("Buckets").children("Bucket")) {
    result.buckets.push_back(ReadBucket(node, &xml));
  }
  if (!xml.ok()) return std::nullopt;
  return result;
}

std::string FormatCreateBucket(const CreateBucketRequest& request) {
  XmlWriter xml;
  xml.Open("CreateBucketConfiguration");
  xml.Text("StorageClass", request.storage_class);
  xml.Text("DataRedundancyType", request.data_redundancy_type);
  xml.Close("CreateBucketConfiguration");
  return xml.Take();
}

std::optional<CreateBucketRequest> ParseCreateBucket(std::string_view text) {
  CreateBucketRequest request;
  if (Trim(text).empty()) return request;
  const XmlReader xml(text, "CreateBucketConfiguration");
  if (!xml.ok()) return std::nullopt;
  const std::string storage_class = XmlReader::Text(xml.root(), "StorageClass");
  const std::string redundancy = XmlReader::Text(xml.root(), "DataRedundancyType");
  if (!storage_class.empty()) request.storage_class = storage_class;
  if (!redundancy.empty()) request.data_redundancy_type = redundancy;
  return request;
}

}  // namespace hopline::wire::oss
