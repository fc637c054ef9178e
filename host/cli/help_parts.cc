#include "host/cli/help_parts.h"

#include <sstream>

#include "host/cli/help.h"
#include "host/services/text.h"

namespace hopline::cli {
namespace {

using services::Trim;

/// "  --config FILE     instead of …" → names, value, text.
OptionHelp ReadOption(std::string_view line) {
  OptionHelp option;
  line = Trim(line);
  while (line.starts_with('-')) {
    const size_t end = std::min(line.find_first_of(", "), line.size());
    option.names.emplace_back(line.substr(0, end));
    line.remove_prefix(end);
    if (line.starts_with(", ")) line.remove_prefix(2);
    if (!line.starts_with('-')) break;
  }
  // The value follows after one blank, the text after two or more.
  if (line.size() > 1 && line[0] == ' ' && line[1] != ' ') {
    const bool quoted = line[1] == '"';
    const size_t end =
        quoted ? line.find('"', 2) + 1 : std::min(line.find(' ', 1), line.size());
    option.value = line.substr(1, end - 1);
    line.remove_prefix(end);
  }
  option.text = Trim(line);
  return option;
}

enum class Section { kProse, kExamples, kUsage, kCommands };

void Read(const std::string& text, HelpParts* parts) {
  Section section = Section::kProse;
  std::string paragraph;
  const auto end_paragraph = [&] {
    if (!paragraph.empty()) parts->paragraphs.push_back(paragraph);
    paragraph.clear();
  };
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::string_view word = Trim(line);
    if (word.empty()) {
      end_paragraph();
      section = Section::kProse;
    } else if (line == "Examples:") {
      section = Section::kExamples;
    } else if (line == "Commands:") {
      section = Section::kCommands;
    } else if (line.starts_with("Options of")) {
      end_paragraph();
    } else if (line.starts_with("Usage: ")) {
      section = Section::kUsage;
      parts->usage = line.substr(7);
    } else if (section == Section::kUsage) {
      parts->usage += "\n" + std::string(word);
    } else if (section == Section::kExamples) {
      parts->examples.emplace_back(word);
    } else if (section == Section::kCommands) {
      const size_t gap = word.find("  ");
      parts->commands.emplace_back(word.substr(0, gap), Trim(word.substr(gap)));
    } else if (line.starts_with("  -")) {
      end_paragraph();
      parts->options.push_back(ReadOption(line));
    } else {
      paragraph += (paragraph.empty() ? "" : "\n") + line;
    }
  }
  end_paragraph();
}

}  // namespace

HelpParts ReadHelp(const std::string& command) {
  HelpParts parts;
  Read(HelpText(command), &parts);
  return parts;
}

}  // namespace hopline::cli
