#include "plugins/common/record_task.h"

#include <algorithm>
#include <string>
#include <utility>

#include "plugins/common/compression.h"

namespace hopline::plugins {
namespace {

constexpr uint64_t kBatchBytes = uint64_t{1} << 20;
// The size of a batch is looked at once in so many rows.
constexpr int64_t kRowsPerLook = 16;

}  // namespace

SliceRecords::SliceRecords(ObjectPlace& place, const ReadFormat& format,
                           std::vector<Slice> slices, uint64_t memory_bytes,
                           const Scope& scope)
    : place_(place),
      format_(format),
      stream_(place.Open(std::move(slices), memory_bytes, scope)) {}

bool SliceRecords::Next() {
  try {
    return NextUnnamed();
  } catch (Error& error) {
    if (error.code() != HOPLINE_STATUS_DATA_INVALID || slice_ == nullptr) throw;
    throw error.Prefix(place_.Describe(slice_->object.name) + ": ");
  }
}

bool SliceRecords::NextUnnamed() {
  for (;;) {
    if (!records_.has_value() && !OpenNext()) return false;
    if (records_->Next()) return true;
    records_.reset();
  }
}

bool SliceRecords::OpenNext() {
  slice_ = stream_->Next();
  if (slice_ == nullptr) return false;
  decoder_ = MakeDecoder(format_.compression, *stream_);
  ByteSource& plain = decoder_ == nullptr ? *stream_ : *decoder_;
  records_.emplace(plain, format_.rules, format_.encoding,
                   format_.skip_header && slice_->begin == 0);
  return true;
}

RecordTask::RecordTask(ObjectPlace& place, const ReadFormat& format,
                       const ColumnFormats& formats, const TaskContext& context)
    : RecordTask(place, format, formats, context, DecodeSliceEntry(context.task)) {}

RecordTask::RecordTask(ObjectPlace& place, const ReadFormat& format,
                       const ColumnFormats& formats, const TaskContext& context,
                       SliceEntry entry)
    : records_(place, format, std::move(entry.slices), context.memory_budget,
               context.scope),
      converter_(format, formats, entry.width),
      builder_(FieldsOf(format, entry.width)),
      most_rows_(std::max<uint32_t>(1, context.max_batch_rows)),
      most_bytes_(std::min<uint64_t>(kBatchBytes, context.max_batch_bytes)),
      scope_(context.scope) {}

Batch RecordTask::Next() {
  while (!ended_ && builder_.rows() < most_rows_) {
    if (builder_.rows() % kRowsPerLook == 0 && builder_.bytes() >= most_bytes_) break;
    if (!records_.Next()) {
      ended_ = true;
      break;
    }
    const auto problem = converter_.Append(records_.fields(), builder_);
    if (problem.has_value()) ReportDirty(*problem);
  }
  scope_.ThrowIfCancelled();
  return builder_.rows() == 0 ? Batch() : builder_.Finish();
}

/// The record as it stood in the object, each field as text.
void RecordTask::ReportDirty(const FieldConverter::Problem& problem) {
  const auto& record = records_.fields();
  Fields fields;
  for (size_t i = 0; i < record.size(); ++i) {
    fields.push_back(Field::Of(std::to_string(i), Type::kUtf8));
  }
  BatchBuilder row(fields);
  for (size_t i = 0; i < record.size(); ++i) row.column(i).AppendBytes(record[i]);
  row.EndRow();
  const Schema schema = MakeSchema(fields);
  scope_.ReportDirty(row.Finish(), *schema,
                     {{0, "column " + std::to_string(problem.column), problem.reason}});
}

}  // namespace hopline::plugins
