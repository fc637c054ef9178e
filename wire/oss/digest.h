#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// Digests of the protocol and the entity tags made of them.

namespace hopline::wire::oss {

/// The raw 16 bytes of the MD5 of `bytes`.
std::string Md5(std::string_view bytes);
/// The raw 32 bytes of the SHA-256 of `bytes`.
std::string Sha256(std::string_view bytes);
/// The raw 20 bytes.
std::string HmacSha1(std::string_view key, std::string_view message);
/// The raw 32 bytes.
std::string HmacSha256(std::string_view key, std::string_view message);

/// MD5 of bytes that come in pieces.
/// Threads: one at a time.
class Md5Stream {
 public:
  Md5Stream();
  ~Md5Stream();
  Md5Stream(Md5Stream&&) noexcept;
  Md5Stream& operator=(Md5Stream&&) noexcept;

  void Update(std::string_view bytes);
  /// The raw 16 bytes; nothing may be added afterwards.
  std::string Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The value of the header Content-MD5 for a raw MD5.
std::string ContentMd5(std::string_view raw_md5);

/// Entity tags are kept without the quotes that the wire puts around them.
///
/// ETag of an object made by PutObject or CopyObject, and of a part: upper hex of its
/// MD5.
std::string ObjectETag(std::string_view raw_md5);

/// ETag of an object made by CompleteMultipartUpload: upper hex MD5 of the parts' ETags
/// written one after the other, '-', their count. No part at all: the MD5 of nothing and
/// "-0". Source: vectors/oss/etags.json, one value of which a live service gave.
std::string MultipartETag(const std::vector<std::string>& part_etags);

std::string QuoteETag(std::string_view etag);
/// Upper case, without quotes: the form to compare.
std::string NormalizeETag(std::string_view etag);

}  // namespace hopline::wire::oss
