#include "host/job/config_pins.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "host/job/lexer.h"
#include "host/services/exit_code.h"
#include "host/services/text.h"

namespace hopline::job {
namespace {

using services::ExitCode;
using services::Failure;
using services::JsonMember;

/// Byte offset of a place: columns count characters.
size_t OffsetOf(std::string_view text, const services::Place& place) {
  size_t at = 0;
  for (uint32_t line = 1; line < place.line; ++line) at = text.find('\n', at) + 1;
  for (uint32_t column = 1; column < place.column; ++column) {
    do {
      ++at;
    } while (at < text.size() && services::IsContinuationByte(text[at]));
  }
  return at;
}

/// Where a comment or a string that begins at `at` ends; `at` itself for anything else.
size_t SkipOpaque(std::string_view text, size_t at) {
  const auto to = [&](std::string_view end, size_t from) {
    const size_t found = text.find(end, from);
    return found == text.npos ? text.size() : found + end.size();
  };
  const char c = text[at];
  if (c == '#' || text.substr(at, 2) == "//") return to("\n", at);
  if (text.substr(at, 2) == "/*") return to("*/", at + 2);
  if (c != '"' && c != '\'') return at;
  for (size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == c) {
      return i + 1;
    }
  }
  return text.size();
}

/// An object in the text: its braces, and the last byte inside that is neither blank nor
/// comment (the opening brace itself when there is none).
struct Braces {
  size_t open = 0, close = 0, last = 0;
};

Braces FindBraces(std::string_view text, size_t open) {
  Braces braces{open, text.size(), open};
  int depth = 0;
  for (size_t at = open; at < text.size();) {
    const size_t end = SkipOpaque(text, at);
    const char c = text[at];
    if (end != at) {
      if (c == '"' || c == '\'') braces.last = end - 1;
      at = end;
      continue;
    }
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) {
      braces.close = at;
      return braces;
    }
    if (std::string_view(" \t\r\n").find(c) == std::string_view::npos) braces.last = at;
    ++at;
  }
  return braces;
}

/// Blanks at the beginning of the line that holds the offset.
std::string IndentAt(std::string_view text, size_t at) {
  const size_t line = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
  const size_t end = text.find_first_not_of(" \t", line);
  return std::string(text.substr(line, std::min(end, text.size()) - line));
}

std::string PinsText(const std::map<std::string, registry::Pin>& pins,
                     const std::string& indent) {
  std::string out = "{";
  for (const auto& [id, pin] : pins) {
    out += out.size() == 1 ? "" : ",";
    out += fmt::format("\n{}  {}: ", indent, services::QuoteJson(id));
    out += pin.version.empty() ? services::QuoteJson(pin.sha256)
                               : fmt::format("{{ \"version\": {}, \"sha256\": {} }}",
                                             services::QuoteJson(pin.version),
                                             services::QuoteJson(pin.sha256));
  }
  return out + "\n" + indent + "}";
}

registry::Pin ReadPin(const Json& value) {
  const Json* digest = value.Find("sha256");
  if (digest == nullptr) return {value.text, ""};
  const Json* version = value.Find("version");
  return {digest->text, version == nullptr ? "" : version->text};
}

const Json& HolderOf(const Json& root, const std::string& path,
                     const std::string& environment) {
  if (environment.empty()) return root;
  const Json* environments = root.Find("environments");
  const Json* one = environments == nullptr ? nullptr : environments->Find(environment);
  if (one != nullptr && one->is_object()) return *one;
  throw Failure(ExitCode::kUsage,
                fmt::format("{} has no environment {}", path, environment));
}

}  // namespace

std::string WithPins(const std::string& text, const std::string& path,
                     const std::string& environment,
                     const std::map<std::string, registry::Pin>& pins) {
  DiagnosticList list(path);
  const Document document = ParseDocument(text, 0, {}, &list);
  list.ThrowIfFailed();
  const Json& holder = HolderOf(document.root, path, environment);
  const Braces braces = FindBraces(text, OffsetOf(text, holder.place));
  std::map<std::string, registry::Pin> all;
  const Json* old = holder.Find("pins");
  for (const JsonMember& member :
       old == nullptr ? std::vector<JsonMember>{} : old->members) {
    all[member.name] = ReadPin(member.value);
  }
  for (const auto& [id, pin] : pins) all[id] = pin;

  std::string out = text;
  if (old != nullptr) {
    const Braces inner = FindBraces(text, OffsetOf(text, old->place));
    out.replace(inner.open, inner.close + 1 - inner.open,
                PinsText(all, IndentAt(text, inner.open)));
    return out;
  }
  const std::string outer = IndentAt(text, braces.open);
  const std::string indent = outer + "  ";
  const char last = text[braces.last];
  const bool first = braces.last == braces.open;
  std::string member = fmt::format("{}\n{}\"pins\": {}", first || last == ',' ? "" : ",",
                                   indent, PinsText(all, indent));
  // Whatever stands between the last member and the brace, comments too, stays there.
  const std::string_view rest =
      std::string_view(text).substr(braces.last + 1, braces.close - braces.last - 1);
  if (rest.find('\n') == rest.npos) member += "\n" + outer;
  out.insert(braces.last + 1, member);
  return out;
}

}  // namespace hopline::job
