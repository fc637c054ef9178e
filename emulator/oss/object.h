#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "emulator/oss/body_folder.h"
#include "emulator/server/service.h"
#include "wire/oss/encoding.h"

namespace hopline::emulator::oss {

/// Bytes in pieces that may be shared with other contents: completing an upload or
/// appending to an object copies none.
class Content {
 public:
  Content() = default;
  /// One piece of `size_bytes`, which it may not have in memory yet.
  Content(Piece piece, uint64_t size_bytes);

  uint64_t size() const { return size_; }
  const std::vector<Piece>& pieces() const { return pieces_; }
  void Append(const Content& more);
  /// The pieces that make up `size` bytes from `offset`; REQUIRES offset + size <=
  /// this->size().
  std::vector<BodySlice> Slices(uint64_t offset, uint64_t size) const;

 private:
  std::vector<Piece> pieces_;
  uint64_t size_ = 0;
};

enum class ObjectType { kNormal, kMultipart, kAppendable };
std::string_view ObjectTypeName(ObjectType type);

/// What the request that creates an object says about it besides its bytes.
struct ObjectProperties {
  /// Content-Type, Cache-Control, Content-Disposition, Content-Encoding,
  /// Content-Language, Expires and x-oss-meta-* (names in lower case), to be given back
  /// on GET and HEAD.
  wire::oss::Fields headers;
  std::string acl = "default";
  std::string storage_class = "Standard";
  std::string encryption;  ///< "" when none
  size_t tag_count = 0;
};

/// The numbers that belong to some bytes.
struct Digests {
  std::string raw_md5;  ///< 16 bytes
  std::string etag;     ///< without quotes
  uint64_t crc64 = 0;
};
Digests DigestsOf(std::string_view bytes);

/// An object as it is visible under its key. Never changed: every write puts a new one in
/// its place, so that a reader keeps what it has found.
struct Object {
  ObjectProperties properties;
  Content content;
  ObjectType type = ObjectType::kNormal;
  std::string etag;
  std::string raw_md5;  ///< Normal objects only
  uint64_t crc64 = 0;
  int64_t last_modified_unix_s = 0;
};
using ObjectPtr = std::shared_ptr<const Object>;

/// A Normal object of these bytes, whose digests are given.
ObjectPtr MakeNormalObject(ObjectProperties properties, Content content, Digests digests,
                           int64_t now_unix_s);

}  // namespace hopline::emulator::oss
