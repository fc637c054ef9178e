#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// Just enough of the protobuf wire format to walk over a message without copying it.
namespace hopline::wire::tablestore {

enum class WireType : uint8_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

/// One field as it stands: `varint` or `bytes`, by its type; the bytes of a fixed-width
/// number are its own, little-endian.
struct WireField {
  uint32_t number = 0;
  WireType type = WireType::kVarint;
  uint64_t varint = 0;
  std::string_view bytes;
};

class WireReader {
 public:
  explicit WireReader(std::string_view message) : rest_(message) {}

  /// False at the end of the message or at malformed input, which failed() tells apart.
  bool Next(WireField* field);

  bool failed() const { return failed_; }
  std::string_view rest() const { return rest_; }

 private:
  bool ReadVarint(uint64_t* out);
  bool ReadBytes(uint64_t size, std::string_view* out);

  std::string_view rest_;
  bool failed_ = false;
};

void AppendVarint(uint64_t value, std::string* out);
void AppendVarintField(uint32_t number, uint64_t value, std::string* out);
void AppendBytesField(uint32_t number, std::string_view bytes, std::string* out);

/// Bytes that AppendVarint writes.
size_t VarintSize(uint64_t value);
/// Bytes that AppendBytesField writes for a number below 16.
size_t BytesFieldSize(size_t bytes);

}  // namespace hopline::wire::tablestore
