/// \file help.h
/// The text of --help.
#pragma once

#include <string>
#include <vector>

namespace hopline::cli {

/// Of one command; of the whole program for an empty or unknown one.
std::string HelpText(const std::string& command);

const std::vector<std::string>& Commands();

}  // namespace hopline::cli
