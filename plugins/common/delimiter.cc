#include "plugins/common/delimiter.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace hopline::plugins {
namespace {

size_t FirstLength(std::string_view text) {
  if (text.empty()) return 0;
  const auto lead = static_cast<unsigned char>(text[0]);
  const size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  return std::min(length, text.size());
}

/// Reads one escape at the front of `text`; 0 = there is none.
size_t ReadEscape(std::string_view text, std::string& out) {
  if (text.size() < 2 || text[0] != '\\') return 0;
  const size_t known = std::string_view("tnr").find(text[1]);
  if (known != std::string_view::npos) {
    out.push_back("\t\n\r"[known]);
    return 2;
  }
  if (text[1] != 'u' || text.size() < 6) return 0;
  uint32_t code = 0;
  const char* end = text.data() + 6;
  if (std::from_chars(text.data() + 2, end, code, 16).ptr != end) return 0;
  if (code >= 0xD800 && code < 0xE000) return 0;  // half a character
  AppendCharacter(out, code);
  return 6;
}

}  // namespace

void AppendCharacter(std::string& out, uint32_t c) {
  if (c < 0x80) {
    out.push_back(static_cast<char>(c));
  } else if (c < 0x800) {
    out.push_back(static_cast<char>(0xC0 | c >> 6));
    out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
  } else {
    out.push_back(static_cast<char>(0xE0 | c >> 12));
    out.push_back(static_cast<char>(0x80 | (c >> 6 & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
  }
}

std::string DecodeDelimiter(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    size_t used = ReadEscape(text, out);
    if (used == 0) {
      out.push_back(text.front());
      used = 1;
    }
    text.remove_prefix(used);
  }
  return out;
}

bool IsOneCharacter(std::string_view text) {
  return !text.empty() && text.size() <= 3 && FirstLength(text) == text.size();
}

std::string FirstCharacter(std::string_view text) {
  return std::string(text.substr(0, FirstLength(text)));
}

}  // namespace hopline::plugins
