#pragma once

#include <cstddef>
#include <cstdint>

/// Limits of the service that the emulator enforces.
/// Source:  the service's public documentation, "Limits"; records per call: the default
///          of the vendor's stream client.
namespace hopline::emulator::tablestore::limits {

inline constexpr size_t kTablesPerInstance = 64;
inline constexpr size_t kNameBytes = 255;  // tables and columns
inline constexpr size_t kKeyColumns = 4;
inline constexpr size_t kDefinedColumns = 32;
inline constexpr size_t kKeyValueBytes = 1024;
inline constexpr size_t kAttributeBytes = size_t{2} * 1024 * 1024;
inline constexpr size_t kAttributesPerWrite = 1024;
inline constexpr int64_t kWriteBytes =
    int64_t{4} * 1024 * 1024;  // names and values of one request
inline constexpr size_t kBodyBytes = size_t{8} * 1024 * 1024;  // whatever it holds
inline constexpr size_t kBatchWriteRows = 200;
inline constexpr size_t kBatchGetRows = 100;
inline constexpr size_t kRangeRows = 5000;
inline constexpr size_t kRangeBytes = size_t{4} * 1024 * 1024;
inline constexpr size_t kColumnsToGet = 128;
inline constexpr int32_t kStreamHoursMax = 168;
inline constexpr size_t kStreamRecords = 1000;
inline constexpr size_t kStreamBytes = size_t{4} * 1024 * 1024;
inline constexpr int64_t kVersionDeviationS = 86400;  // default of a new table
inline constexpr int64_t kSplitUnitBytes = int64_t{100} * 1024 * 1024;
inline constexpr int64_t kSplitUnitMinBytes = int64_t{1024} * 1024;

// Time-series tables.
inline constexpr size_t kTimeseriesNameBytes = 128;  // tables, measurements, fields
inline constexpr size_t kSourceBytes = 256;
inline constexpr size_t kTagsBytes = 512;  // of the string
inline constexpr size_t kFieldsPerPoint = 1024;
inline constexpr size_t kPutPoints = 200;
inline constexpr size_t kPagePoints = 5000;  // and kRangeBytes
inline constexpr size_t kScanSplits = 256;
inline constexpr size_t kLineKeyColumns = 6;
inline constexpr size_t kFieldKeyColumns = 4;
inline constexpr size_t kMetaPage = 1000;  // the service's own is not documented

}  // namespace hopline::emulator::tablestore::limits
