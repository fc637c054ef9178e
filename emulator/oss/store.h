#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <utility>
#include <vector>

#include "emulator/oss/object.h"
#include "emulator/storage/journal.h"
#include "emulator/storage/record.h"
#include "wire/oss/messages.h"

/// What the service remembers: buckets, objects, unfinished uploads. All in memory, and
/// with a folder also in files: each bucket in a journal of the calls that changed it,
/// large pieces of content in files of their own.

namespace hopline::emulator::oss {

/// One part of an unfinished upload.
struct Part {
  Content content;
  std::string etag;
  uint64_t crc64 = 0;
  int64_t last_modified_unix_s = 0;
};

/// An unfinished upload.
struct Upload {
  ObjectProperties properties;
  int64_t initiated_unix_s = 0;
  std::map<uint64_t, Part> parts;
};

/// What one page of a listing asks for.
///
/// Shape: begins behind `marker` (and, for uploads, `marker_id` under that very key); at
/// most `limit`
///        entries, a common prefix counting as one.
struct ListQuery {
  std::string prefix;
  std::string delimiter;
  std::string marker;
  std::string marker_id;
  uint64_t limit = 100;
};

struct ObjectPage {
  std::vector<std::pair<std::string, ObjectPtr>> objects;
  std::vector<std::string> common_prefixes;
  bool truncated = false;
  std::string last;  ///< the last key or prefix given
};

struct UploadPage {
  std::vector<wire::oss::UploadEntry> uploads;
  std::vector<std::string> common_prefixes;
  bool truncated = false;
  std::string last_key;
  std::string last_id;
};

/// What is fixed when a bucket is made, and its ACL.
struct BucketSettings {
  std::string name;
  std::string acl = "private";
  std::string storage_class = "Standard";
  std::string data_redundancy_type = "LRS";
  int64_t created_unix_s = 0;
};

/// The content of one bucket.
/// Threads: all methods, from any thread; one lock per bucket, held for map operations
/// only. Bytes
///          are digested, and sent, outside of it.
/// Errors:  OssError where the service has one; storage::JournalError for a change that
///          could not be kept, and was not made.
class Bucket {
 public:
  explicit Bucket(BucketSettings settings) : settings_(std::move(settings)) {}

  /// Keeps the bucket in a journal at `path`, and its large pieces in `bodies`, from now
  /// on.
  void KeepIn(const std::filesystem::path& path, std::shared_ptr<BodyFolder> bodies);

  /// The bucket that a journal holds, kept there further. It can be read once
  /// bodies->FinishRestoring() is done.
  static std::shared_ptr<Bucket> Restore(const std::filesystem::path& path,
                                         std::shared_ptr<BodyFolder> bodies);

  /// Ends the bucket and its journal, if nothing is in it; false if something is. Calls
  /// that still hold it find no bucket from then on.
  bool EndIfEmpty();

  /// A content of one piece, for this bucket; a large one is in its file already.
  Content NewContent(std::string bytes) const;

  BucketSettings settings() const;
  void SetAcl(std::string acl);

  // ---- Objects
  /// The object, or null.
  ObjectPtr Find(const std::string& key) const;
  /// Puts `object` under the key; FileAlreadyExists if there is one and it must not be
  /// replaced.
  void Put(const std::string& key, ObjectPtr object, bool forbid_overwrite);
  void Delete(const std::string& key);
  /// Adds `more` to an Appendable object, or makes one with `properties`. Returns the new
  /// object. Units: position is the length that the caller believes the object has.
  ObjectPtr Append(const std::string& key, uint64_t position, const Content& more,
                   const Digests& digests, ObjectProperties properties,
                   int64_t now_unix_s);
  ObjectPage ListObjects(const ListQuery& query) const;

  // ---- Uploads
  /// Returns the new upload id, 32 upper-case hex digits.
  std::string Initiate(const std::string& key, ObjectProperties properties,
                       int64_t now_unix_s);
  void RequireUpload(const std::string& key, const std::string& upload_id) const;
  void PutPart(const std::string& key, const std::string& upload_id, uint64_t number,
               Part part);
  /// Makes the object of the listed parts, or of all parts if `listed` is empty, and ends
  /// the upload.
  ObjectPtr Complete(const std::string& key, const std::string& upload_id,
                     const std::optional<std::vector<wire::oss::CompletedPart>>& listed,
                     bool forbid_overwrite, int64_t now_unix_s);
  void Abort(const std::string& key, const std::string& upload_id);
  /// A copy; its parts share their bytes.
  Upload FindUpload(const std::string& key, const std::string& upload_id) const;
  UploadPage ListUploads(const ListQuery& query) const;

 private:
  using UploadKey = std::pair<std::string, std::string>;  ///< key, upload id

  void RequireThere() const;

  // store_journal.cc
  void Keep(const storage::RecordWriter& record);
  void Replay(std::string_view record);
  void ReplayUpload(const std::string& key, storage::RecordReader* reader);
  void WriteAll(const storage::Journal::Sink& sink) const;

  mutable std::mutex mutex_;
  BucketSettings settings_;
  std::map<std::string, ObjectPtr> objects_;
  std::map<UploadKey, Upload> uploads_;
  bool ended_ = false;
  std::unique_ptr<storage::Journal> journal_;  // null: in memory only
  std::shared_ptr<BodyFolder> bodies_;         // set with journal_, then fixed
};
using BucketPtr = std::shared_ptr<Bucket>;

/// All buckets. Threads: all methods, from any thread.
class Store {
 public:
  /// The largest number of buckets of one account.
  static constexpr size_t kMaxBuckets = 100;

  /// Keeps every bucket in `folder`, and begins with the buckets that are there; "" keeps
  /// nothing.
  /// Errors:  storage::JournalError, storage::DataDirError.
  explicit Store(std::filesystem::path folder = {});
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  bool Has(const std::string& name) const;
  /// NoSuchBucket if there is none.
  BucketPtr Get(const std::string& name) const;
  /// Makes the bucket, or finds the one that has the same settings already.
  BucketPtr Create(BucketSettings settings);
  /// BucketNotEmpty while objects or unfinished uploads remain.
  void Delete(const std::string& name);
  /// By name.
  std::vector<BucketSettings> List() const;

 private:
  const std::filesystem::path folder_;
  const std::shared_ptr<BodyFolder> bodies_;  // null: in memory only
  mutable std::shared_mutex mutex_;
  std::map<std::string, BucketPtr> buckets_;
};

}  // namespace hopline::emulator::oss
