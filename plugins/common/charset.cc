#include "plugins/common/charset.h"

#include <iconv.h>
#include <hopline/error.hpp>

#include <algorithm>
#include <bit>
#include <cctype>
#include <cerrno>
#include <cstdint>
#include <cstring>

namespace hopline::plugins {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

std::string UpperName(std::string_view name) {
  std::string out(name);
  for (char& c : out) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return out;
}

/// The name without what aliases differ by.
std::string PlainName(std::string_view name) {
  std::string out;
  for (const char c : UpperName(name)) {
    if (c != '-' && c != '_') out.push_back(c);
  }
  return out;
}

/// Whether a byte order mark tells the order of the charset's bytes.
bool IsMarked(const std::string& charset) {
  const std::string name = PlainName(charset);
  return name == "UTF16" || name == "UTF32";
}

iconv_t Open(const std::string& to, const std::string& from, const std::string& charset) {
  const iconv_t converter = iconv_open(to.c_str(), from.c_str());
  if (std::bit_cast<intptr_t>(converter) == -1) {
    throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
                "charset '" + charset +
                    "' is unknown; UTF-8, UTF-16, GBK, GB18030 and "
                    "ISO-8859-1 are examples of known ones");
  }
  return converter;
}

/// Bytes of the UTF-8 character that begins with `lead`.
size_t CharLength(char lead) {
  const auto u = static_cast<unsigned char>(lead);
  return u < 0x80 ? 1 : u < 0xE0 ? 2 : u < 0xF0 ? 3 : 4;
}

/// Length of the well-formed character at the front; or 0, and `broken` = bytes that one
/// U+FFFD stands for, `cut` = they might go on. Source: Unicode §3.9, table 3-7.
size_t ReadUtf8(std::string_view s, size_t& broken, bool& cut) {
  const auto at = [s](size_t i) { return static_cast<unsigned char>(s[i]); };
  const unsigned char lead = at(0);
  broken = 1;
  cut = false;
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const size_t length = CharLength(s[0]);
  for (size_t i = 1; i < length; ++i, ++broken) {
    if (i == s.size()) {
      cut = true;
      return 0;
    }
    unsigned char low = 0x80;
    unsigned char high = 0xBF;
    if (i == 1 && lead == 0xE0) low = 0xA0;
    if (i == 1 && lead == 0xED) high = 0x9F;
    if (i == 1 && lead == 0xF0) low = 0x90;
    if (i == 1 && lead == 0xF4) high = 0x8F;
    if (at(i) < low || at(i) > high) return 0;
  }
  return length;
}

uint64_t CountUnits(std::string_view utf8) {
  uint64_t units = 0;
  for (const char c : utf8) {
    const auto u = static_cast<unsigned char>(c);
    units += ((u & 0xC0U) != 0x80U ? 1U : 0U) + (u >= 0xF0 ? 1U : 0U);
  }
  return units;
}

}  // namespace

uint64_t CountUtf16(std::string_view utf8) {
  constexpr uint64_t kHigh = 0x8080808080808080;
  constexpr size_t kBlock = 64;
  uint64_t units = 0;
  for (; utf8.size() >= kBlock; utf8.remove_prefix(kBlock)) {
    uint64_t words[kBlock / 8];
    std::memcpy(words, utf8.data(), kBlock);
    uint64_t any = 0;
    for (const uint64_t word : words) any |= word;
    const bool ascii = (any & kHigh) == 0;
    units += ascii ? kBlock : CountUnits(utf8.substr(0, kBlock));
  }
  return units + CountUnits(utf8);
}

size_t UnitBytes(std::string_view charset) {
  const std::string name = PlainName(charset);
  if (name.starts_with("UTF16") || name.starts_with("UCS2")) return 2;
  return name.starts_with("UTF32") || name.starts_with("UCS4") ? 4 : 1;
}

bool IsUtf8(std::string_view name) {
  const std::string upper = UpperName(name);
  return upper == "UTF-8" || upper == "UTF8";
}

CharsetEncoder::CharsetEncoder(const std::string& charset) {
  // Java writes both big-endian, and UTF-16 alone with its mark.
  const std::string name = PlainName(charset);
  mark_ = name == "UTF16" ? std::string_view("\xFE\xFF", 2) : std::string_view();
  converter_ = Open(IsMarked(charset) ? name + "BE" : charset, "UTF-8", charset);
}

CharsetEncoder::~CharsetEncoder() { iconv_close(converter_); }

