#include "plugins/oss/sinks.h"

#include <algorithm>
#include <utility>

#include "wire/oss/crc64.h"

namespace hopline::plugins::oss {

ObjectsSink::ObjectsSink(Client& client, Scope scope, PartSizes sizes, PutOptions options,
                         uint64_t memory_bytes)
    : client_(client),
      scope_(scope),
      sizes_(sizes),
      options_(options),
      queue_(client, scope, memory_bytes) {}

void ObjectsSink::BeginObject(const std::string& name) {
  objects_.emplace_back().staged.key = name;
}

uint32_t ObjectsSink::PartsOfCurrent() const {
  const Upload* upload = objects_.back().upload;
  return upload == nullptr ? 0 : static_cast<uint32_t>(upload->parts.size());
}

void ObjectsSink::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const uint64_t part_bytes = sizes_.After(PartsOfCurrent());
    if (!has_buffer_) {
      buffer_ = queue_.TakeBuffer(part_bytes);
      has_buffer_ = true;
    }
    const size_t n = std::min<size_t>(bytes.size(), part_bytes - buffer_.size());
    buffer_.append(bytes.substr(0, n));
    bytes.remove_prefix(n);
    if (buffer_.size() == part_bytes) PutPart();
  }
}

void ObjectsSink::EndObject() {
  Object& object = objects_.back();
  if (object.upload == nullptr && buffer_.size() < kMinPartBytes) {
    object.staged.size = buffer_.size();
    object.staged.crc64 = wire::oss::Crc64(0, buffer_);
    object.staged.body = buffer_;
    buffer_.clear();
  } else if (!buffer_.empty()) {
    PutPart();
  }
}

void ObjectsSink::PutPart() {
  Object& object = objects_.back();
  if (object.upload == nullptr) BeginUpload(object);
  const uint32_t number = PartsOfCurrent() + 1;
  if (number > sizes_.parts()) {
    throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
                "/maxFileSize: object " + object.staged.key + " needs more than " +
                    std::to_string(sizes_.parts()) + " parts; lower it");
  }
  has_buffer_ = false;
  queue_.Put(*object.upload, number, std::exchange(buffer_, {}));
}

void ObjectsSink::BeginUpload(Object& object) {
  const std::string& key = object.staged.key;
  twins_.push_back(key);  // until it is known that there is none
  const InitiatedUpload begun = client_.InitiateUpload(key, options_, scope_);
  if (!begun.may_have_twin) twins_.pop_back();
  object.staged.upload_id = begun.upload_id;
  object.upload = &uploads_.emplace_back(Upload{key, begun.upload_id, {}});
}

TaskMessage ObjectsSink::Finish() {
  queue_.Drain();
  TaskMessage message;
  for (Object& object : objects_) {
    if (object.upload != nullptr) {
      object.staged.parts = static_cast<uint32_t>(object.upload->parts.size());
      object.staged.size = object.upload->TotalBytes();
      object.staged.crc64 = object.upload->TotalCrc64();
    }
    message.objects.push_back(object.staged);
  }
  message.twins = twins_;
  return message;
}

bool ObjectsSink::Abort() {
  for (const Upload& upload : uploads_) {
    client_.AbortUpload(upload.key, upload.upload_id, scope_);
  }
  return !twins_.empty();
}

ShareSink::ShareSink(Client& client, Scope scope, std::string key, std::string upload_id,
                     ShareRange range, PartSizes sizes, uint64_t memory_bytes)
    : range_(range),
      sizes_(sizes),
      upload_{std::move(key), std::move(upload_id), {}},
      queue_(client, scope, memory_bytes) {}

void ShareSink::Write(std::string_view bytes) {
  const size_t to_head = std::min<size_t>(
      bytes.size(), kMinPartBytes - std::min<size_t>(kMinPartBytes, head_.size()));
  head_.append(bytes.substr(0, to_head));
  bytes.remove_prefix(to_head);
  while (!bytes.empty()) {
    const uint64_t part_bytes = sizes_.After(static_cast<uint32_t>(upload_.parts.size()));
    if (!has_buffer_) {
      buffer_ = queue_.TakeBuffer(part_bytes);
      has_buffer_ = true;
    }
    const size_t n = std::min<size_t>(bytes.size(), part_bytes - buffer_.size());
    buffer_.append(bytes.substr(0, n));
    bytes.remove_prefix(n);
    if (buffer_.size() == part_bytes) PutPart();
  }
}

void ShareSink::PutPart() {
  const auto done = static_cast<uint32_t>(upload_.parts.size());
  if (done == range_.parts) {
    throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
                "/writeSingleObject: object " + upload_.key +
                    " gets too large for the part numbers of one task; raise concurrent "
                    "or write several objects");
  }
  has_buffer_ = false;
  queue_.Put(upload_, range_.joint + 1 + done, std::exchange(buffer_, {}));
}

TaskMessage ShareSink::Finish(std::string header) {
  StagedShare share;
  if (buffer_.size() >= kMinPartBytes) {
    PutPart();
  } else {
    share.tail = buffer_;
  }
  queue_.Drain();
  share.joint = range_.joint;
  share.parts = static_cast<uint32_t>(upload_.parts.size());
  share.parts_bytes = upload_.TotalBytes();
  share.parts_crc64 = upload_.TotalCrc64();
  share.header = std::move(header);
  share.head = head_;
  TaskMessage message;
  message.share = std::move(share);
  return message;
}

}  // namespace hopline::plugins::oss
