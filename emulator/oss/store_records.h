#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "emulator/oss/object.h"
#include "emulator/oss/store.h"
#include "emulator/storage/record.h"

/// The records of a bucket's journal: one per call that changes the bucket, with what the
/// call was given. The store checks a call before it writes the record, so a record can
/// always be done again.
///
/// Shape:   a content is the count of its pieces, and for each its file's number (0:
/// none)
///          with the size, or the bytes.
namespace hopline::emulator::oss {

/// Numbers of the files: never given to another kind.
enum RecordKind : uint8_t {
  kBucketRecord = 1,  // settings; the first record
  kAclRecord = 2,     // acl
  kPutRecord = 3,     // key, object
  kDeleteRecord = 4,  // key
  kAppendRecord = 5,  // key, position, content, crc64, properties, time
  kUploadRecord = 6,  // key, upload id, properties, time
  kPartRecord = 7,    // key, upload id, number, part
  kCompleteRecord =
      8,            // key, upload id, count of parts and their numbers and etags, time
  kAbortRecord = 9  // key, upload id
};

storage::RecordWriter RecordOfBucket(const BucketSettings& settings);
storage::RecordWriter RecordOfAcl(const std::string& acl);
storage::RecordWriter RecordOfPut(const std::string& key, const Object& object);
storage::RecordWriter RecordOfDelete(const std::string& key);
storage::RecordWriter RecordOfAppend(const std::string& key, uint64_t position,
                                     const Content& more, uint64_t crc64,
                                     const ObjectProperties& properties,
                                     int64_t now_unix_s);
storage::RecordWriter RecordOfUpload(const std::string& key, const std::string& upload_id,
                                     const Upload& upload);
storage::RecordWriter RecordOfPart(const std::string& key, const std::string& upload_id,
                                   uint64_t number, const Part& part);
storage::RecordWriter RecordOfComplete(const std::string& key,
                                       const std::string& upload_id,
                                       const std::vector<wire::oss::CompletedPart>& parts,
                                       int64_t now_unix_s);
storage::RecordWriter RecordOfAbort(const std::string& key, const std::string& upload_id);

// The fields that are more than a number or a text.
BucketSettings ReadSettings(storage::RecordReader* reader);
ObjectProperties ReadProperties(storage::RecordReader* reader);
Content ReadContent(storage::RecordReader* reader, BodyFolder* bodies);
ObjectPtr ReadObject(storage::RecordReader* reader, BodyFolder* bodies);
Part ReadPart(storage::RecordReader* reader, BodyFolder* bodies);
std::vector<wire::oss::CompletedPart> ReadCompletedParts(storage::RecordReader* reader);

}  // namespace hopline::emulator::oss
