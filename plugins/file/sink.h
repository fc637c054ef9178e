/// \file sink.h
/// Where a task's rendered bytes go: hidden files beside the visible ones.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plugins/common/file_handle.h"
#include "plugins/common/object_encoder.h"
#include "plugins/file/staged.h"
#include "plugins/file/target.h"

namespace hopline::plugins::file {

/// Writes one hidden file per object.
///
/// Threads: one at a time.
class FileSink final : public ObjectSink {
 public:
  /// Hidden names are `hidden_prefix` and a number. `visible` = each object gets its name
  /// at commit; otherwise it is a share of one that the commit puts together.
  FileSink(const Target& target, std::string hidden_prefix, bool visible)
      : target_(target), hidden_prefix_(std::move(hidden_prefix)), visible_(visible) {}

  /// What each share begins with.
  void SetHeader(std::string header) { header_ = std::move(header); }

  void BeginObject(const std::string& name) override;
  void Write(std::string_view bytes) override;
  void EndObject() override;

  /// Makes the entries of the files durable and describes the files. Order: after the
  /// last EndObject().
  TaskMessage Finish();
  /// Removes what was written.
  void Abort();

 private:
  const Target& target_;
  std::string hidden_prefix_;
  bool visible_;
  std::string header_;
  FileHandle file_;
  std::vector<StagedFile> files_;
};

}  // namespace hopline::plugins::file
