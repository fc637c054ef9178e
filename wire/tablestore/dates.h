#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hopline::wire::tablestore {

/// Milliseconds since the Unix epoch as the service writes them:
/// 2020-09-13T12:26:40.123Z.
std::string FormatDate(int64_t unix_ms);

/// The UTC day of an instant as `yyyyMMdd` (header x-ots-signdate).
std::string FormatSignDay(int64_t unix_ms);

/// Reads yyyy-MM-ddTHH:mm:ss[.fraction]Z. Fractions may have 0 to 9 digits: one vendor
/// client writes three to six that are not milliseconds. What is beyond milliseconds is
/// dropped.
///
/// Errors:  false for anything else, *unix_ms is then untouched.
bool ParseDate(std::string_view text, int64_t* unix_ms);

}  // namespace hopline::wire::tablestore
