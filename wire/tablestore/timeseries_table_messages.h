#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wire/tablestore/schema.h"
#include "wire/tablestore/status.h"

/// Operations on time-series tables: plain structs and their protobuf bodies. Describe
/// and Delete ask with a TableNameRequest (table_messages.h); List asks with an empty
/// body; Create, Update and Delete answer with one.
namespace hopline::wire::tablestore {

/// Every option may be absent in requests; services answer with both times to live.
struct TimeseriesMetaOptions {
  std::optional<bool> allow_update_attributes;
  std::optional<int32_t> time_to_live_s;  // -1: never expires

  friend bool operator==(const TimeseriesMetaOptions&,
                         const TimeseriesMetaOptions&) = default;
};

/// A time line is identified by the columns of `key_schema`: `_m_name`, `_data_source`,
/// `_tags` and names of single tags.
struct TimeseriesTableMeta {
  std::string name;
  std::optional<int32_t> time_to_live_s;  // -1: never expires
  std::optional<std::string> status;      // in responses; "CREATED"
  std::optional<TimeseriesMetaOptions> meta_options;
  std::vector<std::string> key_schema;            // empty: the three usual columns
  std::vector<KeyColumnSchema> field_key_schema;  // fields that are part of a point's key

  friend bool operator==(const TimeseriesTableMeta&,
                         const TimeseriesTableMeta&) = default;
};

struct CreateTimeseriesTableRequest {
  TimeseriesTableMeta meta;
  std::optional<bool> enable_analytical_store;
};

struct ListTimeseriesTableResponse {
  std::vector<TimeseriesTableMeta> tables;
};

struct DescribeTimeseriesTableResponse {
  TimeseriesTableMeta meta;
};

struct UpdateTimeseriesTableRequest {
  std::string table_name;
  std::optional<int32_t> time_to_live_s;
  std::optional<TimeseriesMetaOptions> meta_options;
};

std::string Encode(const CreateTimeseriesTableRequest& message);
std::string Encode(const ListTimeseriesTableResponse& message);
std::string Encode(const DescribeTimeseriesTableResponse& message);
std::string Encode(const UpdateTimeseriesTableRequest& message);

Status Decode(std::string_view body, CreateTimeseriesTableRequest* out);
Status Decode(std::string_view body, ListTimeseriesTableResponse* out);
Status Decode(std::string_view body, DescribeTimeseriesTableResponse* out);
Status Decode(std::string_view body, UpdateTimeseriesTableRequest* out);

}  // namespace hopline::wire::tablestore
