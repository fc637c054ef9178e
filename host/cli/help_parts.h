/// \file help_parts.h
/// The text of --help, taken apart: completion and manual pages are made of it.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace hopline::cli {

struct OptionHelp {
  std::vector<std::string> names;  ///< "-v", "--verbose"
  std::string value;               ///< "FILE"; empty for a switch
  std::string text;
};

struct HelpParts {
  std::vector<std::string> examples;
  std::string usage;  ///< what follows "Usage: ", may have several lines
  std::vector<std::string> paragraphs;  ///< prose
  std::vector<OptionHelp> options;
  /// Of the overview: command with its arguments → what it does.
  std::vector<std::pair<std::string, std::string>> commands;
};

/// Of a command, or of the whole program for "".
HelpParts ReadHelp(const std::string& command);

/// bash, zsh or fish. Errors: Failure(kUsage) for another shell.
std::string CompletionScript(const std::string& shell);

/// A page in roff. Errors: Failure(kUsage) for an unknown command.
std::string ManPage(const std::string& command);

}  // namespace hopline::cli
