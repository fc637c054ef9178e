#pragma once

#include <string>
#include <string_view>

#include "wire/tablestore/status.h"

namespace hopline::wire::tablestore {

/// Bodies compressed in zlib format (RFC 1950), which the service's headers call
/// `deflate`.
std::string Compress(std::string_view bytes);

/// Units:   max_bytes bounds the decompressed size, so that a small hostile body cannot
///          fill memory.
/// Errors:  not a complete zlib stream; more than max_bytes; bytes behind the stream.
Status Decompress(std::string_view bytes, size_t max_bytes, std::string* out);

}  // namespace hopline::wire::tablestore
