#include <algorithm>

#include "emulator/maxcompute/failure.h"
#include "emulator/maxcompute/operations.h"
#include "wire/common/date.h"
#include "wire/common/digest.h"
#include "wire/maxcompute/table.h"

namespace hopline::emulator::maxcompute {
namespace {

namespace wm = wire::maxcompute;

constexpr int64_t kMaxItems = 1000;

int64_t MaxItemsOf(const Call& call) {
  const auto asked = wire::ParseUnsigned(call.QueryOr("maxitems"));
  return asked && *asked > 0 ? static_cast<int64_t>(std::min<uint64_t>(*asked, kMaxItems))
                             : kMaxItems;
}

/// Whether the partition has every value of the filter, "pt='1'" or "pt='1',hh='2'".
bool HasAll(const wm::PartitionSpec& spec, const wm::PartitionSpec& filter) {
  return std::all_of(filter.begin(), filter.end(), [&](const auto& wanted) {
    return std::any_of(spec.begin(), spec.end(), [&](const auto& item) {
      return item.first == wire::ToLower(wanted.first) && item.second == wanted.second;
    });
  });
}

}  // namespace

HttpResponse PlainReply(const char* content_type, std::string body) {
  HttpResponse response;
  response.headers.emplace_back("Content-Type", content_type);
  response.body = std::move(body);
  return response;
}

HttpResponse XmlReply(std::string body) {
  return PlainReply("application/xml", std::move(body));
}

void CheckDigest(const Call& call) {
  const std::string* digest = call.http.Header("content-md5");
  if (digest == nullptr || digest->empty()) return;
  if (wire::ToLower(*digest) == wire::HexLower(wire::Md5(call.http.body))) return;
  throw InvalidArgument("Content-MD5 is not the lower-case hex MD5 of the body");
}

std::string PartitionOf(const Call& call, const Table& table) {
  const std::string text = call.QueryOr("partition");
  if (text.empty()) {
    if (table.settings().partitioned()) throw MissingPartitionSpec();
    return {};
  }
  if (!table.settings().partitioned()) {
    throw InvalidPartitionSpec("table " + table.settings().key.name +
                               " is not partitioned");
  }
  wm::PartitionSpec spec;
  wire::Status status = wm::ParsePartitionSpec(text, &spec);
  if (status.ok()) {
    status = wm::OrderPartitionSpec(table.settings().PartitionNames(), &spec);
  }
  if (!status.ok()) throw InvalidPartitionSpec(status.message());
  return PartitionText(spec);
}

HttpResponse GetProject(const Call& call) {
  wm::Project project;
  project.name = call.address.project;
  project.owner = "ALIYUN$hopline";
  HttpResponse response = XmlReply(wm::FormatProject(project));
  const std::string date = wire::FormatHttpDate(project.created_unix_s);
  response.headers.emplace_back("x-odps-owner", project.owner);
  response.headers.emplace_back("x-odps-creation-time", date);
  response.headers.emplace_back("Last-Modified", date);
  return response;
}

HttpResponse ListTables(const Call& call, const Store& store) {
  const TableKey key = call.table();
  const int64_t max_items = MaxItemsOf(call);
  wm::TablePage page;
  for (const TablePtr& table :
       store.List(key.project, key.schema, wire::ToLower(call.QueryOr("name")),
                  call.QueryOr("marker"))) {
    if (static_cast<int64_t>(page.tables.size()) == max_items) {
      page.marker = page.tables.back().name;
      break;
    }
    page.tables.push_back(table->Describe());
  }
  return XmlReply(wm::FormatTablePage(page, max_items));
}

HttpResponse GetTable(const Call& call, const Table& table) {
  const wm::Table description = table.Describe();
  HttpResponse response =
      XmlReply(call.Has("extended") ? wm::FormatExtendedTable(description)
                                    : wm::FormatTable(description));
  response.headers.emplace_back("Last-Modified",
                                wire::FormatHttpDate(description.modified_unix_s));
  return response;
}

HttpResponse ListPartitions(const Call& call, const Table& table) {
  if (!table.settings().partitioned()) {
    throw InvalidPartitionSpec("table " + table.settings().key.name +
                               " is not partitioned");
  }
  wm::PartitionSpec filter;
  for (const char* name : {"partition", "name"}) {
    if (filter.empty() && !call.QueryOr(name).empty()) {
      const wire::Status status = wm::ParsePartitionSpec(call.QueryOr(name), &filter);
      if (!status.ok()) throw InvalidPartitionSpec(status.message());
    }
  }
  const std::string marker = call.QueryOr("marker");
  const int64_t max_items = MaxItemsOf(call);
  wm::PartitionPage page;
  for (wm::Partition& partition : table.ListPartitions()) {
    if (!HasAll(partition.spec, filter)) continue;
    if (!marker.empty() && PartitionText(partition.spec) <= marker) continue;
    if (static_cast<int64_t>(page.partitions.size()) == max_items) {
      page.marker = PartitionText(page.partitions.back().spec);
      break;
    }
    page.partitions.push_back(std::move(partition));
  }
  return XmlReply(wm::FormatPartitionPage(page, max_items));
}

HttpResponse GetPartition(const Call& call, const Table& table) {
  const wm::Partition partition = table.Describe(PartitionOf(call, table));
  return XmlReply(call.Has("extended") ? wm::FormatExtendedPartition(partition)
                                       : wm::FormatPartition(partition));
}

}  // namespace hopline::emulator::maxcompute
