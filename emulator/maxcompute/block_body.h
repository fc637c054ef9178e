#pragma once

#include <string_view>

#include "emulator/maxcompute/rows.h"
#include "wire/maxcompute/content_encoding.h"
#include "wire/maxcompute/session.h"

namespace hopline::emulator::maxcompute {

/// The rows in the body of a block, all of it verified: compression, checksums,
/// structure, values.
///
/// Errors:  Failure: IncompleteBody for a body that ends too early, CorruptedDataStream
/// for
///          a checksum that does not fit, MalformedDataStream for everything that cannot
///          be read, InvalidArgument for a value that its column cannot hold.
Rows DecodeBlock(std::string_view body, wire::maxcompute::ContentEncoding encoding,
                 bool arrow, const wire::maxcompute::TableSchema& schema);

}  // namespace hopline::emulator::maxcompute
