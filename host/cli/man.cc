#include <fmt/format.h>

#include <algorithm>

#include "host/cli/help.h"
#include "host/cli/help_parts.h"
#include "host/services/diagnostic.h"
#include "host/services/exit_code.h"
#include "host/services/version.h"

namespace hopline::cli {
namespace {

/// Text for roff: backslashes and leading dots mean something there, a minus is a hyphen.
std::string Roff(const std::string& text) {
  std::string out;
  bool at_line_start = true;
  for (const char c : text) {
    if (at_line_start && (c == '.' || c == '\'')) out += "\\&";
    at_line_start = c == '\n';
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  return out;
}

std::string Summary(const std::string& command) {
  if (command.empty()) return "runs data\\-sync job scripts of DataWorks and DataX";
  for (const auto& [usage, text] : ReadHelp("").commands) {
    if (usage.substr(0, usage.find(' ')) == command) return Roff(text);
  }
  return "";
}

std::string OptionSection(const HelpParts& parts) {
  std::string text;
  for (const OptionHelp& option : parts.options) {
    std::string names;
    for (const std::string& name : option.names) {
      names += (names.empty() ? "" : ", ") + ("\\fB" + Roff(name) + "\\fR");
    }
    if (!option.value.empty()) names += " \\fI" + Roff(option.value) + "\\fR";
    text += ".TP\n" + names + "\n" + Roff(option.text) + "\n";
  }
  return text;
}

}  // namespace

std::string ManPage(const std::string& command) {
  const std::vector<std::string>& known = Commands();
  if (!command.empty() && std::find(known.begin(), known.end(), command) == known.end()) {
    throw services::Failure(
        services::ExitCode::kUsage,
        fmt::format("no command '{}'{}", command, services::DidYouMean(command, known)));
  }
  const HelpParts parts = ReadHelp(command);
  const std::string name = command.empty() ? "hopline" : "hopline-" + command;
  std::string page =
      fmt::format(".TH \"{}\" 1 \"\" \"hopline {}\"\n", name, services::Version());
  page += fmt::format(".SH NAME\n{} \\- {}\n", Roff(name), Summary(command));
  page += ".SH SYNOPSIS\n.nf\n" + Roff(parts.usage) + "\n.fi\n";
  page += ".SH EXAMPLES\n.nf\n";
  for (const std::string& example : parts.examples) page += Roff(example) + "\n";
  page += ".fi\n.SH DESCRIPTION\n";
  for (const std::string& paragraph : parts.paragraphs) {
    page += ".PP\n" + Roff(paragraph) + "\n";
  }
  if (!parts.commands.empty()) page += ".SH COMMANDS\n";
  for (const auto& [usage, text] : parts.commands) {
    page += ".TP\n\\fB" + Roff(usage) + "\\fR\n" + Roff(text) + "\n";
  }
  if (!parts.options.empty()) page += ".SH OPTIONS\n" + OptionSection(parts);
  if (command.empty()) return page;
  return page + ".SH SEE ALSO\n.BR hopline (1)\n";
}

}  // namespace hopline::cli
