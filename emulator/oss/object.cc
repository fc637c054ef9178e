#include "emulator/oss/object.h"

#include <algorithm>

#include "wire/oss/crc64.h"
#include "wire/oss/digest.h"

namespace hopline::emulator::oss {

Content::Content(std::string bytes) : size_(bytes.size()) {
  if (!bytes.empty()) {
    pieces_.push_back(std::make_shared<const std::string>(std::move(bytes)));
  }
}

void Content::Append(const Content& more) {
  pieces_.insert(pieces_.end(), more.pieces_.begin(), more.pieces_.end());
  size_ += more.size_;
}

std::vector<BodySlice> Content::Slices(uint64_t offset, uint64_t size) const {
  std::vector<BodySlice> slices;
  for (const auto& piece : pieces_) {
    if (size == 0) break;
    if (offset >= piece->size()) {
      offset -= piece->size();
      continue;
    }
    const uint64_t taken = std::min<uint64_t>(size, piece->size() - offset);
    slices.push_back({piece, offset, taken});
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
