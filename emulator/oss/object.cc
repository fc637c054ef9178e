#include "emulator/oss/object.h"

#include <algorithm>

#include "wire/oss/crc64.h"
#include "wire/oss/digest.h"

namespace hopline::emulator::oss {

Content::Content(Piece piece, uint64_t size_bytes) : size_(size_bytes) {
  if (size_bytes > 0) pieces_.push_back(std::move(piece));
}

void Content::Append(const Content& more) {
  pieces_.insert(pieces_.end(), more.pieces_.begin(), more.pieces_.end());
  size_ += more.size_;
}

std::vector<BodySlice> Content::Slices(uint64_t offset, uint64_t size) const {
  std::vector<BodySlice> slices;
  for (const auto& [bytes, file] : pieces_) {
    if (size == 0) break;
    if (offset >= bytes->size()) {
      offset -= bytes->size();
      continue;
    }
    const uint64_t taken = std::min<uint64_t>(size, bytes->size() - offset);
    slices.push_back({bytes, offset, taken});
    size -= taken;
    offset = 0;
  }
  return slices;
}

std::string_view ObjectTypeName(ObjectType type) {
  switch (type) {
    case ObjectType::kNormal:
      return "Normal";
    case ObjectType::kMultipart:
      return "Multipart";
    case ObjectType::kAppendable:
      return "Appendable";
  }
  return "Normal";
}

Digests DigestsOf(std::string_view bytes) {
  Digests digests;
  digests.raw_md5 = wire::oss::Md5(bytes);
  digests.etag = wire::oss::ObjectETag(digests.raw_md5);
  digests.crc64 = wire::oss::Crc64(0, bytes);
  return digests;
}

ObjectPtr MakeNormalObject(ObjectProperties properties, Content content, Digests digests,
                           int64_t now_unix_s) {
  auto object = std::make_shared<Object>();
  object->properties = std::move(properties);
  object->content = std::move(content);
  object->etag = std::move(digests.etag);
  object->raw_md5 = std::move(digests.raw_md5);
  object->crc64 = digests.crc64;
  object->last_modified_unix_s = now_unix_s;
  return object;
}

}  // namespace hopline::emulator::oss
