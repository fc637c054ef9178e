#include "emulator/oss/store_records.h"

#include <utility>

namespace hopline::emulator::oss {
namespace {

using storage::RecordReader;
using storage::RecordWriter;

void Write(const ObjectProperties& properties, RecordWriter* record) {
  record->Number(properties.headers.size());
  for (const auto& [name, value] : properties.headers) record->Text(name).Text(value);
  record->Text(properties.acl)
      .Text(properties.storage_class)
      .Text(properties.encryption)
      .Number(properties.tag_count);
}

void Write(const Content& content, RecordWriter* record) {
  record->Number(content.pieces().size());
  for (const Piece& piece : content.pieces()) {
    if (piece.file == nullptr) {
      record->Number(0).Text(*piece.bytes);
    } else {
      record->Number(piece.file->number()).Number(piece.bytes->size());
    }
  }
}

}  // namespace

RecordWriter RecordOfBucket(const BucketSettings& settings) {
  RecordWriter record(kBucketRecord);
  record.Text(settings.name)
      .Text(settings.acl)
      .Text(settings.storage_class)
      .Text(settings.data_redundancy_type)
      .Signed(settings.created_unix_s);
  return record;
}

BucketSettings ReadSettings(RecordReader* reader) {
  BucketSettings settings;
  settings.name = reader->Text();
  settings.acl = reader->Text();
  settings.storage_class = reader->Text();
  settings.data_redundancy_type = reader->Text();
  settings.created_unix_s = reader->Signed();
  return settings;
}

RecordWriter RecordOfAcl(const std::string& acl) {
  return RecordWriter(kAclRecord).Text(acl);
}

RecordWriter RecordOfPut(const std::string& key, const Object& object) {
  RecordWriter record(kPutRecord);
  record.Text(key);
  Write(object.properties, &record);
  Write(object.content, &record);
  record.Number(static_cast<uint64_t>(object.type))
      .Text(object.etag)
      .Text(object.raw_md5)
      .Number(object.crc64)
      .Signed(object.last_modified_unix_s);
  return record;
}

ObjectPtr ReadObject(RecordReader* reader, BodyFolder* bodies) {
  auto object = std::make_shared<Object>();
  object->properties = ReadProperties(reader);
  object->content = ReadContent(reader, bodies);
  object->type = static_cast<ObjectType>(reader->Number());
  object->etag = reader->Text();
  object->raw_md5 = reader->Text();
  object->crc64 = reader->Number();
  object->last_modified_unix_s = reader->Signed();
  return object;
}

RecordWriter RecordOfDelete(const std::string& key) {
  return RecordWriter(kDeleteRecord).Text(key);
}

RecordWriter RecordOfAppend(const std::string& key, uint64_t position,
                            const Content& more, uint64_t crc64,
                            const ObjectProperties& properties, int64_t now_unix_s) {
  RecordWriter record(kAppendRecord);
  record.Text(key).Number(position);
  Write(more, &record);
  record.Number(crc64);
  Write(properties, &record);
  record.Signed(now_unix_s);
  return record;
}

RecordWriter RecordOfUpload(const std::string& key, const std::string& upload_id,
                            const Upload& upload) {
  RecordWriter record(kUploadRecord);
  record.Text(key).Text(upload_id);
  Write(upload.properties, &record);
  record.Signed(upload.initiated_unix_s);
  return record;
}

RecordWriter RecordOfPart(const std::string& key, const std::string& upload_id,
                          uint64_t number, const Part& part) {
  RecordWriter record(kPartRecord);
  record.Text(key).Text(upload_id).Number(number);
  Write(part.content, &record);
  record.Text(part.etag).Number(part.crc64).Signed(part.last_modified_unix_s);
  return record;
}

Part ReadPart(RecordReader* reader, BodyFolder* bodies) {
  Part part;
  part.content = ReadContent(reader, bodies);
  part.etag = reader->Text();
  part.crc64 = reader->Number();
  part.last_modified_unix_s = reader->Signed();
  return part;
}

RecordWriter RecordOfComplete(const std::string& key, const std::string& upload_id,
                              const std::vector<wire::oss::CompletedPart>& parts,
                              int64_t now_unix_s) {
  RecordWriter record(kCompleteRecord);
  record.Text(key).Text(upload_id).Number(parts.size());
  for (const wire::oss::CompletedPart& part : parts) {
    record.Number(part.number).Text(part.etag);
  }
  record.Signed(now_unix_s);
  return record;
}

std::vector<wire::oss::CompletedPart> ReadCompletedParts(RecordReader* reader) {
  std::vector<wire::oss::CompletedPart> parts;
  for (uint64_t left = reader->Number(); left > 0; --left) {
    wire::oss::CompletedPart& part = parts.emplace_back();
    part.number = reader->Number();
    part.etag = reader->Text();
  }
  return parts;
}

RecordWriter RecordOfAbort(const std::string& key, const std::string& upload_id) {
  return RecordWriter(kAbortRecord).Text(key).Text(upload_id);
}

ObjectProperties ReadProperties(RecordReader* reader) {
  ObjectProperties properties;
  for (uint64_t left = reader->Number(); left > 0; --left) {
    std::string name = reader->Text();
    properties.headers.emplace_back(std::move(name), reader->Text());
  }
  properties.acl = reader->Text();
  properties.storage_class = reader->Text();
  properties.encryption = reader->Text();
  properties.tag_count = reader->Number();
  return properties;
}

Content ReadContent(RecordReader* reader, BodyFolder* bodies) {
  Content content;
  for (uint64_t left = reader->Number(); left > 0; --left) {
    const uint64_t file = reader->Number();
    if (file != 0) {
      const uint64_t size_bytes = reader->Number();
      content.Append(Content(bodies->Restore(file, size_bytes), size_bytes));
    } else {
      auto bytes = std::make_shared<const std::string>(reader->Text());
      const uint64_t size_bytes = bytes->size();
      content.Append(Content({std::move(bytes), nullptr}, size_bytes));
    }
  }
  return content;
}

}  // namespace hopline::emulator::oss
