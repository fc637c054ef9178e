#include "wire/maxcompute/partition_spec.h"

#include "wire/common/encoding.h"

namespace hopline::wire::maxcompute {
namespace {

bool SameName(std::string_view a, std::string_view b) { return ToLower(a) == ToLower(b); }

/// Without one pair of quotes around it, and the backslashes that such quotes need.
std::string Unquote(std::string_view value) {
  const bool quoted = value.size() >= 2 && value.front() == value.back() &&
                      (value.front() == '\'' || value.front() == '"');
  if (!quoted) return std::string(value);
  value = value.substr(1, value.size() - 2);
  std::string out;
  for (size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\\' && i + 1 < value.size()) ++i;
    out += value[i];
  }
  return out;
}

/// The length of the item that the text begins with: up to a ',' or '/' outside quotes.
size_t ItemSize(std::string_view text) {
  char quote = '\0';
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != '\0') {
      if (c == '\\') ++i;
      if (c == quote) quote = '\0';
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == ',' || c == '/') {
      return i;
    }
  }
  return text.size();
}

std::string_view TrimAll(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

}  // namespace

Status ParsePartitionSpec(std::string_view text, PartitionSpec* out) {
  out->clear();
  while (true) {
    const size_t size = ItemSize(text);
    const std::string_view item = TrimAll(text.substr(0, size));
    const size_t equals = item.find('=');
    std::string name(TrimAll(item.substr(0, equals)));
    std::string value;
    if (equals != std::string_view::npos)
      value = Unquote(TrimAll(item.substr(equals + 1)));
    if (name.empty() || value.empty()) {
      return Status::Error("partition item \"" + std::string(item) +
                           "\" is not NAME=VALUE");
    }
    for (const auto& [earlier, unused] : *out) {
      if (SameName(earlier, name)) {
        return Status::Error("partition column " + name + " stands there twice");
      }
    }
    out->emplace_back(std::move(name), std::move(value));
    if (size == text.size()) return {};
    text.remove_prefix(size + 1);
  }
}

std::string FormatPartitionSpec(const PartitionSpec& spec) {
  std::string out;
  for (const auto& [name, value] : spec) {
    if (!out.empty()) out += ',';
    out += name + "=" + value;
  }
  return out;
}

std::string FormatQuotedPartitionSpec(const PartitionSpec& spec) {
  std::string out;
  for (const auto& [name, value] : spec) {
    if (!out.empty()) out += ',';
    out += name + "='";
    for (const char c : value) {
      if (c == '\'' || c == '\\') out += '\\';
      out += c;
    }
    out += '\'';
  }
  return out;
}

Status OrderPartitionSpec(const std::vector<std::string>& keys, PartitionSpec* spec) {
  PartitionSpec ordered;
  for (const std::string& key : keys) {
    const PartitionSpec::value_type* found = nullptr;
    for (const auto& item : *spec) {
      if (SameName(item.first, key)) found = &item;
    }
    if (found == nullptr) {
      return Status::Error("partition column " + key + " is missing");
    }
    ordered.emplace_back(key, found->second);
  }
  if (ordered.size() < spec->size()) {
    for (const auto& [name, value] : *spec) {
      bool known = false;
      for (const std::string& key : keys) known = known || SameName(name, key);
      if (!known) return Status::Error(name + " is no partition column of the table");
    }
  }
  *spec = std::move(ordered);
  return {};
}

}  // namespace hopline::wire::maxcompute
