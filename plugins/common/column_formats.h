/// \file column_formats.h
/// The job's settings for text forms of columns: zone, patterns, charset.
#pragma once

#include <hopline/config.hpp>

#include <string>
#include <vector>

namespace hopline::plugins {

/// What `setting.common.column` says, as the host hands it over in settings_json.
/// Defaults are DataX's.
struct ColumnFormats {
  std::string time_zone = "GMT+8";
  std::string datetime_format = "yyyy-MM-dd HH:mm:ss";
  std::string date_format = "yyyy-MM-dd";
  std::string time_format = "HH:mm:ss";
  std::vector<std::string> extra_formats = {"yyyyMMdd"};
  std::string encoding = "utf-8";  ///< of bytes columns shown as text

  static ColumnFormats Read(const Config& settings);
};

}  // namespace hopline::plugins
