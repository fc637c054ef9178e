/// \file replay_tables.h
/// Transfers of whole Tablestore tables, for replay.cc.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace hopline::bench {

/// Prepares a transfer, bodies included, and returns what does it; nothing if the words
/// name no transfer of a table.
///
///   range URL INSTANCE ID KEY TABLE                    every page of a table of rows
///   rows URL INSTANCE ID KEY TABLE ROWS KEYS LANES     rows of stream_rows.h as puts
///   scan URL INSTANCE ID KEY TABLE                     every page of a time-series table
///   points URL INSTANCE ID KEY TABLE COUNT LINES LANES points of so many time lines
///
/// Rows and points go out a hundred a request, over so many connections.
std::function<void()> PrepareTableTransfer(const std::vector<std::string>& words);

}  // namespace hopline::bench
