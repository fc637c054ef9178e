#pragma once

#include <hopline/builder.hpp>
#include <hopline/scope.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/common/column_formats.h"
#include "plugins/otsstream/options.h"
#include "wire/tablestore/row.h"
#include "wire/tablestore/schema.h"
#include "wire/tablestore/stream_records.h"

namespace hopline::plugins::otsstream {

/// One record of the log. Points into the page it was read from.
struct LogRecord {
  wire::tablestore::StreamAction action = wire::tablestore::StreamAction::kPut;
  wire::tablestore::RowView row;
  std::string_view origin_row;  ///< PlainBuffer of previous values; empty if none
  std::string_view latest_row;  ///< PlainBuffer of the present row; empty if it is gone
  size_t bytes = 0;             ///< of these PlainBuffers
};

/// Turns log records into rows of a batch.
///
/// Threads: one at a time.
class RecordRows {
 public:
  virtual ~RecordRows() = default;

  /// Appends what one record of a shard gives: none, one or several rows, but no row
  /// beyond `most_rows`. False: there was no room for all of it; call again with the same
  /// record after Finish().
  virtual bool Append(const LogRecord& record, std::string_view shard_id,
                      int64_t most_rows) = 0;

  virtual int64_t rows() const = 0;
  virtual size_t bytes() const = 0;
  /// Hands the rows out and reports those that turned out dirty.
  virtual Batch Finish() = 0;
};

/// The columns of the output. Errors: INVALID_ARGUMENT: row mode without columns, and
/// none can be known.
Fields MakeFields(const Options& options, const wire::tablestore::TableMeta& table);

/// The columns of row mode: the configured ones, else key and predefined columns.
std::vector<OutputColumn> RowModeColumns(const Options& options,
                                         const wire::tablestore::TableMeta& table);

std::unique_ptr<RecordRows> MakeRecordRows(const Options& options,
                                           const wire::tablestore::TableMeta& table,
                                           const ColumnFormats& formats,
                                           const Scope& scope);

}  // namespace hopline::plugins::otsstream
