#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace hopline::wire::tablestore {

static_assert(std::endian::native == std::endian::little,
              "the codec copies little-endian integers as they are");

/// Reads little-endian integers and byte runs off the front of a buffer, never past its
/// end.
///
/// Every Read function returns false, and reads nothing, if the buffer is too short.
class ByteCursor {
 public:
  explicit ByteCursor(std::string_view bytes)
      : begin_(bytes.data()), next_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  size_t remaining() const { return static_cast<size_t>(end_ - next_); }
  size_t offset() const { return static_cast<size_t>(next_ - begin_); }
  bool done() const { return next_ == end_; }

  /// The next byte without taking it; 0xFF at the end, which is no tag of PlainBuffer.
  uint8_t Peek() const { return done() ? 0xFF : static_cast<uint8_t>(*next_); }

  template <typename Integer>
  bool Read(Integer* out) {
    if (remaining() < sizeof(Integer)) return false;
    std::memcpy(out, next_, sizeof(Integer));
    next_ += sizeof(Integer);
    return true;
  }

  bool ReadBytes(size_t size, std::string_view* out) {
    if (remaining() < size) return false;
    *out = {next_, size};
    next_ += size;
    return true;
  }

  /// A uint32 length and that many bytes.
  bool ReadCounted(std::string_view* out) {
    uint32_t size = 0;
    return Read(&size) && ReadBytes(size, out);
  }

  /// Takes the next byte if it is `tag`.
  bool Take(uint8_t tag) {
    if (Peek() != tag) return false;
    ++next_;
    return true;
  }

  std::string_view rest() const { return {next_, remaining()}; }

 private:
  const char* begin_;
  const char* next_;
  const char* end_;
};

}  // namespace hopline::wire::tablestore
