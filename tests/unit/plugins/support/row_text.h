/// \file row_text.h
/// Records as text that tells their types, for tests to compare.
#pragma once

#include <hopline/error.hpp>
#include <hopline/view.hpp>

#include <string>
#include <vector>

namespace hopline::plugins {

/// "null", "d1.500000", "b:bytes"; texts and whole numbers as they are.
std::string CellText(const Cell& cell);
/// Cells joined by '|'.
void AppendRows(const Batch& batch, const Fields& fields, std::vector<std::string>& rows);
std::vector<std::string> Sorted(std::vector<std::string> rows);

bool Says(const Error& error, const std::string& part);

}  // namespace hopline::plugins
