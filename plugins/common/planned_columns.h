/// \file planned_columns.h
/// Tasks of a run that was planned in another process must get the columns of the plan.
#pragma once

#include <hopline/arrow.hpp>

#include <string>

namespace hopline::plugins {

/// The types of incoming columns as text, for a writer's token.
std::string ColumnsOf(const ArrowSchema& in);

/// Throws SCHEMA_MISMATCH if a task gets other columns than the token tells.
void NeedPlannedColumns(const std::string& planned, const ArrowSchema& in);

}  // namespace hopline::plugins
