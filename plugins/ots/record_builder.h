#pragma once

#include <hopline/arrow.hpp>

#include <cstddef>
#include <cstdint>

#include "wire/tablestore/row.h"

namespace hopline::plugins::ots {

/// Turns the rows of pages into records of a batch.
///
/// Threads: one at a time.
class RecordBuilder {
 public:
  virtual ~RecordBuilder() = default;

  /// Appends what one row gives, but no record beyond `most_records`. False: there was no
  /// room for all of it; call again with the same row after Finish().
  virtual bool Append(const wire::tablestore::RowView& row, int64_t most_records) = 0;

  virtual int64_t records() const = 0;
  virtual size_t bytes() const = 0;
  /// Hands the records out and reports what turned out dirty. Errors: DIRTY_LIMIT.
  virtual Batch Finish() = 0;
};

}  // namespace hopline::plugins::ots
