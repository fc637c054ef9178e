#pragma once

#include "wire/common/date.h"

/// FormatHttpDate is for the headers Date and Last-Modified, conditions and V1
/// signatures; FormatBasicDate for x-oss-date of V4 signatures, its first 8 characters
/// are the scope's date; FormatXmlDate for bodies.

namespace hopline::wire::oss {

using wire::FormatBasicDate;
using wire::FormatHttpDate;
using wire::FormatXmlDate;
using wire::ParseBasicDate;
using wire::ParseHttpDate;
using wire::ParseXmlDate;

}  // namespace hopline::wire::oss
