#include "plugins/tablestore/text_values.h"

#include <charconv>
#include <cmath>

#include "plugins/common/number_text.h"
#include "plugins/common/words.h"

namespace hopline::plugins::tablestore {

const char* TextToInteger(std::string_view text, TextBuffer& scratch, int64_t* out) {
  scratch.Clear();
  if (!AppendTruncatedDecimal(scratch, text)) return "the text is no number";
  const char* end = scratch.data() + scratch.size();
  const auto [stop, failure] = std::from_chars(scratch.data(), end, *out);
  return failure != std::errc() || stop != end ? "the number is out of range" : nullptr;
}

const char* TextToReal(std::string_view text, double* out) {
  if (!IsDecimal(text)) return "the text is no number";
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, failure] =
      std::from_chars(text.data(), text.data() + text.size(), *out);
  return failure != std::errc() ? "the number is out of range" : nullptr;
}

const char* TextToTruth(std::string_view text, bool* out) {
  *out = EqualsIgnoringCase(text, "true");
  return *out || EqualsIgnoringCase(text, "false") ? nullptr
                                                   : "the text is neither true nor false";
}

const char* RealToInteger(double real, int64_t* out) {
  const double whole = std::trunc(real);
  // 2^63 is the first double beyond; its negative is the last one within.
  if (!(whole >= -0x1p63 && whole < 0x1p63)) return "the number is out of range";
  *out = static_cast<int64_t>(whole);
  return nullptr;
}

}  // namespace hopline::plugins::tablestore
