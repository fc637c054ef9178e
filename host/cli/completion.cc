#include <fmt/format.h>

#include <algorithm>

#include "host/cli/help.h"
#include "host/cli/help_parts.h"
#include "host/services/diagnostic.h"
#include "host/services/exit_code.h"

namespace hopline::cli {
namespace {

constexpr const char* kPluginVerbs = "list show check pin";
constexpr const char* kShells = "bash zsh fish";

/// Options of a command and those of every command.
std::vector<OptionHelp> OptionsOf(const std::string& command) {
  std::vector<OptionHelp> options = ReadHelp(command).options;
  const std::vector<OptionHelp> common = ReadHelp("").options;
  options.insert(options.end(), common.begin(), common.end());
  return options;
}

std::string Words(const std::vector<OptionHelp>& options) {
  std::string words;
  for (const OptionHelp& option : options) {
    for (const std::string& name : option.names) {
      words += (words.empty() ? "" : " ") + name;
    }
  }
  return words;
}

/// What a command does, from the overview.
std::string Summary(const std::string& command) {
  for (const auto& [usage, text] : ReadHelp("").commands) {
    if (usage.substr(0, usage.find(' ')) == command) return text;
  }
  return "";
}

/// Words that follow a command; empty = files.
std::string ArgumentsOf(const std::string& command) {
  if (command == "plugins") return kPluginVerbs;
  if (command == "completion") return kShells;
  return "";
}

std::string Bash() {
  std::string cases;
  for (const std::string& command : Commands()) {
    cases += fmt::format("    {}) options='{}' arguments='{}' ;;\n", command,
                         Words(OptionsOf(command)), ArgumentsOf(command));
  }
  return fmt::format(R"(# bash completion for hopline; made by hopline completion bash
_hopline() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} options='' arguments=''
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W '{} --help --version' -- "$word"))
    return
  fi
  case ${{COMP_WORDS[1]}} in
{}  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$word"))
  elif [[ -n $arguments && $COMP_CWORD -eq 2 ]]; then
    COMPREPLY=($(compgen -W "$arguments" -- "$word"))
  else
    COMPREPLY=($(compgen -f -- "$word"))
  fi
}}
complete -o filenames -F _hopline hopline
)",
                     fmt::join(Commands(), " "), cases);
}

/// For single quotes in zsh and fish.
std::string Quoted(std::string text) {
  std::replace(text.begin(), text.end(), '\'', '`');
  return "'" + text + "'";
}

std::string Zsh() {
  std::string commands, cases;
  for (const std::string& command : Commands()) {
    commands += fmt::format("    {}\n", Quoted(command + ":" + Summary(command)));
    cases += fmt::format("    {}) options=(", command);
    for (const OptionHelp& option : OptionsOf(command)) {
      for (const std::string& name : option.names) {
        cases += fmt::format("{} ", Quoted(name + ":" + option.text));
      }
    }
    cases += fmt::format(") arguments=({}) ;;\n", ArgumentsOf(command));
  }
  return fmt::format(R"(#compdef hopline
# zsh completion for hopline; made by hopline completion zsh
_hopline() {{
  local -a commands options arguments
  commands=(
{}  )
  if ((CURRENT == 2)); then
    _describe 'command' commands
    return
  fi
  case $words[2] in
{}  esac
  if [[ $PREFIX == -* ]]; then
    _describe 'option' options
  elif (($#arguments && CURRENT == 3)); then
    compadd -- $arguments
  else
    _files
  fi
}}
if [[ $funcstack[1] == _hopline ]]; then
  _hopline "$@"
else
  compdef _hopline hopline
fi
)",
                     commands, cases);
}

std::string FishOption(const std::string& condition, const OptionHelp& option) {
  std::string line = "complete -c hopline" + condition;
  for (const std::string& name : option.names) {
    line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  if (!option.value.empty()) line += " -r";
  return line + " -d " + Quoted(option.text) + "\n";
}

std::string Fish() {
  std::string script = "# fish completion for hopline; made by hopline completion fish\n";
  for (const std::string& command : Commands()) {
    script += fmt::format("complete -c hopline -f -n __fish_use_subcommand -a {} -d {}\n",
                          command, Quoted(Summary(command)));
    const std::string seen = fmt::format(" -n '__fish_seen_subcommand_from {}'", command);
    for (const OptionHelp& option : ReadHelp(command).options) {
      script += FishOption(seen, option);
    }
    const std::string arguments = ArgumentsOf(command);
    if (!arguments.empty()) {
      script += fmt::format("complete -c hopline -f{} -a '{}'\n", seen, arguments);
    }
  }
  for (const OptionHelp& option : ReadHelp("").options) script += FishOption("", option);
  return script;
}

}  // namespace

std::string CompletionScript(const std::string& shell) {
  if (shell == "bash") return Bash();
  if (shell == "zsh") return Zsh();
  if (shell == "fish") return Fish();
  throw services::Failure(
      services::ExitCode::kUsage,
      fmt::format("completion {}: bash, zsh or fish{}", shell,
                  services::DidYouMean(shell, {"bash", "zsh", "fish"})));
}

}  // namespace hopline::cli
