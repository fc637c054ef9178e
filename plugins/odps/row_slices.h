#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hopline::plugins::odps {

/// Rows of one download session: what a task reads.
struct RowSlice {
  std::string session;
  std::string instance;   ///< of a query; empty: the table's own rows
  std::string partition;  ///< "pt=1,hh=2"
  int64_t start = 0;
  int64_t count = 0;
  /// Of the columns that are read, as the session has them; empty: it did not tell.
  std::vector<std::string> types = {};
};

std::string Encode(const RowSlice& slice);
/// Errors: INVALID_STATE: not written by this connector, or by another version of it.
RowSlice DecodeSlice(std::string_view bytes);

/// Cuts `count` rows into `parts` of nearly equal length; at least one, which may be
/// empty.
std::vector<RowSlice> CutRows(const RowSlice& whole, int64_t parts);

}  // namespace hopline::plugins::odps
