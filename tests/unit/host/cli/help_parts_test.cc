#include "host/cli/help_parts.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "host/cli/help.h"
#include "host/cli/options.h"
#include "host/services/exit_code.h"

namespace hopline::cli {
namespace {

/// Options that some help text explains, without dashes.
std::set<std::string> Explained() {
  std::vector<std::string> pages = Commands();
  pages.emplace_back("");
  std::set<std::string> names;
  for (const std::string& page : pages) {
    for (const OptionHelp& option : ReadHelp(page).options) {
      CHECK_MESSAGE(!option.text.empty(), page, ": ", option.names[0]);
      for (const std::string& name : option.names) {
        names.insert(name.substr(name.find_first_not_of('-')));
      }
    }
  }
  return names;
}

TEST_CASE("every option is explained, and every explained option is taken") {
  const std::set<std::string> explained = Explained();
  std::set<std::string> taken;
  for (const std::string& name : OptionNames()) {
    taken.insert(name);
    // -p is what people write for it.
    CHECK_MESSAGE(explained.contains(name == "defines" ? "p" : name), name);
  }
  for (const std::string& name : explained) {
    CHECK_MESSAGE((taken.contains(name) || name.size() == 1), name);
  }
}

TEST_CASE("every command is in the overview, with examples before anything else") {
  const HelpParts overview = ReadHelp("");
  for (const std::string& command : Commands()) {
    CHECK_MESSAGE(std::any_of(overview.commands.begin(), overview.commands.end(),
                              [&](const auto& one) {
                                return one.first.substr(0, one.first.find(' ')) ==
                                       command;
                              }),
                  command);
    CHECK(HelpText(command).starts_with("Examples:\n"));
    CHECK_MESSAGE(!ReadHelp(command).examples.empty(), command);
  }
}

TEST_CASE("a line of an option is names, value and text") {
  const HelpParts run = ReadHelp("run");
  const auto named = [&](const std::string& name) {
    return *std::find_if(run.options.begin(), run.options.end(),
                         [&](const OptionHelp& o) { return o.names[0] == name; });
  };
  CHECK(named("--report").value == "FILE");
  CHECK(named("--report").text == "writes the report as JSON");
  CHECK(named("--resume").value.empty());
  CHECK(named("-p").value == "\"-DNAME=VALUE\"");
  const HelpParts all = ReadHelp("");
  CHECK(std::any_of(all.options.begin(), all.options.end(), [](const OptionHelp& o) {
    return o.names == std::vector<std::string>{"-v", "--verbose"};
  }));
}

TEST_CASE("manual pages keep dots, backslashes and minus signs") {
  const std::string page = ManPage("params");
  CHECK(page.starts_with(".TH \"hopline-params\" 1"));
  CHECK(page.find("\\-\\-cyctime") != std::string::npos);
  for (const char* line : {"\n.SH OPTIONS\n", "\n.SH EXAMPLES\n.nf\n"}) {
    CHECK(page.find(line) != std::string::npos);
  }
  CHECK_THROWS_WITH_AS(ManPage("parms"), doctest::Contains("did you mean \"params\"?"),
                       services::Failure);
}

}  // namespace
}  // namespace hopline::cli
