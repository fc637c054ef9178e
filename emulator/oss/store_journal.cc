#include <utility>

#include "emulator/oss/error.h"
#include "emulator/oss/store.h"
#include "emulator/oss/store_records.h"

// Between a bucket and its journal (store_records.h).
namespace hopline::emulator::oss {

using storage::Journal;
using storage::RecordReader;

Content Bucket::NewContent(std::string bytes) const {
  const uint64_t size_bytes = bytes.size();
  if (bodies_ != nullptr) return {bodies_->NewPiece(std::move(bytes)), size_bytes};
  return {{std::make_shared<const std::string>(std::move(bytes)), nullptr}, size_bytes};
}

void Bucket::KeepIn(const std::filesystem::path& path,
                    std::shared_ptr<BodyFolder> bodies) {
  const std::lock_guard lock(mutex_);
  bodies_ = std::move(bodies);
  journal_ = Journal::Create(path, [this](const Journal::Sink& sink) { WriteAll(sink); });
}

BucketPtr Bucket::Restore(const std::filesystem::path& path,
                          std::shared_ptr<BodyFolder> bodies) {
  BucketPtr bucket;
  auto journal = Journal::Open(path, [&](std::string_view record) {
    if (bucket != nullptr) return bucket->Replay(record);
    RecordReader reader(record);
    if (reader.kind() != kBucketRecord) {
      throw storage::RecordError("it must be the bucket's own");
    }
    bucket = std::make_shared<Bucket>(ReadSettings(&reader));
    bucket->bodies_ = bodies;
  });
  if (bucket == nullptr) throw storage::JournalError(path.string() + " holds no bucket");
  bucket->journal_ = std::move(journal);
  return bucket;
}

void Bucket::Keep(const storage::RecordWriter& record) {
  // Before the record, when the journal and the bucket say the same.
  journal_->RewriteIfOutgrown([this](const Journal::Sink& sink) { WriteAll(sink); });
  journal_->Append(record.bytes());
}

void Bucket::WriteAll(const Journal::Sink& sink) const {
  sink(RecordOfBucket(settings_).bytes());
  for (const auto& [key, object] : objects_) sink(RecordOfPut(key, *object).bytes());
  for (const auto& [upload_key, upload] : uploads_) {
    const auto& [key, upload_id] = upload_key;
    sink(RecordOfUpload(key, upload_id, upload).bytes());
    for (const auto& [number, part] : upload.parts) {
      sink(RecordOfPart(key, upload_id, number, part).bytes());
    }
  }
}

// The calls once more. There is no journal yet that would keep them again.
void Bucket::Replay(std::string_view record) {
  RecordReader reader(record);
  std::string text = reader.Text();  // the acl, or the key
  if (reader.kind() == kAclRecord) return SetAcl(std::move(text));
  const std::string& key = text;
  if (reader.kind() == kPutRecord) {
    return Put(key, ReadObject(&reader, bodies_.get()), false);
  }
  if (reader.kind() == kDeleteRecord) return Delete(key);
  if (reader.kind() == kAppendRecord) {
    const uint64_t position = reader.Number();
    const Content more = ReadContent(&reader, bodies_.get());
    Digests digests;
    digests.crc64 = reader.Number();
    ObjectProperties properties = ReadProperties(&reader);
    Append(key, position, more, digests, std::move(properties), reader.Signed());
    return;
  }
  ReplayUpload(key, &reader);
}

void Bucket::ReplayUpload(const std::string& key, RecordReader* reader) {
  const std::string upload_id = reader->Text();
  switch (reader->kind()) {
    case kUploadRecord: {
      ObjectProperties properties = ReadProperties(reader);
      uploads_[{key, upload_id}] = {std::move(properties), reader->Signed(), {}};
      return;
    }
    case kPartRecord: {
      const uint64_t number = reader->Number();
      return PutPart(key, upload_id, number, ReadPart(reader, bodies_.get()));
    }
    case kCompleteRecord: {
      const auto parts = ReadCompletedParts(reader);
      Complete(key, upload_id, parts, false, reader->Signed());
      return;
    }
    case kAbortRecord:
      return Abort(key, upload_id);
    default:
      throw storage::RecordError("its kind is unknown; use the version that wrote it");
  }
}

}  // namespace hopline::emulator::oss
