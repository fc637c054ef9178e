#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "wire/common/status.h"

/// The content encodings of Tunnel bodies (spec §2.6).

namespace hopline::wire::maxcompute {

enum class ContentEncoding : uint8_t {
  kRaw,
  kDeflate,       // a zlib stream (RFC 1950)
  kSnappyFramed,  // "x-snappy-framed"
  kLz4Frame,      // "x-lz4-frame", of record streams
  kOdpsLz4Frame,  // "x-odps-lz4-frame", of Arrow streams
  kZstd,
};

/// The value of Content-Encoding and Accept-Encoding; "" for kRaw.
std::string_view ContentEncodingName(ContentEncoding encoding);
/// Letter case does not matter; "" and "identity" are kRaw.
std::optional<ContentEncoding> ParseContentEncoding(std::string_view name);

/// Compresses bytes that come in pieces, at the fastest level, as every client does.
/// Threads: one at a time.
class Compressor {
 public:
  static std::unique_ptr<Compressor> New(ContentEncoding encoding);
  virtual ~Compressor();

  /// Appends what is ready to `out`.
  virtual void Write(std::string_view bytes, std::string* out) = 0;
  /// Appends the rest and ends the stream.
  virtual void Finish(std::string* out) = 0;
};

/// Decompresses bytes that come in pieces.
/// Errors:  not a stream of this encoding; bytes behind its end; with Finish, an
///          incomplete one.
/// Threads: one at a time.
class Decompressor {
 public:
  static std::unique_ptr<Decompressor> New(ContentEncoding encoding);
  virtual ~Decompressor();

  /// Appends what *bytes become to `out`, and takes them. As soon as `out` holds `enough`
  /// bytes it stops: then what is left of *bytes (perhaps nothing) is to be given again,
  /// once `out` has been emptied.
  virtual Status Write(std::string_view* bytes, size_t enough, std::string* out) = 0;
  /// All bytes were given.
  virtual Status Finish() = 0;
};

std::string Compress(ContentEncoding encoding, std::string_view bytes);
/// Units:   max_bytes bounds the decompressed size, so that a small hostile body cannot
///          fill memory.
Status Decompress(ContentEncoding encoding, std::string_view bytes, size_t max_bytes,
                  std::string* out);

}  // namespace hopline::wire::maxcompute
