#include "plugins/odps/writer_options.h"

#include <hopline/error.hpp>

#include <algorithm>

#include "plugins/common/config_checks.h"
#include "plugins/common/words.h"

namespace hopline::plugins::odps {

using wire::maxcompute::ContentEncoding;

namespace {

constexpr uint64_t kMiB = uint64_t{1} << 20;
constexpr int64_t kLeastBlockMiB = 8;

LongValue ReadLongValue(const Config& config) {
  const std::string word = config.Text("/overLengthRule", "keepOn");
  if (EqualsIgnoringCase(word, "keepon")) return LongValue::kKeep;
  if (EqualsIgnoringCase(word, "truncate")) return LongValue::kTruncate;
  if (EqualsIgnoringCase(word, "setnull")) return LongValue::kNull;
  Refuse("/overLengthRule: '" + word + "' is no rule; one of keepOn, truncate, setNull");
}

uint64_t ReadBytes(const Config& config, const char* pointer) {
  return static_cast<uint64_t>(std::max<int64_t>(1, config.Int64(pointer, 8'388'608)));
}

std::vector<std::string> ReadColumns(const Config& config) {
  std::vector<std::string> columns = config.TextList("/column");
  if (columns.empty()) {
    Refuse("/column: missing; name the target columns, or [\"*\"] for all");
  }
  for (size_t i = 0; i < columns.size(); ++i) {
    const std::string at = "/column/" + std::to_string(i);
    if (columns[i] == "*" && columns.size() > 1) {
      Refuse(at + ": * stands alone or not at all");
    }
    for (size_t k = 0; k < i; ++k) {
      if (EqualsIgnoringCase(columns[i], columns[k]) ||
          EqualsIgnoringCase(columns[k], columns[i])) {
        Refuse(at + ": column " + columns[i] + " stands twice");
      }
    }
  }
  return columns;
}

std::vector<PartitionFormat> ReadPartitionFormats(const Config& config) {
  std::vector<PartitionFormat> formats(config.Count("/partitionColumnMapping"));
  for (size_t i = 0; i < formats.size(); ++i) {
    const std::string at = "/partitionColumnMapping/" + std::to_string(i);
    formats[i].name = config.Text(at + "/name", "");
    formats[i].from = config.Text(at + "/srcDateFormat", "");
    formats[i].to = config.Text(at + "/dateFormat", "");
    if (formats[i].name.empty()) Refuse(at + "/name: missing; name a partition column");
    if (formats[i].to.empty()) {
      Refuse(at + "/dateFormat: missing; give the form of the partition's value, like " +
             "yyyyMMdd");
    }
  }
  return formats;
}

/// As far as that goes without the table.
void CheckDynamic(const WriterOptions& options) {
  if (!options.dynamic.value_or(false)) return;
  if (!options.partition.empty()) {
    Refuse("/partition: '" + options.partition +
           "' is given, but with supportDynamicPartition the rows name their partitions; "
           "leave one of the two out");
  }
  if (options.columns.front() == "*") {
    Refuse(
        "/column: [\"*\"] is the data columns alone; with supportDynamicPartition name "
        "all columns, the partition columns among them");
  }
}

void RefuseCustomPartitions(const Config& config) {
  for (const char* pointer :
       {"/partitionFormatType", "/customPartitionColumns", "/customPartitionFunctions"}) {
    if (!config.Has(pointer)) continue;
    Refuse(std::string(pointer) +
           ": partitions made of constants are not known here; write a literal "
           "partition, scheduling variables included");
  }
}

}  // namespace

ContentEncoding ReadEncoding(const Config& config) {
  const std::string word = config.Text("/contentEncoding", "");
  if (word.empty()) {
    return config.Bool("/isCompress", false) ? ContentEncoding::kDeflate
                                             : ContentEncoding::kRaw;
  }
  if (EqualsIgnoringCase(word, "raw")) return ContentEncoding::kRaw;
  if (EqualsIgnoringCase(word, "deflate")) return ContentEncoding::kDeflate;
  if (EqualsIgnoringCase(word, "lz4")) return ContentEncoding::kLz4Frame;
  if (EqualsIgnoringCase(word, "snappy")) return ContentEncoding::kSnappyFramed;
  if (EqualsIgnoringCase(word, "zstd")) return ContentEncoding::kZstd;
  Refuse("/contentEncoding: '" + word +
         "' is no encoding; one of raw, deflate, lz4, snappy, zstd");
}

std::optional<bool> ReadFormat(const Config& config) {
  const std::string word = config.Text("/tunnelFormat", "");
  if (word.empty()) return std::nullopt;
  if (EqualsIgnoringCase(word, "arrow")) return true;
  if (EqualsIgnoringCase(word, "records")) return false;
  Refuse("/tunnelFormat: '" + word + "' is no format; arrow or records");
}

WriterOptions ReadWriterOptions(const Config& config) {
  WriterOptions options;
  RefuseCustomPartitions(config);
  options.partition = config.Text("/partition", "");
  options.columns = ReadColumns(config);
  if (!config.Has("/truncate")) {
    Refuse(
        "/truncate: missing; true replaces the content of the table or partition, false "
        "appends to it");
  }
  options.truncate = config.Bool("/truncate");
  if (config.Has("/supportDynamicPartition")) {
    options.dynamic = config.Bool("/supportDynamicPartition");
  }
  CheckDynamic(options);
  options.partition_formats = ReadPartitionFormats(config);
  options.empty_as_null = config.Bool("/emptyAsNull", false);
  options.long_value = ReadLongValue(config);
  options.max_odps_bytes = ReadBytes(config, "/maxOdpsFieldLength");
  options.cut_bytes = ReadBytes(config, "/maxFieldLength");
  const int64_t block_mib = config.Int64("/blockSizeInMB", 64);
  options.block_bytes =
      static_cast<uint64_t>(std::clamp<int64_t>(block_mib, kLeastBlockMiB, 512)) * kMiB;
  options.day_zone = config.Text("/calendarTimeZone", "");
  options.pre_sql = config.TextList("/preSql");
  options.post_sql = config.TextList("/postSql");
  options.encoding = ReadEncoding(config);
  options.arrow = ReadFormat(config);
  options.tries = static_cast<uint32_t>(
      std::clamp<int64_t>(config.Int64("/maxRetryTime", 10), 1, 10));
  options.block_timeout_ms =
      std::max<int64_t>(1000, config.Int64("/writeTimeoutInMs", 600'000));
  return options;
}

}  // namespace hopline::plugins::odps
