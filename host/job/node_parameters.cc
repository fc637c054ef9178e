#include "host/job/node_parameters.h"

#include <fmt/format.h>

#include <hopline/error.hpp>

#include "host/services/exit_code.h"
#include "host/services/json.h"
#include "host/services/text.h"

namespace hopline::job {
namespace {

using services::ExitCode;
using services::Failure;
using services::Json;

/// Splits at blanks that stand outside `$[…]` and `${…}`.
std::vector<std::string> SplitParameters(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  int depth = 0;
  for (const char c : text) {
    if (c == '[' || c == '{') ++depth;
    if ((c == ']' || c == '}') && depth > 0) --depth;
    if (depth == 0 && services::Trim(std::string_view(&c, 1)).empty()) {
      if (!word.empty()) words.push_back(std::move(word));
      word.clear();
    } else {
      word.push_back(c);
    }
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

/// `-Dname='value'`, as ParseDefines reads it.
std::string Define(const std::string& name, const std::string& value) {
  std::string quoted;
  for (const char c : value)
    quoted += c == '\'' ? std::string("'\"'\"'") : std::string(1, c);
  return fmt::format("-D{}='{}'", name, quoted);
}

void TakeElement(const Json& element, size_t index, NodeParameters* parameters) {
  const auto text = [&](const char* key) {
    const Json* value = element.Find(key);
    return value != nullptr && value->is_scalar() ? value->text : std::string();
  };
  const std::string name = text("name");
  if (name.empty()) {
    throw Failure(ExitCode::kUsage,
                  fmt::format("--params: element {} has no \"name\"", index + 1));
  }
  const std::string type = text("type");
  if (type == "NodeOutput") return;
  if (type == "Constant") {
    parameters->defines.push_back(Define(name, text("value")));
  } else {
    parameters->expressions.emplace_back(name, text("value"));
  }
}

}  // namespace

NodeParameters ParseNodeParameters(std::string_view text) {
  NodeParameters parameters;
  if (services::Trim(text).starts_with('[')) {
    Json list;
    try {
      list = services::ParseJson(text);
    } catch (const Error& error) {
      throw Failure(ExitCode::kUsage, fmt::format("--params: {}", error.what()));
    }
    for (size_t i = 0; i < list.items.size(); ++i) {
      TakeElement(list.items[i], i, &parameters);
    }
    return parameters;
  }
  for (const std::string& word : SplitParameters(text)) {
    try {
      parameters.expressions.push_back(ParseSet(word));
    } catch (const Failure&) {
      throw Failure(ExitCode::kUsage,
                    fmt::format("--params: \"{}\" is not of the form name=value; values "
                                "have no blanks",
                                word));
    }
  }
  return parameters;
}

}  // namespace hopline::job
