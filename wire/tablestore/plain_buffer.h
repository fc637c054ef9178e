#pragma once

#include <cstdint>

/// Constants of PlainBuffer, the row encoding inside the service's protobuf messages. All
/// integers are little-endian.
///
///   buffer = header row row …             header once, rows without separator
///   row    = 01 cell cell … [02 cell …] [08] [0B extension] 09 crc8
///   cell   = 03 04 u32 name [05 value] [06 operation] [07 i64 timestamp] 0A crc8
///   value  = u32 total, type byte, payload          total = 1 + size of the payload
///
/// A cell's checksum covers name, type, payload, timestamp, operation, in that order (not
/// the order of the wire, which has the operation before the timestamp). A row's checksum
/// covers the cells' checksums and one byte that tells the delete marker; the extension
/// is not covered.
namespace hopline::wire::tablestore::plain_buffer {

inline constexpr uint32_t kHeader = 0x75;

inline constexpr uint8_t kRowKeyTag = 0x01;
inline constexpr uint8_t kRowDataTag = 0x02;
inline constexpr uint8_t kCellTag = 0x03;
inline constexpr uint8_t kCellNameTag = 0x04;
inline constexpr uint8_t kCellValueTag = 0x05;
inline constexpr uint8_t kCellOperationTag = 0x06;
inline constexpr uint8_t kCellTimestampTag = 0x07;
inline constexpr uint8_t kDeleteMarkerTag = 0x08;
inline constexpr uint8_t kRowChecksumTag = 0x09;
inline constexpr uint8_t kCellChecksumTag = 0x0A;
inline constexpr uint8_t kExtensionTag = 0x0B;
inline constexpr uint8_t kSequenceTag = 0x0C;
inline constexpr uint8_t kSequenceEpochTag = 0x0D;
inline constexpr uint8_t kSequenceTimestampTag = 0x0E;
inline constexpr uint8_t kSequenceRowIndexTag = 0x0F;

// Sizes of the one extension that exists: tag + length + (epoch, timestamp, row index),
// each with its tag.
inline constexpr uint32_t kSequenceBytes = 19;
inline constexpr uint32_t kExtensionBytes = 24;

}  // namespace hopline::wire::tablestore::plain_buffer
