#pragma once

#include <string>
#include <string_view>

namespace hopline::emulator::tablestore {

/// A time-series table is kept as two ordinary ones, whose names no client can give to a
/// table of its own: `<name>#timeseries` with the points, which clients may read by that
/// name, and `<name>#timeseries_meta` with one row per time line, which is internal.
std::string DataTableName(std::string_view name);
std::string MetaTableName(std::string_view name);

bool IsDataTableName(std::string_view name);
bool IsMetaTableName(std::string_view name);

/// The name that the client gave: all before the '#'.
std::string_view PlainTableName(std::string_view name);

}  // namespace hopline::emulator::tablestore
