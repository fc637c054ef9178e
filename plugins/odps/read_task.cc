#include "plugins/odps/read_task.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "plugins/odps/errors.h"
#include "wire/maxcompute/partition_spec.h"

namespace hopline::plugins::odps {

namespace mc = wire::maxcompute;

namespace {

std::vector<std::string> ValuesOf(const std::string& partition) {
  std::vector<std::string> values;
  if (partition.empty()) return values;
  mc::PartitionSpec spec;
  NeedReadable(mc::ParsePartitionSpec(partition, &spec), "reading a partition's name");
  for (auto& [name, value] : spec) values.push_back(std::move(value));
  return values;
}

}  // namespace

ReadTask::ReadTask(Tunnel& tunnel, const SourceColumns& columns, BodyForm form,
                   const ColumnFormats& formats, bool empty_as_null, RowSlice rows,
                   const TaskContext& context)
    : columns_(columns),
      keys_(ValuesOf(rows.partition)),
      cells_(formats, empty_as_null),
      builder_(columns.fields),
      most_rows_(std::max<uint32_t>(1, context.max_batch_rows)),
      scope_(context.scope),
      pages_(tunnel, columns, form, std::move(rows), context.scope) {}

void ReadTask::AppendKey(const SourceColumns::Output& output, ColumnBuilder& out) {
  const std::string& value = keys_.at(static_cast<size_t>(output.key));
  if (out.type() != Type::kInt64) return out.AppendBytes(value);
  int64_t number = 0;
  const char* end = value.data() + value.size();
  const auto parsed = std::from_chars(value.data(), end, number);
  if (parsed.ec != std::errc() || parsed.ptr != end) {
    throw Error(HOPLINE_STATUS_DATA_INVALID,
                "partition value '" + value + "' is no number, but its column is one");
  }
  out.AppendFixed(number);
}

/// The rows from next_row_ up to `end`, column by column.
void ReadTask::AppendRows(int64_t end) {
  for (size_t i = 0; i < columns_.outputs.size(); ++i) {
    const SourceColumns::Output& output = columns_.outputs[i];
    ColumnBuilder& out = builder_.column(i);
    if (output.data >= 0) {
      const mc::ColumnView& view = views_[static_cast<size_t>(output.data)];
      const char* reason = cells_.Append(view, next_row_, end, out);
      if (reason == nullptr) continue;
      throw Error(HOPLINE_STATUS_DATA_INVALID, "column " + columns_.fields[i].name +
                                                   ": " + reason +
                                                   "; leave the column out of column");
    }
    for (int64_t row = next_row_; row < end; ++row) {
      if (output.key >= 0) {
        AppendKey(output, out);
      } else {
        out.AppendBytes(output.constant);
      }
    }
  }
  for (; next_row_ < end; ++next_row_) builder_.EndRow();
}

/// Moves to the next rows; false at the end.
bool ReadTask::TakePart() {
  while (next_part_ == page_.size()) {
    auto page = pages_.Next();
    if (!page.has_value()) return false;
    page_ = std::move(*page);
    next_part_ = 0;
  }
  const mc::Columns& part = page_[next_part_++];
  views_ = mc::ViewsOf(part);
  part_rows_ = part.front().rows;
  next_row_ = 0;
  return true;
}

Batch ReadTask::Next() {
  scope_.ThrowIfCancelled();
  while (next_row_ == part_rows_) {
    if (!TakePart()) return {};
  }
  AppendRows(std::min(part_rows_, next_row_ + most_rows_));
  return builder_.Finish();
}

}  // namespace hopline::plugins::odps
