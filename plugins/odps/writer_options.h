#pragma once

#include <hopline/config.hpp>
#include <hopline/scope.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "wire/maxcompute/content_encoding.h"

namespace hopline::plugins::odps {

/// What becomes of a text or binary value that is longer than max_odps_bytes.
enum class LongValue : uint8_t { kKeep, kTruncate, kNull };

/// How dates become values of a partition column that rows name: an item of
/// partitionColumnMapping.
struct PartitionFormat {
  std::string name;  ///< of the partition column, in any letter case
  std::string from;  ///< pattern of texts; empty: the job's formats
  std::string to;    ///< pattern of the value
};

/// The writer's parameters, checked as far as that goes without the table.
struct WriterOptions {
  std::string partition;  ///< as given; empty: plain table, or dynamic partitions
  std::vector<std::string> columns;  ///< one "*": all data columns
  bool truncate = false;
  std::optional<bool> dynamic;  ///< supportDynamicPartition, if given
  std::vector<PartitionFormat> partition_formats;
  bool empty_as_null = false;
  LongValue long_value = LongValue::kKeep;
  uint64_t max_odps_bytes = 8'388'608;  ///< longer values fall under long_value
  uint64_t cut_bytes = 8'388'608;       ///< what kTruncate cuts to
  uint64_t block_bytes = uint64_t{64} << 20;
  std::string day_zone;  ///< zone in which instants become DATE days; empty: the job's
  std::vector<std::string> pre_sql, post_sql;
  wire::maxcompute::ContentEncoding encoding = wire::maxcompute::ContentEncoding::kRaw;
  std::optional<bool> arrow;  ///< tunnelFormat, if given
  uint32_t tries = 10;
  int64_t block_timeout_ms = 600'000;
};

/// Errors: INVALID_ARGUMENT, pointer first.
WriterOptions ReadWriterOptions(const Config& config);

/// `contentEncoding` and `isCompress`, which readers know, too.
wire::maxcompute::ContentEncoding ReadEncoding(const Config& config);
/// `tunnelFormat`: true for arrow, false for records.
std::optional<bool> ReadFormat(const Config& config);

}  // namespace hopline::plugins::odps
