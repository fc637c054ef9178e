#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "emulator/maxcompute/rows.h"
#include "wire/maxcompute/arrow_message.h"
#include "wire/maxcompute/content_encoding.h"

namespace hopline::emulator::maxcompute {

/// Which rows and columns of a snapshot.
struct Selection {
  std::vector<size_t> columns;  // by index, in the order of the answer
  int64_t first = 0;
  int64_t count = 0;
};

/// A Tunnel record stream.
std::string WriteRecords(const Rows& rows, const Selection& selection,
                         wire::maxcompute::ContentEncoding encoding);

/// Framed Arrow messages. Instance answers have timestamps as seconds and nanoseconds.
/// Errors:  Failure when a moment has no place in the form.
std::string WriteArrow(const Rows& rows, const Selection& selection,
                       wire::maxcompute::TimestampForm form,
                       wire::maxcompute::ContentEncoding encoding);

/// A plain IPC stream with its schema: the answer to a preview.
std::string WriteIpcStream(const Rows& rows, const Selection& selection,
                           const std::vector<std::string>& names,
                           const std::vector<wire::maxcompute::Type>& types,
                           wire::maxcompute::BufferCompression compression);

}  // namespace hopline::emulator::maxcompute
