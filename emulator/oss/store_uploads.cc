#include <random>
#include <utility>

#include "emulator/oss/error.h"
#include "emulator/oss/store.h"
#include "emulator/oss/store_records.h"
#include "wire/oss/crc64.h"
#include "wire/oss/digest.h"

namespace hopline::emulator::oss {
namespace {

/// Every listed part but the last must have this many bytes.
constexpr uint64_t kMinPartBytes = 102400;

std::string NewUploadId() {
  thread_local std::random_device device;
  std::string bytes;
  for (int i = 0; i < 4; ++i) {
    const uint32_t word = device();
    for (int shift = 0; shift < 32; shift += 8)
      bytes += static_cast<char>(word >> shift & 255);
  }
  return wire::oss::HexUpper(bytes);
}

OssError InvalidPart(const wire::oss::CompletedPart& part, const std::string& upload_id) {
  return {
      400,
      "InvalidPart",
      "One or more of the specified parts could not be found or the specified entity tag "
      "might not have matched the part's entity tag.",
      "",
      {{"ETag", part.etag},
       {"PartNumber", std::to_string(part.number)},
       {"UploadId", upload_id}}};
}

OssError EntityTooSmall(const wire::oss::CompletedPart& part, uint64_t size) {
  return {400,
          "EntityTooSmall",
          "Your proposed upload smaller than the minimum allowed size.",
          "0042-00000213",
          {{"MinSizeAllowed", std::to_string(kMinPartBytes)},
           {"ProposedSize", std::to_string(size)},
           {"PartNumber", std::to_string(part.number)},
           {"ETag", part.etag}}};
}

std::vector<wire::oss::CompletedPart> AllParts(const Upload& upload) {
  std::vector<wire::oss::CompletedPart> parts;
  for (const auto& [number, part] : upload.parts) parts.push_back({number, part.etag});
  return parts;
}

/// Checks the list in the service's order: numbers ascending, parts there, parts large
/// enough.
void CheckParts(const Upload& upload, const std::string& upload_id,
                const std::vector<wire::oss::CompletedPart>& listed) {
  for (size_t i = 1; i < listed.size(); ++i) {
    if (listed[i].number <= listed[i - 1].number) {
      throw OssError(400, "InvalidPartOrder",
                     "The list of parts was not in ascending order.", "0042-00000209");
    }
  }
  for (const wire::oss::CompletedPart& part : listed) {
    const auto found = upload.parts.find(part.number);
    if (found == upload.parts.end() || found->second.etag != part.etag) {
      throw InvalidPart(part, upload_id);
    }
  }
  for (size_t i = 0; i + 1 < listed.size(); ++i) {
    const uint64_t size = upload.parts.at(listed[i].number).content.size();
    if (size < kMinPartBytes) throw EntityTooSmall(listed[i], size);
  }
}

ObjectPtr JoinParts(const Upload& upload,
                    const std::vector<wire::oss::CompletedPart>& listed,
                    int64_t now_unix_s) {
  auto object = std::make_shared<Object>();
  std::vector<std::string> etags;
  for (const wire::oss::CompletedPart& entry : listed) {
    const Part& part = upload.parts.at(entry.number);
    etags.push_back(part.etag);
    object->crc64 =
        wire::oss::Crc64Combine(object->crc64, part.crc64, part.content.size());
    object->content.Append(part.content);
  }
  object->properties = upload.properties;
  object->type = ObjectType::kMultipart;
  object->etag = wire::oss::MultipartETag(etags);
  object->last_modified_unix_s = now_unix_s;
  return object;
}

}  // namespace

std::string Bucket::Initiate(const std::string& key, ObjectProperties properties,
                             int64_t now_unix_s) {
  const std::lock_guard lock(mutex_);
  RequireThere();
  std::string upload_id = NewUploadId();
  Upload upload = {std::move(properties), now_unix_s, {}};
  if (journal_ != nullptr) Keep(RecordOfUpload(key, upload_id, upload));
  uploads_[{key, upload_id}] = std::move(upload);
  return upload_id;
}

void Bucket::RequireUpload(const std::string& key, const std::string& upload_id) const {
  const std::lock_guard lock(mutex_);
  if (uploads_.count({key, upload_id}) == 0) throw NoSuchUpload(upload_id);
}

void Bucket::PutPart(const std::string& key, const std::string& upload_id,
                     uint64_t number, Part part) {
  const std::lock_guard lock(mutex_);
  const auto found = uploads_.find({key, upload_id});
  if (found == uploads_.end()) throw NoSuchUpload(upload_id);
  if (journal_ != nullptr) Keep(RecordOfPart(key, upload_id, number, part));
  std::swap(found->second.parts[number], part);  // the old one ends outside of the lock
}

ObjectPtr Bucket::Complete(
    const std::string& key, const std::string& upload_id,
    const std::optional<std::vector<wire::oss::CompletedPart>>& listed,
    bool forbid_overwrite, int64_t now_unix_s) {
  ObjectPtr replaced;  // This and the upload, with the parts that are not
  decltype(uploads_)::node_type ended;  // listed, end outside of the lock.
  const std::lock_guard lock(mutex_);
  const auto found = uploads_.find({key, upload_id});
  if (found == uploads_.end()) throw NoSuchUpload(upload_id);
  const std::vector<wire::oss::CompletedPart> parts =
      listed ? *listed : AllParts(found->second);
  CheckParts(found->second, upload_id, parts);
  if (forbid_overwrite && objects_.count(key) != 0)
    throw FileAlreadyExists("0042-00000214");
  if (journal_ != nullptr) Keep(RecordOfComplete(key, upload_id, parts, now_unix_s));
  ObjectPtr object = JoinParts(found->second, parts, now_unix_s);
  replaced = std::exchange(objects_[key], object);
  ended = uploads_.extract(found);
  return object;
}

void Bucket::Abort(const std::string& key, const std::string& upload_id) {
  decltype(uploads_)::node_type ended;  // ends outside of the lock
  const std::lock_guard lock(mutex_);
  const auto found = uploads_.find({key, upload_id});
  if (found == uploads_.end()) throw NoSuchUpload(upload_id);
  if (journal_ != nullptr) Keep(RecordOfAbort(key, upload_id));
  ended = uploads_.extract(found);
}

Upload Bucket::FindUpload(const std::string& key, const std::string& upload_id) const {
  const std::lock_guard lock(mutex_);
  const auto found = uploads_.find({key, upload_id});
  if (found == uploads_.end()) throw NoSuchUpload(upload_id);
  return found->second;
}

}  // namespace hopline::emulator::oss
