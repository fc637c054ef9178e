#include "wire/maxcompute/json.h"
#include "wire/maxcompute/table.h"
#include "wire/maxcompute/xml.h"

// The XML of partitions.
namespace hopline::wire::maxcompute {
namespace {

std::string FormatEnvelope(const std::string& json) {
  pugi::xml_document document;
  pugi::xml_node root = document.append_child("Partition");
  AddCdata("Schema", json, &root);
  return PrintXml(document);
}

}  // namespace

std::string FormatPartition(const Partition& partition) {
  return FormatEnvelope(PrintJson([&](JsonWriter* json) {
    PutInteger("createTime", partition.created_unix_s, json);
    PutInteger("lastDDLTime", partition.ddl_unix_s, json);
    PutInteger("lastModifiedTime", partition.modified_unix_s, json);
    PutInteger("partitionSize", partition.size_bytes, json);
    PutInteger("partitionRecordNum", partition.record_count, json);
  }));
}

std::string FormatExtendedPartition(const Partition& partition) {
  return FormatEnvelope(PrintJson([&](JsonWriter* json) {
    PutInteger("LifeCycle", -1, json);
    PutBool("IsExstore", false, json);
    PutBool("IsArchived", false, json);
    PutInteger("PhysicalSize", partition.size_bytes, json);
    PutInteger("FileNum", 1, json);
    PutText("Reserved", "{}", json);
  }));
}

std::string FormatPartitionPage(const PartitionPage& page, int64_t max_items) {
  pugi::xml_document document;
  pugi::xml_node root = document.append_child("Partitions");
  AddText("Marker", page.marker, &root);
  AddInteger("MaxItems", max_items, &root);
  for (const Partition& partition : page.partitions) {
    pugi::xml_node node = root.append_child("Partition");
    for (const auto& [name, value] : partition.spec) {
      pugi::xml_node column = node.append_child("Column");
      column.append_attribute("Name").set_value(name.c_str());
      column.append_attribute("Value").set_value(value.c_str());
    }
    AddInteger("CreationTime", partition.created_unix_s, &node);
    AddInteger("LastDDLTime", partition.ddl_unix_s, &node);
    AddInteger("LastModifiedTime", partition.modified_unix_s, &node);
    AddInteger("PartitionSize", partition.size_bytes, &node);
    AddInteger("PartitionRecordCount", partition.record_count, &node);
  }
  return PrintXml(document);
}

Status ParsePartitionPage(std::string_view xml, PartitionPage* out) {
  *out = {};
  pugi::xml_document document;
  const pugi::xml_node root = ParseXmlRoot(xml, "Partitions", &document);
  if (!root) return Status::Error("the answer is no <Partitions> document");
  out->marker = root.child_value("Marker");
  for (const pugi::xml_node& node : root.children("Partition")) {
    Partition& partition = out->partitions.emplace_back();
    for (const pugi::xml_node& column : node.children("Column")) {
      partition.spec.emplace_back(column.attribute("Name").value(),
                                  column.attribute("Value").value());
    }
    partition.created_unix_s = IntegerOf(node, "CreationTime", 0);
    partition.ddl_unix_s = IntegerOf(node, "LastDDLTime", 0);
    partition.modified_unix_s = IntegerOf(node, "LastModifiedTime", 0);
    partition.size_bytes = IntegerOf(node, "PartitionSize", 0);
    partition.record_count = IntegerOf(node, "PartitionRecordCount", 0);
  }
  return {};
}

}  // namespace hopline::wire::maxcompute
