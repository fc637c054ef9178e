#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "wire/common/status.h"

/// The chunks with checksums that Tunnel puts around Arrow messages (spec §2.9).
///
/// Shape:   uint32 chunk size, then for each full chunk its bytes and uint32 CRC-32C of
///          them, then the remaining bytes (fewer than a chunk) and uint32 CRC-32C of the
///          whole payload. Numbers are big endian. Nothing at all, and four zero bytes,
///          are empty payloads too.
/// Threads: one at a time, each class.

namespace hopline::wire::maxcompute {

inline constexpr size_t kArrowChunkBytes = 65536;

/// Frames a payload that comes in pieces.
class ArrowFrameWriter {
 public:
  /// Owns:  nothing; `out` may be emptied between the calls.
  explicit ArrowFrameWriter(std::string* out, size_t chunk_bytes = kArrowChunkBytes);

  void Write(std::string_view payload);
  /// Ends the stream.
  void Finish();

 private:
  std::string* out_;
  const size_t chunk_bytes_;
  size_t in_chunk_ = 0;
  uint32_t chunk_crc_ = 0;
  uint32_t total_crc_ = 0;
};

/// Takes the frame off bytes that come in pieces.
class ArrowFrameReader {
 public:
  /// A larger chunk is refused.
  static constexpr size_t kMaxChunkBytes = size_t{64} << 20;

  /// Appends what has become certain to `payload`: chunks whose checksum is right.
  Status Write(std::string_view bytes, std::string* payload);
  /// The bytes are over: appends the remainder, and checks the checksum of all.
  Status Finish(std::string* payload);

 private:
  std::string pending_;  // less than a chunk and its checksum
  size_t chunk_bytes_ = 0;
  bool has_chunk_bytes_ = false;
  uint32_t total_crc_ = 0;
};

}  // namespace hopline::wire::maxcompute
