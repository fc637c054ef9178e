#pragma once

#include <cstdint>
#include <string>

#include "emulator/maxcompute/sessions.h"
#include "emulator/maxcompute/store.h"

namespace hopline::emulator::maxcompute {

/// Whose statements run, and when.
struct SqlContext {
  Store* store;
  std::string project;
  std::string owner;
  int64_t now_unix_s = 0;
  IdSource* ids;
};

/// Runs the statements of a task in order. Returns what the last SELECT gave.
/// Errors:  Failure, whose message becomes the result of the failed task.
QueryResult RunSql(const wire::maxcompute::SqlTask& task, const SqlContext& context);

/// A result as CSV: quoted names, then the rows; at most `max_rows` of them.
std::string FormatCsv(const QueryResult& result, int64_t max_rows);

}  // namespace hopline::emulator::maxcompute
