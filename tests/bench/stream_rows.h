/// \file stream_rows.h
/// The row that the Tablestore benchmarks move: one key, four cells, 220 bytes as a
/// record of the log (the row with its sequence, without the field around it).
#pragma once

#include <cstdint>
#include <string>

#include "wire/tablestore/row.h"
#include "wire/tablestore/schema.h"

namespace hopline::bench {

inline constexpr size_t kRecordBytes = 220;

/// The key's only column is `id`, a STRING whose first letters are spread evenly over
/// a … z; rows come back after `keys` others.
wire::tablestore::TableMeta TableOfRows(std::string name);

/// Row number `i` as a put, without sequence.
wire::tablestore::Row MakeRow(uint64_t i, uint64_t keys);

/// The PlainBuffer of its log record.
std::string EncodeRecord(uint64_t i, uint64_t keys, int64_t timestamp_us);

}  // namespace hopline::bench
