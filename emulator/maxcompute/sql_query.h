#pragma once

#include "emulator/maxcompute/sessions.h"
#include "emulator/maxcompute/sql.h"
#include "emulator/maxcompute/table.h"

namespace hopline::emulator::maxcompute {

/// The rows that a SELECT gives: partitions by text, the order of rows inside them.
/// Shape:   '*' of a partitioned table ends with the partition columns.
/// Errors:  Failure for a column that the table does not have.
QueryResult RunSelect(const sql::Select& select, const Table& table);

}  // namespace hopline::emulator::maxcompute
