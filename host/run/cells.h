/// \file cells.h
/// Rows as JSON that loses nothing, for files of dirty rows. docs/run-directory.md.
#pragma once

#include <cstdint>
#include <hopline/schema.hpp>
#include <hopline/view.hpp>

#include "host/services/json_writer.h"

namespace hopline::run {

/// [{"name":…,"format":…,"kind":…}, …]
void WriteFields(services::JsonWriter& json, const Fields& fields);

/// One value per column: null; a number for bool-less integers up to 64 bit; true or
/// false; doubles as shortest text that reads back; text as a string. What JSON cannot
/// hold as it is becomes an object: {"base64":…} for binary and malformed text,
/// {"decimal":…} for the unscaled value of a decimal, {"type":…,"value":…} for a cell of
/// a variant, {"nested":true} for a list, struct or map, which no connector can replay.
void WriteCells(services::JsonWriter& json, const BatchView& batch, const Fields& fields,
                int64_t row);

}  // namespace hopline::run
