/// \file compression.h
/// Packed objects and files as plain bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "plugins/common/byte_source.h"

namespace hopline::plugins {

enum class Compression : uint8_t { kNone, kGzip, kBzip2, kZip, kSnappy };

/// Reads the value of `compress`, letters of any case. Errors: INVALID_ARGUMENT names the
/// formats that are read.
Compression ParseCompression(const std::string& word);

/// What unpacks `packed`, which it borrows; null for kNone.
///
/// gzip and bzip2: all members of the stream. zip: the archive's only file. snappy: the
/// framing format and Hadoop's blocks, told apart by the first byte. No bytes at all are
/// an empty file in every format.
///
/// Errors: of Read(): DATA_INVALID, with the position in the packed bytes, when they are
/// damaged or end too early. Every checksum there is, is compared.
std::unique_ptr<ByteSource> MakeDecoder(Compression compression, ByteSource& packed);

std::unique_ptr<ByteSource> MakeGzipDecoder(ByteSource& packed);
std::unique_ptr<ByteSource> MakeBzip2Decoder(ByteSource& packed);
std::unique_ptr<ByteSource> MakeZipDecoder(ByteSource& packed);
std::unique_ptr<ByteSource> MakeSnappyDecoder(ByteSource& packed);

}  // namespace hopline::plugins
