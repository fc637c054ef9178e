#pragma once

#include <hopline/view.hpp>

#include <optional>
#include <string>
#include <vector>

#include "plugins/common/column_convert.h"
#include "plugins/common/column_formats.h"
#include "plugins/common/date_pattern.h"
#include "plugins/common/text_buffer.h"
#include "plugins/common/time_zone.h"
#include "plugins/odps/target.h"
#include "plugins/odps/writer_options.h"

namespace hopline::plugins::odps {

/// Reads off a row which partition it goes to.
///
/// A value is the text of the cell; a whole number where the partition column is one;
/// dates are milliseconds since the epoch, unless partitionColumnMapping has a format for
/// them.
///
/// Source: maxcompute.md §5.8. Different from DataX: a value that is null, blank or
/// cannot
///         stand in the name of a partition makes its row dirty instead of ending the
///         task.
/// Threads: one at a time.
class PartitionNames {
 public:
  PartitionNames(const std::vector<TargetKey>& keys, const WriterOptions& options,
                 const ColumnFormats& formats);

  /// Makes *name "pt=1,hh=2". Returns nullptr, or why the row is dirty; then *column is
  /// the incoming column that is at fault.
  const char* Read(const BatchView& batch, const Fields& in, int64_t row,
                   std::string* name, size_t* column);

 private:
  struct Key {
    TargetKey target;
    std::optional<DatePattern> from, to;  ///< of partitionColumnMapping
  };
  const char* AppendValue(Key& key, const Cell& cell, const Field& field);
  const char* AppendDate(Key& key, const Cell& cell, const Field& field);

  std::vector<Key> keys_;
  ColumnConverter converter_;
  TimeZone zone_;
  TextBuffer value_, text_;
};

}  // namespace hopline::plugins::odps
