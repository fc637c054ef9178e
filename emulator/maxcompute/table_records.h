#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "emulator/maxcompute/table.h"
#include "emulator/storage/record.h"

/// The records of a table's journal: one per call that changes the table. The table
/// checks a call before it writes the record, so a record can always be done again.
namespace hopline::emulator::maxcompute {

/// Numbers of the files: never given to another kind.
enum RecordKind : uint8_t {
  kTableRecord = 1,          // settings; the first record
  kAddPartitionRecord = 2,   // partition, time
  kDropPartitionRecord = 3,  // partition
  kTruncateRecord = 4,       // partition, time
  kUploadRecord = 5,         // id, partition, overwrite, committed, time
  kBlockRecord = 6,          // upload id, block id, version, rows
  kCommitRecord = 7,         // upload id, time
  kRowsRecord = 8            // partition, times of creation and change, rows
};

storage::RecordWriter RecordOfTable(const TableSettings& settings);
storage::RecordWriter RecordOfAddPartition(const std::string& partition,
                                           int64_t now_unix_s);
storage::RecordWriter RecordOfDropPartition(const std::string& partition);
storage::RecordWriter RecordOfTruncate(const std::string& partition, int64_t now_unix_s);
storage::RecordWriter RecordOfUpload(const UploadState& upload);
storage::RecordWriter RecordOfBlock(const std::string& upload_id,
                                    const wire::maxcompute::UploadedBlock& block,
                                    std::string_view stream);
storage::RecordWriter RecordOfCommit(const std::string& upload_id, int64_t now_unix_s);
storage::RecordWriter RecordOfRows(const std::string& partition, int64_t created_unix_s,
                                   int64_t modified_unix_s, std::string_view stream);

TableSettings ReadSettings(storage::RecordReader* reader);
UploadState ReadUpload(storage::RecordReader* reader);

}  // namespace hopline::emulator::maxcompute
