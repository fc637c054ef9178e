#include "host/registry/text_rules.h"

#include <algorithm>
#include <cstdint>

namespace hopline::registry {
namespace {

bool IsLowerOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// Length of the sequence that a lead byte begins, and the smallest code point that needs
/// it.
struct Lead {
  size_t length;
  uint32_t smallest;
};

Lead LeadOf(unsigned char byte) {
  if (byte < 0x80) return {1, 0};
  if ((byte & 0xE0U) == 0xC0U) return {2, 0x80};
  if ((byte & 0xF0U) == 0xE0U) return {3, 0x800};
  if ((byte & 0xF8U) == 0xF0U) return {4, 0x10000};
  return {0, 0};
}

}  // namespace

bool IsUtf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i]);
    const Lead lead = LeadOf(first);
    if (lead.length == 0 || text.size() - i < lead.length) return false;
    uint32_t point = lead.length == 1 ? first : first & (0x7FU >> lead.length);
    for (size_t k = 1; k < lead.length; ++k) {
      const auto next = static_cast<unsigned char>(text[i + k]);
      if ((next & 0xC0U) != 0x80U) return false;
      point = point << 6 | (next & 0x3FU);
    }
    if (point < lead.smallest || point > 0x10FFFF) return false;
    if (point >= 0xD800 && point <= 0xDFFF) return false;
    i += lead.length;
  }
  return true;
}

bool IsId(std::string_view text) {
  return !text.empty() && IsLowerOrDigit(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return IsLowerOrDigit(c) || c == '.' || c == '-'; });
}

bool IsStepType(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return IsLowerOrDigit(c) || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
  });
}

size_t JsonDepth(std::string_view text) {
  size_t depth = 0;
  size_t deepest = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      deepest = std::max(deepest, ++depth);
    } else if ((c == '}' || c == ']') && depth > 0) {
      --depth;
    }
  }
  return deepest;
}

}  // namespace hopline::registry
