#include "wire/maxcompute/timestamp_form.h"

#include <cstring>
#include <utility>

#include "wire/maxcompute/moment.h"

namespace hopline::wire::maxcompute {
namespace {

bool IsTimestamp(const Type& type) {
  return type.kind == TypeKind::kTimestamp || type.kind == TypeKind::kTimestampNtz;
}

template <typename Stored>
Stored ValueAt(const std::vector<uint8_t>& values, int64_t row) {
  Stored value;
  std::memcpy(&value, values.data() + row * static_cast<int64_t>(sizeof value),
              sizeof value);
  return value;
}

template <typename Stored>
void AppendValue(Stored value, ColumnData* column) {
  column->AppendBytes(&value, sizeof value);
  column->AppendValid();
}

ColumnData ToSeconds(const ColumnData& column) {
  ColumnData out(column.type, TimestampForm::kSecondsAndNanos);
  for (int64_t row = 0; row < column.rows; ++row) {
    const Moment moment = MomentOf(ValueAt<int64_t>(column.values, row));
    AppendValue(moment.seconds, &out.children[0]);
    AppendValue(moment.nanos, &out.children[1]);
  }
  return out;
}

Status ToNanoseconds(const ColumnData& column, ColumnData* out) {
  const ColumnView view = column.View();
  for (int64_t row = 0; row < column.rows; ++row) {
    int64_t nanoseconds = 0;
    if (!view.IsNull(row) &&
        !NanosecondsOf({ValueAt<int64_t>(column.children[0].values, row),
                        ValueAt<int32_t>(column.children[1].values, row)},
                       &nanoseconds)) {
      return Status::Error("a value of type " + FormatType(column.type) +
                           " lies outside 1677 to 2262");
    }
    out->AppendBytes(&nanoseconds, sizeof nanoseconds);
  }
  return {};
}

}  // namespace

bool HasTimestamps(const Type& type) {
  if (IsTimestamp(type)) return true;
  for (const Type& child : type.children) {
    if (HasTimestamps(child)) return true;
  }
  return false;
}

Status ConvertTimestamps(TimestampForm form, ColumnData* column) {
  if (!IsTimestamp(column->type)) {
    for (ColumnData& child : column->children) {
      Status status = ConvertTimestamps(form, &child);
      if (!status.ok()) return status;
    }
    return {};
  }
  if (column->layout == LayoutOf(column->type, form)) return {};
  ColumnData out(column->type, form);
  if (form == TimestampForm::kSecondsAndNanos) {
    out = ToSeconds(*column);
  } else {
    Status status = ToNanoseconds(*column, &out);
    if (!status.ok()) return status;
  }
  out.rows = column->rows;
  out.null_count = column->null_count;
  out.validity = std::move(column->validity);
  *column = std::move(out);
  return {};
}

}  // namespace hopline::wire::maxcompute
