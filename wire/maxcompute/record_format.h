#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "wire/common/crc32c.h"
#include "wire/maxcompute/column.h"

/// What reader and writer of Tunnel record streams share; included by the sources of this
/// folder only.
///
/// Shape:   a stream is records and a footer. A record is fields and the tag kEndRecord
///          with the record's CRC; the footer the tags kCount and kChecksum with the
///          number of records and the CRC of the record CRCs. A tag is the varint of
///          (number << 3) | wire type; a column's number is its index + 1. A NULL is a
///          field that is missing.

namespace hopline::wire::maxcompute {

inline constexpr uint32_t kEndRecord = 33553408;
inline constexpr uint32_t kEndMetrics = 33554176;
inline constexpr uint32_t kCount = 33554430;
inline constexpr uint32_t kChecksum = 33554431;

enum WireType : uint8_t { kVarint = 0, kEightBytes = 1, kCounted = 2, kFourBytes = 5 };

/// Timestamps and containers say kCounted, though no length follows.
inline WireType WireTypeOf(Layout layout, const Type& type) {
  switch (layout) {
    case Layout::kFloat32:
      return kFourBytes;
    case Layout::kFloat64:
      return kEightBytes;
    case Layout::kInt64:
      return type.kind == TypeKind::kTimestamp || type.kind == TypeKind::kTimestampNtz
                 ? kCounted
                 : kVarint;
    case Layout::kBool:
    case Layout::kInt8:
    case Layout::kInt16:
    case Layout::kInt32:
      return kVarint;
    default:
      return kCounted;
  }
}

/// The CRC of one record. Small values are collected, so that the checksum runs over long
/// stretches.
class RecordCrc {
 public:
  template <typename Value>
  void Add(Value value) {
    if (size_ + sizeof value > pending_.size()) Flush();
    std::memcpy(pending_.data() + size_, &value, sizeof value);
    size_ += sizeof value;
  }

  void AddBytes(std::string_view bytes) {
    if (bytes.size() > pending_.size() - size_) Flush();
    if (bytes.size() > pending_.size()) {
      crc_ = Crc32c(crc_, bytes);
      return;
    }
    std::copy(bytes.begin(), bytes.end(), pending_.data() + size_);
    size_ += bytes.size();
  }

  /// The value of all that was added; begins anew.
  uint32_t Take() {
    Flush();
    const uint32_t crc = crc_;
    crc_ = 0;
    return crc;
  }

 private:
  void Flush() {
    crc_ = Crc32c(crc_, {pending_.data(), size_});
    size_ = 0;
  }

  std::array<char, 512> pending_;
  size_t size_ = 0;
  uint32_t crc_ = 0;
};

/// Extends the CRC of the record CRCs.
inline uint32_t AddRecordCrc(uint32_t stream_crc, uint32_t record_crc) {
  char bytes[sizeof record_crc];
  std::memcpy(bytes, &record_crc, sizeof record_crc);
  return Crc32c(stream_crc, {bytes, sizeof bytes});
}

}  // namespace hopline::wire::maxcompute
