#include "host/services/json_writer.h"

#include <charconv>
#include <cmath>

namespace hopline::services {
namespace {

/// Length of the well-formed UTF-8 sequence at text[at], 0 if there is none.
size_t SequenceLength(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) -> uint32_t {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  const uint32_t lead = byte(at);
  const size_t length = lead < 0x80                    ? 1
                        : lead >= 0xC2 && lead <= 0xDF ? 2
                        : lead >= 0xE0 && lead <= 0xEF ? 3
                        : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                       : 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0U) != 0x80U) return 0;
  }
  const uint32_t second = byte(at + 1);
  const bool overlong =
      (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool outside = (lead == 0xED && second > 0x9F) || (lead == 0xF4 && second > 0x8F);
  return overlong || outside ? 0 : length;
}

}  // namespace

JsonWriter& JsonWriter::Key(std::string_view key) {
  Separate();
  Quote(key);
  text_ += ':';
  need_comma_ = false;
  return *this;
}

void JsonWriter::String(std::string_view utf8) {
  Separate();
  Quote(utf8);
  need_comma_ = true;
}

void JsonWriter::Integer(int64_t value) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  Raw(std::string_view(digits, static_cast<size_t>(end - digits)));
}

void JsonWriter::Unsigned(uint64_t value) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  Raw(std::string_view(digits, static_cast<size_t>(end - digits)));
}

void JsonWriter::Double(double value) {
  if (std::isnan(value)) return String("NaN");
  if (std::isinf(value)) return String(value > 0 ? "Infinity" : "-Infinity");
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  Raw(std::string_view(digits, static_cast<size_t>(end - digits)));
}

void JsonWriter::Raw(std::string_view json) {
  Separate();
  text_ += json;
  need_comma_ = true;
}

void JsonWriter::Separate() {
  if (need_comma_) text_ += ',';
}

void JsonWriter::Open(char bracket) {
  Separate();
  text_ += bracket;
  need_comma_ = false;
}

void JsonWriter::Close(char bracket) {
  text_ += bracket;
  need_comma_ = true;
}

void JsonWriter::Quote(std::string_view utf8) {
  constexpr char kHex[] = "0123456789abcdef";
  text_ += '"';
  for (size_t i = 0; i < utf8.size();) {
    const auto c = static_cast<unsigned char>(utf8[i]);
    const size_t length = SequenceLength(utf8, i);
    if (length == 0) {
      text_ += "\xEF\xBF\xBD";  // U+FFFD in place of a stray byte
      ++i;
      continue;
    }
    if (c == '"' || c == '\\') {
      text_ += '\\';
      text_ += utf8[i];
    } else if (c == '\n') {
      text_ += "\\n";
    } else if (c < 0x20 || c == 0x7F) {
      text_ += "\\u00";
      text_ += kHex[c >> 4U];
      text_ += kHex[c & 15U];
    } else {
      text_ += utf8.substr(i, length);
    }
    i += length;
  }
  text_ += '"';
}

}  // namespace hopline::services
