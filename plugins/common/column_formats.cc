#include "plugins/common/column_formats.h"

namespace hopline::plugins {

ColumnFormats ColumnFormats::Read(const Config& settings) {
  ColumnFormats formats;
  const auto read = [&settings](const char* pointer, std::string& value) {
    value = settings.Text(pointer, value);
  };
  read("/column/timeZone", formats.time_zone);
  read("/column/datetimeFormat", formats.datetime_format);
  read("/column/dateFormat", formats.date_format);
  read("/column/timeFormat", formats.time_format);
  read("/column/encoding", formats.encoding);
  if (settings.Has("/column/extraFormats")) {
    formats.extra_formats = settings.TextList("/column/extraFormats");
  }
  return formats;
}

}  // namespace hopline::plugins
