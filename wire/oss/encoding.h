#pragma once

#include "wire/common/encoding.h"

/// The text forms of bytes that all services share, under the names of this one.

namespace hopline::wire::oss {

using wire::Base64Decode;
using wire::Base64Encode;
using wire::Fields;
using wire::FindField;
using wire::FindQuery;
using wire::FormatQuery;
using wire::HexLower;
using wire::HexUpper;
using wire::ParseQuery;
using wire::ParseUnsigned;
using wire::PercentDecode;
using wire::PercentEncode;
using wire::RemoveField;
using wire::SetField;
using wire::Slash;
using wire::ToLower;
using wire::Trim;

}  // namespace hopline::wire::oss
