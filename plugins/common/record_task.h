/// \file record_task.h
/// Records of slices of objects, and a reader task that turns them into batches.
#pragma once

#include <hopline/connector.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "plugins/common/field_convert.h"
#include "plugins/common/object_place.h"
#include "plugins/common/record_reader.h"
#include "plugins/common/slice_entry.h"

namespace hopline::plugins {

/// Records of several slices, one after the other, unpacked and parsed by the format.
///
/// Threads: one at a time.
/// Errors:  DATA_INVALID names the object: it has changed, its packed bytes are damaged,
/// or
/// a
///          field is too long.
class SliceRecords {
 public:
  /// Borrows `place` and `format`.
  SliceRecords(ObjectPlace& place, const ReadFormat& format, std::vector<Slice> slices,
               uint64_t memory_bytes, const Scope& scope);

  /// Moves to the next record; false at the end of the last slice.
  bool Next();
  /// Live until the next call of Next().
  const std::vector<std::string_view>& fields() const { return records_->fields(); }

 private:
  bool NextUnnamed();
  bool OpenNext();

  const ObjectPlace& place_;
  const ReadFormat& format_;
  std::unique_ptr<SliceStream> stream_;
  const Slice* slice_ = nullptr;
  std::unique_ptr<ByteSource> decoder_;  ///< null for bytes that are not packed
  std::optional<RecordReader> records_;
};

/// A task of an ObjectReader.
class RecordTask final : public ReaderTask {
 public:
  /// Borrows everything but the context.
  RecordTask(ObjectPlace& place, const ReadFormat& format, const ColumnFormats& formats,
             const TaskContext& context);

  Batch Next() override;

 private:
  RecordTask(ObjectPlace& place, const ReadFormat& format, const ColumnFormats& formats,
             const TaskContext& context, SliceEntry entry);
  void ReportDirty(const FieldConverter::Problem& problem);

  SliceRecords records_;
  FieldConverter converter_;
  BatchBuilder builder_;
  int64_t most_rows_;
  uint64_t most_bytes_;
  Scope scope_;
  bool ended_ = false;
};

}  // namespace hopline::plugins
