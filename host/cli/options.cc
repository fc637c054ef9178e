#include "host/cli/options.h"

#include <fmt/format.h>

#include <boost/program_options.hpp>
#include <charconv>
#include <cstdint>
#include <iterator>

#include "host/job/node_parameters.h"
#include "host/services/diagnostic.h"
#include "host/services/exit_code.h"

namespace hopline::cli {
namespace {

namespace po = boost::program_options;
using services::ExitCode;
using services::Failure;

po::options_description Described() {
  const auto text = [] { return po::value<std::string>(); };
  const auto list = [] { return po::value<std::vector<std::string>>(); };
  po::options_description all;
  // clang-format off
  all.add_options()
    ("help,h", "") ("version", "")
    ("set", list(), "") ("params", list(), "") ("defines,p", list(), "") ("cyctime", text(), "")
    ("env", text(), "") ("config", text(), "")
    ("resume", "") ("isolate", "") ("wait", "") ("takeover", "") ("connect", "")
    ("run-id", text(), "") ("report", text(), "") ("give-up", text(), "")
    ("to", text(), "")
    ("index", po::value<uint32_t>(), "") ("older-than", text(), "") ("supervised", "")
    ("format", text(), "")
    ("plugin-dir", list(), "") ("state-dir", text(), "") ("log-format", text(), "")
    ("verbose,v", "") ("quiet,q", "")
    ("words", list(), "");
  // clang-format on
  return all;
}

std::vector<std::string> Names(const po::options_description& described) {
  std::vector<std::string> names;
  for (const auto& option : described.options()) {
    if (option->long_name() != "words" && option->long_name() != "supervised") {
      names.push_back(option->long_name());
    }
  }
  return names;
}

po::variables_map Read(int argc, const char* const* argv) {
  const po::options_description described = Described();
  po::positional_options_description words;
  words.add("words", -1);
  po::variables_map values;
  try {
    using Style = po::command_line_style::style_t;
    // Guessing a shortened option would make scripts break with the next option we add.
    const int style = Style::unix_style & ~Style::allow_guessing;
    po::store(po::command_line_parser(argc, argv)
                  .options(described)
                  .positional(words)
                  .style(style)
                  .run(),
              values);
  } catch (const po::unknown_option& error) {
    std::string name = error.get_option_name();
    name.erase(0, name.find_first_not_of('-'));
    const std::string nearest = services::Nearest(name, Names(described));
    throw Failure(ExitCode::kUsage,
                  fmt::format("unknown option --{}{}", name,
                              nearest.empty() ? "; see hopline --help"
                                              : "; did you mean --" + nearest + "?"));
  } catch (const po::error& error) {
    throw Failure(ExitCode::kUsage, fmt::format("{}; see hopline --help", error.what()));
  }
  return values;
}

bool ParseLogFormat(const std::string& word) {
  if (word == "json") return true;
  if (word == "text") return false;
  throw Failure(ExitCode::kUsage, fmt::format("--log-format {}: text or json", word));
}

OutputFormat ParseFormat(const std::string& word) {
  if (word == "text") return OutputFormat::kText;
  if (word == "markdown") return OutputFormat::kMarkdown;
  if (word == "json") return OutputFormat::kJson;
  if (word == "svg") return OutputFormat::kSvg;
  throw Failure(
      ExitCode::kUsage,
      fmt::format("--format {}: text, markdown, json or svg{}", word,
                  services::DidYouMean(word, {"text", "markdown", "json", "svg"})));
}

}  // namespace

int64_t ParseDuration(const std::string& text) {
  int64_t number = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, number);
  const std::string unit(end, last);
  const int64_t unit_ms = unit == "s"   ? 1000
                          : unit == "m" ? 60'000
                          : unit == "h" ? 3'600'000
                          : unit == "d" ? 86'400'000
                                        : 0;
  const bool fits = unit_ms > 0 && number <= INT64_MAX / unit_ms;
  if (error != std::errc() || number < 0 || !fits) {
    throw Failure(ExitCode::kUsage,
                  fmt::format("'{}' is no duration: write 30s, 90m, 36h or 2d", text));
  }
  return number * unit_ms;
}

std::vector<std::string> OptionNames() { return Names(Described()); }

Options ParseOptions(int argc, const char* const* argv) {
  const po::variables_map values = Read(argc, argv);
  const auto text = [&](const char* name) {
    return values.count(name) != 0 ? values[name].as<std::string>() : std::string();
  };
  const auto list = [&](const char* name) {
    return values.count(name) != 0 ? values[name].as<std::vector<std::string>>()
                                   : std::vector<std::string>();
  };
  const auto flag = [&](const char* name) { return values.count(name) != 0; };
  Options options;
  options.arguments = list("words");
  if (!options.arguments.empty()) {
    options.command = options.arguments.front();
    options.arguments.erase(options.arguments.begin());
  }
  options.help = flag("help");
  options.version = flag("version");
  for (const std::string& parameters : list("params")) {
    job::NodeParameters given = job::ParseNodeParameters(parameters);
    std::move(given.expressions.begin(), given.expressions.end(),
              std::back_inserter(options.set));
    std::move(given.defines.begin(), given.defines.end(),
              std::back_inserter(options.defines));
  }
  for (const std::string& pair : list("set")) options.set.push_back(job::ParseSet(pair));
  for (const std::string& define : list("defines")) options.defines.push_back(define);
  options.cyctime = text("cyctime");
  options.environment = text("env");
  options.config = text("config");
  options.resume = flag("resume");
  options.isolate = flag("isolate");
  options.wait = flag("wait");
  options.take_over = flag("takeover");
  options.connect = flag("connect");
  options.run_id = text("run-id");
  options.report = text("report");
  options.give_up = text("give-up");
  options.to = text("to");
  if (flag("index")) options.index = values["index"].as<uint32_t>();
  if (flag("older-than")) options.older_than_ms = ParseDuration(text("older-than"));
  options.supervised = flag("supervised");
  if (flag("format")) options.format = ParseFormat(text("format"));
  options.plugin_dirs = list("plugin-dir");
  options.state_dir = text("state-dir");
  if (flag("log-format")) options.json_log = ParseLogFormat(text("log-format"));
  options.verbose = flag("verbose");
  options.quiet = flag("quiet");
  return options;
}

}  // namespace hopline::cli
