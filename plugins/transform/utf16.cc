#include "plugins/transform/utf16.h"

#include <algorithm>

namespace hopline::plugins::transform {
namespace {

bool IsContinuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}
size_t UnitsOf(char lead) { return static_cast<unsigned char>(lead) >= 0xF0 ? 2 : 1; }

/// A place in a text: a byte, and the unit that it begins.
struct Place {
  size_t byte = 0;
  size_t unit = 0;
};

size_t NextCharacter(std::string_view utf8, size_t at) {
  do ++at;
  while (at < utf8.size() && IsContinuation(utf8[at]));
  return at;
}

/// Goes on to the last character that begins at or before `unit`, or to the end.
Place Seek(std::string_view utf8, Place at, size_t unit) {
  while (at.byte < utf8.size() && at.unit + UnitsOf(utf8[at.byte]) <= unit) {
    at.unit += UnitsOf(utf8[at.byte]);
    at.byte = NextCharacter(utf8, at.byte);
  }
  return at;
}

/// Lead bytes in the order of UTF-16: those of four-byte characters before 0xEE.
int Rank(char lead) {
  const auto byte = static_cast<unsigned char>(lead);
  return byte == 0xEE || byte == 0xEF ? byte + 0x100 : byte;
}

}  // namespace

size_t Utf16Length(std::string_view utf8) {
  size_t units = 0;
  for (const char byte : utf8) units += IsContinuation(byte) ? 0 : UnitsOf(byte);
  return units;
}

void AppendUnits(TextBuffer& out, std::string_view utf8, size_t from, size_t to) {
  if (from >= to) return;
  Place begin = Seek(utf8, {}, from);
  if (begin.byte == utf8.size()) return;
  if (begin.unit < from) {  // in the middle of a character
    out.Append('?');
    begin = {NextCharacter(utf8, begin.byte), begin.unit + 2};
  }
  const Place end = Seek(utf8, begin, to);
  out.Append(utf8.substr(begin.byte, end.byte - begin.byte));
  if (end.unit < to && end.byte < utf8.size()) out.Append('?');
}

int CompareUnits(std::string_view a, std::string_view b) {
  const size_t shared = std::min(a.size(), b.size());
  size_t at = 0;
  while (at < shared && a[at] == b[at]) ++at;
  if (at == shared) return a.size() < b.size() ? -1 : a.size() > b.size() ? 1 : 0;
  return Rank(a[at]) < Rank(b[at]) ? -1 : 1;
}

}  // namespace hopline::plugins::transform
