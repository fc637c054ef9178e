/// \file options.h
/// The command line, read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hopline::cli {

/// Of what a command prints.
enum class OutputFormat : uint8_t { kText, kMarkdown, kJson, kSvg };

struct Options {
  std::string command;                 ///< run, check, … ; empty with help or version
  std::vector<std::string> arguments;  ///< what follows it without dashes
  bool help = false, version = false;

  // The job.
  std::vector<std::pair<std::string, std::string>> set;
  std::vector<std::string> defines;
  std::string cyctime, environment, config;

  // The run.
  bool resume = false, isolate = false, wait = false, take_over = false, connect = false;
  std::string run_id, report, give_up;
  std::string to;  ///< --to: the shape that convert writes
  std::optional<uint32_t> index;
  std::optional<int64_t> older_than_ms;
  bool supervised = false;  ///< a task process that ends with the one that started it

  OutputFormat format = OutputFormat::kText;

  // The process.
  std::vector<std::string> plugin_dirs;
  std::string state_dir;
  bool json_log = false, verbose = false, quiet = false;
};

/// Errors: Failure(kUsage) that names the option and the nearest known one.
Options ParseOptions(int argc, const char* const* argv);

/// Every option's name, without dashes.
std::vector<std::string> OptionNames();

/// "2d", "36h", "90m", "30s" in milliseconds. Errors: Failure(kUsage).
int64_t ParseDuration(const std::string& text);

}  // namespace hopline::cli
