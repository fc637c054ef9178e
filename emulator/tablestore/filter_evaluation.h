#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string_view>

#include "emulator/tablestore/stored_row.h"
#include "wire/tablestore/filter.h"

namespace hopline::emulator::tablestore {

/// A request's filter or column condition. Errors: OTSParameterInvalid.
codec::Filter DecodeFilterOrFail(std::string_view bytes);

/// Whether a filter may see the column of that name.
using ColumnTest = std::function<bool(std::string_view)>;

/// Whether the row passes. Versions older than oldest_visible_ms are not looked at;
/// values of different types are never equal and never ordered.
bool Passes(const codec::Filter& filter, const StoredRow& row, int64_t oldest_visible_ms,
            const ColumnTest& may_see);

/// The slice of attribute columns that a page filter leaves of each row.
struct ColumnPage {
  size_t offset = 0;
  size_t limit = std::numeric_limits<size_t>::max();

  bool Contains(size_t index) const { return index >= offset && index - offset < limit; }
};

/// The page that the filter asks for, alone or as an operand of an AND; else everything.
ColumnPage PageOf(const codec::Filter& filter);

}  // namespace hopline::emulator::tablestore
