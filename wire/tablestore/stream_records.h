#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wire/tablestore/row.h"
#include "wire/tablestore/schema.h"
#include "wire/tablestore/status.h"

/// The response of GetStreamRecord, read and written in place: its records are the bulk
/// of a stream's data and are not copied.
namespace hopline::wire::tablestore {

enum class StreamAction : uint8_t {
  kPut = 1,     // the row was replaced: older columns are gone. May have no cells
  kUpdate = 2,  // puts and deletions of cells
  kDelete = 3,  // the row is gone; key only
};

/// One record as it lies in the body.
///
/// Owns:    nothing; points into the body given to StreamRecordReader.
struct StreamRecordView {
  StreamAction action = StreamAction::kPut;
  std::string_view row;         // PlainBuffer of one row, with sequence info (DecodeRow)
  std::string_view origin_row;  // PlainBuffer of previous values; empty if none
};

/// Reads one response body.
///
///   StreamRecordReader reader;
///   Status status = reader.Open(body);
///   StreamRecordView record;
///   RowView row;                       // keep it from record to record: no allocation
///   then while (reader.Next(&record)) {
///     status = DecodeRow(record.row, &row);
///     …
///   }
///
/// Shape:   end conditions by (any record, next iterator): (yes, yes) go on; (yes, no)
///          these are the last records of a closed shard; (no, no) a closed shard is at
///          its end, its body has 0 bytes; (no, yes) nothing more now.
/// Owns:    nothing; `body` must outlive the reader and the records.
/// Cost:    Open() walks over the top-level fields once, which also checks every length
///          and action; Next() cannot fail afterwards. Nothing is copied or allocated.
class StreamRecordReader {
 public:
  /// Errors:  not such a message; a record without action or row.
  Status Open(std::string_view body);

  /// False after the last record.
  bool Next(StreamRecordView* record);

  size_t record_count() const { return record_count_; }
  std::optional<std::string_view> next_shard_iterator() const { return next_iterator_; }
  std::optional<bool> may_more_record() const { return may_more_; }

 private:
  std::string_view rest_;
  size_t record_count_ = 0;
  std::optional<std::string_view> next_iterator_;
  std::optional<bool> may_more_;
};

/// Writes one response body. Records may be encoded long before: AppendRecord() yields
/// the bytes that stand in the body, so that a server can keep them and answer by
/// concatenation.
///
/// Order:   records, then Finish() once.
class StreamRecordWriter {
 public:
  /// Appends the field of one record to *out. `row` and `origin_row` as in
  /// StreamRecordView.
  static void AppendRecord(const StreamRecordView& record, std::string* out);

  /// Appends the fields behind the records.
  static void Finish(std::optional<std::string_view> next_shard_iterator,
                     const std::optional<ConsumedCapacity>& consumed,
                     std::optional<bool> may_more_record, std::string* out);
};

}  // namespace hopline::wire::tablestore