void CharsetEncoder::Append(TextBuffer& out, std::string_view utf8) {
  char* in = const_cast<char*>(utf8.data());
  size_t left = utf8.size();
  while (left > 0) {
    char* to = out.Reserve(left * 2 + 16);
    size_t room = left * 2 + 16;
    const size_t before = room;
    const size_t result = iconv(converter_, &in, &left, &to, &room);
    const int error = result == static_cast<size_t>(-1) ? errno : 0;
    out.Commit(before - room);
    if (error == 0 || error == E2BIG) continue;
    // A character that the charset lacks, or bytes that are none.
    size_t broken = 0;
    bool cut = false;
    const size_t length = ReadUtf8({in, left}, broken, cut);
    const size_t skipped = length != 0 ? length : broken;
    in += skipped;
    left -= skipped;
    char mark[] = "?";
    char* mark_at = mark;
    size_t mark_left = 1;
    to = out.Reserve(8);
    room = 8;
    iconv(converter_, &mark_at, &mark_left, &to, &room);
    out.Commit(8 - room);
  }
  char* to = out.Reserve(8);  // back to the initial state of a stateful charset
  size_t room = 8;
  iconv(converter_, nullptr, nullptr, &to, &room);
  out.Commit(8 - room);
}

CharsetDecoder::CharsetDecoder(const std::string& charset) {
  if (IsUtf8(charset)) return;
  charset_ = PlainName(charset);
  unit_bytes_ = UnitBytes(charset);
  marked_ = IsMarked(charset);
  converter_ = Open("UTF-8", marked_ ? charset_ + "BE" : charset, charset);
}

CharsetDecoder::~CharsetDecoder() {
  if (converter_ != nullptr) iconv_close(converter_);
}

size_t CharsetDecoder::Append(TextBuffer& out, std::string_view bytes, bool last) {
  return converter_ == nullptr ? AppendUtf8(out, bytes, last)
                               : AppendOther(out, bytes, last);
}

namespace {

/// Bytes at the front that are ASCII, found eight at a time.
size_t AsciiLength(std::string_view bytes) {
  size_t n = 0;
  for (uint64_t eight = 0; n + sizeof eight <= bytes.size(); n += sizeof eight) {
    std::memcpy(&eight, bytes.data() + n, sizeof eight);
    if ((eight & 0x8080808080808080U) != 0) break;
  }
  while (n < bytes.size() && static_cast<unsigned char>(bytes[n]) < 0x80) ++n;
  return n;
}

}  // namespace

size_t CharsetDecoder::AppendUtf8(TextBuffer& out, std::string_view bytes, bool last) {
  size_t good = 0;  // bytes[start, good) is well formed
  size_t start = 0;
  while (good < bytes.size()) {
    good += AsciiLength(bytes.substr(good));
    if (good == bytes.size()) break;
    size_t broken = 0;
    bool cut = false;
    const size_t length = ReadUtf8(bytes.substr(good), broken, cut);
    if (length != 0) {
      good += length;
      continue;
    }
    if (cut && !last) break;
    out.Append(bytes.substr(start, good - start));
    out.Append(kReplacement);
    good += broken;
    start = good;
  }
  out.Append(bytes.substr(start, good - start));
  return good;
}

/// The mark at the front, if there is one, tells the order of bytes.
void CharsetDecoder::TakeMark(std::string_view bytes, size_t& used) {
  const std::string_view little("\xFF\xFE\0\0", unit_bytes_);
  const std::string_view big =
      std::string_view("\0\0\xFE\xFF", 4).substr(4 - unit_bytes_);
  if (bytes.starts_with(little)) {
    iconv_close(converter_);
    converter_ = Open("UTF-8", charset_ + "LE", charset_);
  }
  if (bytes.starts_with(little) || bytes.starts_with(big)) used = unit_bytes_;
  marked_ = false;
}

size_t CharsetDecoder::AppendOther(TextBuffer& out, std::string_view bytes, bool last) {
  size_t used = 0;
  if (marked_ && bytes.size() >= unit_bytes_) TakeMark(bytes, used);
  char* in = const_cast<char*>(bytes.data()) + used;
  size_t left = bytes.size() - used;
  while (left > 0) {
    size_t room = left * 3 + 16;
    char* to = out.Reserve(room);
    const size_t before = room;
    const size_t result = iconv(converter_, &in, &left, &to, &room);
    const int error = result == static_cast<size_t>(-1) ? errno : 0;
    out.Commit(before - room);
    if (error == 0 || error == E2BIG) continue;
    if (error == EINVAL && !last) break;
    out.Append(kReplacement);
    const size_t skipped = error == EINVAL ? left : std::min(left, unit_bytes_);
    in += skipped;
    left -= skipped;
  }
  return bytes.size() - left;
}

}  // namespace hopline::plugins
