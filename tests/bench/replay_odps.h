/// \file replay_odps.h
/// Transfers of MaxCompute tables through Tunnel, for replay.cc.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace hopline::bench {

/// Prepares a transfer, bodies included, and returns what does it; nothing if the words
/// name no transfer of MaxCompute.
///
///   pages TUNNEL PROJECT ID KEY TABLE FORM ROWS…            downloads the pages
///   blocks TUNNEL PROJECT ID KEY TABLE FORM TARGET ROWS…    the same rows into TARGET,
///   in
///                                                           place of what it holds
///
/// FORM is records or arrow, ROWS the rows of each page or block, from the table's first
/// on. One connection.
std::function<void()> PrepareOdpsTransfer(const std::vector<std::string>& words);

}  // namespace hopline::bench
