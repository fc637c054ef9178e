#include "plugins/common/compression.h"

#include <hopline/error.hpp>

#include <algorithm>
#include <cctype>

namespace hopline::plugins {

Compression ParseCompression(const std::string& word) {
  std::string lower;
  for (const char c : word) {
    lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  if (lower.empty() || lower == "none") return Compression::kNone;
  if (lower == "gzip") return Compression::kGzip;
  if (lower == "bzip2") return Compression::kBzip2;
  if (lower == "zip") return Compression::kZip;
  if (lower == "snappy" || lower == "framing-snappy" || lower == "hadoop-snappy") {
    return Compression::kSnappy;
  }
  const bool lzo = lower == "lzo" || lower == "lzo_deflate";
  throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
              "'" + word + (lzo ? "' is not read; pack" : "' is not known; pack") +
                  " the objects with gzip, bzip2, zip or snappy, or not at all");
}

std::unique_ptr<ByteSource> MakeDecoder(Compression compression, ByteSource& packed) {
  switch (compression) {
    case Compression::kGzip:
      return MakeGzipDecoder(packed);
    case Compression::kBzip2:
      return MakeBzip2Decoder(packed);
    case Compression::kZip:
      return MakeZipDecoder(packed);
    case Compression::kSnappy:
      return MakeSnappyDecoder(packed);
    case Compression::kNone:
      break;
  }
  return nullptr;
}

}  // namespace hopline::plugins
