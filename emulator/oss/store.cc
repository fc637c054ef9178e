#include "emulator/oss/store.h"

#include "emulator/oss/error.h"
#include "emulator/oss/store_records.h"
#include "emulator/storage/data_dir.h"
#include "wire/oss/crc64.h"
#include "wire/oss/digest.h"

namespace hopline::emulator::oss {
namespace {

/// The service's own algorithm is not known: 24 digits of a digest, then eight zeros.
std::string AppendableETag(uint64_t crc64, uint64_t size) {
  const std::string text = std::to_string(crc64) + "/" + std::to_string(size);
  return wire::oss::HexUpper(wire::oss::Md5(text)).substr(0, 24) + "00000000";
}

OssError PositionNotEqual(uint64_t length) {
  OssError error(409, "PositionNotEqualToLength", "Position is not equal to file length.",
                 "0026-00000016");
  error.headers.emplace_back("x-oss-next-append-position", std::to_string(length));
  return error;
}

}  // namespace

BucketSettings Bucket::settings() const {
  const std::lock_guard lock(mutex_);
  return settings_;
}

void Bucket::SetAcl(std::string acl) {
  const std::lock_guard lock(mutex_);
  RequireThere();
  if (journal_ != nullptr) Keep(RecordOfAcl(acl));
  settings_.acl = std::move(acl);
}

ObjectPtr Bucket::Find(const std::string& key) const {
  const std::lock_guard lock(mutex_);
  const auto found = objects_.find(key);
  return found == objects_.end() ? nullptr : found->second;
}

void Bucket::Put(const std::string& key, ObjectPtr object, bool forbid_overwrite) {
  const std::lock_guard lock(mutex_);
  RequireThere();
  if (forbid_overwrite && objects_.contains(key)) throw FileAlreadyExists();
  if (journal_ != nullptr) Keep(RecordOfPut(key, *object));
  objects_[key].swap(object);  // the old one ends outside of the lock
}

void Bucket::Delete(const std::string& key) {
  decltype(objects_)::node_type removed;  // ends outside of the lock
  const std::lock_guard lock(mutex_);
  if (!objects_.contains(key)) return;
  if (journal_ != nullptr) Keep(RecordOfDelete(key));
  removed = objects_.extract(key);
}

ObjectPtr Bucket::Append(const std::string& key, uint64_t position, const Content& more,
                         const Digests& digests, ObjectProperties properties,
                         int64_t now_unix_s) {
  const std::lock_guard lock(mutex_);
  RequireThere();
  const auto found = objects_.find(key);
  const ObjectPtr old = found == objects_.end() ? nullptr : found->second;
  if (old != nullptr && old->type != ObjectType::kAppendable) {
    throw OssError(409, "ObjectNotAppendable", "The object is not appendable.",
                   "0026-00000017");
  }
  const uint64_t length = old == nullptr ? 0 : old->content.size();
  if (position != length) throw PositionNotEqual(length);
  if (journal_ != nullptr) {
    Keep(RecordOfAppend(key, position, more, digests.crc64, properties, now_unix_s));
  }
  auto object =
      old == nullptr ? std::make_shared<Object>() : std::make_shared<Object>(*old);
  if (old == nullptr) object->properties = std::move(properties);
  object->type = ObjectType::kAppendable;
  object->content.Append(more);
  object->crc64 = wire::oss::Crc64Combine(object->crc64, digests.crc64, more.size());
  object->etag = AppendableETag(object->crc64, object->content.size());
  object->last_modified_unix_s = now_unix_s;
  objects_[key] = object;
  return object;
}

bool Bucket::EndIfEmpty() {
  const std::lock_guard lock(mutex_);
  if (!objects_.empty() || !uploads_.empty()) return false;
  if (journal_ != nullptr) journal_->Remove();
  ended_ = true;
  return true;
}

void Bucket::RequireThere() const {
  if (ended_) throw NoSuchBucket(settings_.name);
}

Store::Store(std::filesystem::path folder)
    : folder_(std::move(folder)),
      bodies_(folder_.empty() ? nullptr
                              : std::make_shared<BodyFolder>(folder_ / "bodies")) {
  if (bodies_ == nullptr) return;
  for (const std::filesystem::path& path : storage::FindJournals(folder_)) {
    BucketPtr bucket = Bucket::Restore(path, bodies_);
    buckets_.emplace(bucket->settings().name, std::move(bucket));
  }
  bodies_->FinishRestoring();
}

Store::~Store() {
  if (bodies_ != nullptr) bodies_->KeepFiles();
}

bool Store::Has(const std::string& name) const {
  const std::shared_lock lock(mutex_);
  return buckets_.contains(name);
}

BucketPtr Store::Get(const std::string& name) const {
  const std::shared_lock lock(mutex_);
  const auto found = buckets_.find(name);
  if (found == buckets_.end()) throw NoSuchBucket(name);
  return found->second;
}

BucketPtr Store::Create(BucketSettings settings) {
  const std::lock_guard lock(mutex_);
  if (const auto found = buckets_.find(settings.name); found != buckets_.end()) {
    const BucketSettings old = found->second->settings();
    if (old.storage_class != settings.storage_class ||
        old.data_redundancy_type != settings.data_redundancy_type) {
      throw OssError(409, "BucketAlreadyExists",
                     "Cannot modify existing bucket's storage class.", "",
                     {{"BucketName", settings.name}});
    }
    return found->second;
  }
  if (buckets_.size() >= kMaxBuckets) {
    throw OssError(400, "TooManyBuckets",
                   "You have attempted to create more buckets than allowed.");
  }
  const std::string name = settings.name;
  BucketPtr bucket = std::make_shared<Bucket>(std::move(settings));
  if (bodies_ != nullptr) {
    bucket->KeepIn(folder_ / (name + storage::kJournalEnding), bodies_);
  }
  return buckets_.emplace(name, std::move(bucket)).first->second;
}

void Store::Delete(const std::string& name) {
  const std::lock_guard lock(mutex_);
  const auto found = buckets_.find(name);
  if (found == buckets_.end()) throw NoSuchBucket(name);
  if (!found->second->EndIfEmpty()) {
    throw OssError(409, "BucketNotEmpty", "The bucket you tried to delete is not empty.",
                   "", {{"BucketName", name}});
  }
  buckets_.erase(found);
}

std::vector<BucketSettings> Store::List() const {
  const std::shared_lock lock(mutex_);
  std::vector<BucketSettings> out;
  for (const auto& [name, bucket] : buckets_) out.push_back(bucket->settings());
  return out;
}

}  // namespace hopline::emulator::oss
