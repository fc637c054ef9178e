#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/common/object_encoder.h"
#include "plugins/oss/client.h"
#include "plugins/oss/part_queue.h"
#include "plugins/oss/part_sizes.h"
#include "plugins/oss/share_range.h"
#include "plugins/oss/staged.h"

/// Where a task's rendered bytes go: parts of uploads while rows are rendered, small
/// rests into the task's message.

namespace hopline::plugins::oss {

/// One or more objects of the task's own. An upload begins with an object's first full
/// part, so that small objects need none.
class ObjectsSink final : public ObjectSink {
 public:
  ObjectsSink(Client& client, Scope scope, PartSizes sizes, PutOptions options,
              uint64_t memory_bytes);

  void BeginObject(const std::string& name) override;
  void Write(std::string_view bytes) override;
  void EndObject() override;

  /// Waits for all parts and describes the objects. Order: after the last EndObject().
  TaskMessage Finish();
  /// Aborts the uploads begun here. Returns whether others of the same names may exist,
  /// begun by requests whose reply was lost.
  bool Abort();

 private:
  struct Object {
    StagedObject staged;
    Upload* upload = nullptr;  ///< null while the object is small
  };
  uint32_t PartsOfCurrent() const;
  void PutPart();
  void BeginUpload(Object& object);

  Client& client_;
  Scope scope_;
  PartSizes sizes_;
  PutOptions options_;
  std::deque<Upload> uploads_;  // addresses stay
  std::vector<Object> objects_;
  std::vector<std::string> twins_;
  std::string buffer_;
  bool has_buffer_ = false;
  PartQueue queue_;  // last: its threads end before what they use
};

/// A task's share of the one object of a job (writeSingleObject), whose upload all tasks
/// have in common.
class ShareSink final : public ObjectSink {
 public:
  ShareSink(Client& client, Scope scope, std::string key, std::string upload_id,
            ShareRange range, PartSizes sizes, uint64_t memory_bytes);

  void BeginObject(const std::string&) override {}
  void Write(std::string_view bytes) override;
  void EndObject() override {}

  /// Waits for all parts and describes the share.
  TaskMessage Finish(std::string header);

 private:
  void PutPart();

  ShareRange range_;
  PartSizes sizes_;
  Upload upload_;
  std::string head_;
  std::string buffer_;
  bool has_buffer_ = false;
  PartQueue queue_;  // last: its threads end before what they use
};

}  // namespace hopline::plugins::oss
