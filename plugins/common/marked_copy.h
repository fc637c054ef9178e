/// \file marked_copy.h
/// Looking for marks in text, and copying it in the same pass, 16 bytes at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace hopline::plugins {

/// Three marks, ready to be compared with 16 bytes at once.
struct Marks {
  static constexpr size_t kLanes = 16;

  Marks(char a, char b, char c) {
    std::memset(lanes[0], a, kLanes);
    std::memset(lanes[1], b, kLanes);
    std::memset(lanes[2], c, kLanes);
  }
  bool Has(char c) const {
    return c == lanes[0][0] || c == lanes[1][0] || c == lanes[2][0];
  }

  alignas(kLanes) char lanes[3][kLanes];
};

/// Position of the first mark among n bytes; n if there is none.
inline size_t FindMark(const Marks& marks, const char* text, size_t n) {
  size_t i = 0;
#if defined(__SSE2__)
  const auto load = [](const char* from) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
  };
  const __m128i a = load(marks.lanes[0]);
  const __m128i b = load(marks.lanes[1]);
  const __m128i c = load(marks.lanes[2]);
  for (; i + Marks::kLanes <= n; i += Marks::kLanes) {
    const __m128i piece = load(text + i);
    const __m128i ab = _mm_or_si128(_mm_cmpeq_epi8(piece, a), _mm_cmpeq_epi8(piece, b));
    const int found = _mm_movemask_epi8(_mm_or_si128(ab, _mm_cmpeq_epi8(piece, c)));
    if (found != 0)
      return i + static_cast<size_t>(__builtin_ctz(static_cast<unsigned>(found)));
  }
#endif
  while (i < n && !marks.Has(text[i])) ++i;
  return i;
}

#if defined(__SSE2__)

/// Copies n bytes and tells whether one of the marks is among them. May write up to 16
/// bytes past the n-th.
class MarkedCopy {
 public:
  // The marks are copied: a store through a char pointer could change them otherwise, and
  // each comparison would load them again.
  explicit MarkedCopy(const Marks& marks)
      : a_(Load(marks.lanes[0])), b_(Load(marks.lanes[1])), c_(Load(marks.lanes[2])) {}

  bool operator()(char* to, const char* from, size_t n) const {
    return n >= Marks::kLanes ? CopyLong(to, from, n) : CopyShort(to, from, n);
  }

 private:
  static __m128i Load(const char* from) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
  }
  __m128i Compare(__m128i text) const {
    const __m128i ab = _mm_or_si128(_mm_cmpeq_epi8(text, a_), _mm_cmpeq_epi8(text, b_));
    return _mm_or_si128(ab, _mm_cmpeq_epi8(text, c_));
  }
  __m128i CopyPiece(char* to, const char* from) const {
    const __m128i text = Load(from);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), text);
    return Compare(text);
  }

  bool CopyLong(char* to, const char* from, size_t n) const {
    __m128i found = CopyPiece(to + n - 16, from + n - 16);  // overlaps the piece before
    size_t i = 0;
    for (; i + 32 <= n; i += 32) {
      const __m128i first = CopyPiece(to + i, from + i);
      const __m128i second = CopyPiece(to + i + 16, from + i + 16);
      found = _mm_or_si128(found, _mm_or_si128(first, second));
    }
    if (i + 16 <= n) found = _mm_or_si128(found, CopyPiece(to + i, from + i));
    return _mm_movemask_epi8(found) != 0;
  }

  /// Two loads that meet or overlap make up one 16-byte piece.
  bool CopyShort(char* to, const char* from, size_t n) const {
    if (n < 4) return CopyFew(to, from, n);
    const size_t half = n >= 8 ? 8 : 4;
    uint64_t words[2] = {0, 0};
    std::memcpy(&words[0], from, half);
    std::memcpy(&words[1], from + n - half, half);
    std::memcpy(to, &words[0], half);
    std::memcpy(to + n - half, &words[1], half);
    const __m128i text =
        half == 8 ? _mm_set_epi64x(static_cast<int64_t>(words[1]),
                                   static_cast<int64_t>(words[0]))
                  : _mm_set1_epi64x(static_cast<int64_t>(words[0] | words[1] << 32));
    return _mm_movemask_epi8(Compare(text)) != 0;
  }

  /// Lanes without a byte hold zero, which counts only where it belongs to the text.
  bool CopyFew(char* to, const char* from, size_t n) const {
    int word = 0;
    for (size_t i = 0; i < n; ++i) {
      to[i] = from[i];
      word = word << 8 | static_cast<unsigned char>(from[i]);
    }
    const int found = _mm_movemask_epi8(Compare(_mm_cvtsi32_si128(word)));
    return (found & ((1 << n) - 1)) != 0;
  }

  __m128i a_, b_, c_;
};

#else

/// Copies n bytes and tells whether one of the marks is among them.
class MarkedCopy {
 public:
  explicit MarkedCopy(const Marks& marks) : marks_(marks) {}

  bool operator()(char* to, const char* from, size_t n) const {
    bool found = false;
    for (size_t i = 0; i < n; ++i) {
      to[i] = from[i];
      found |= marks_.Has(from[i]);
    }
    return found;
  }

 private:
  Marks marks_;
};

#endif

}  // namespace hopline::plugins
