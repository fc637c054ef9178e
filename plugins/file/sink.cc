#include "plugins/file/sink.h"

#include <fcntl.h>

namespace hopline::plugins::file {

void FileSink::BeginObject(const std::string& name) {
  if (visible_) CheckName(name);
  const std::string hidden = hidden_prefix_ + std::to_string(files_.size());
  file_ = FileHandle::Open(target_.PathOf(hidden), O_WRONLY | O_CREAT | O_TRUNC);
  files_.push_back({hidden, visible_ ? name : "", 0});
  if (!header_.empty()) Write(header_);
}

void FileSink::Write(std::string_view bytes) {
  // A share stays in the page cache: the commit reads it soon.
  if (visible_ && bytes.size() == ObjectEncoder::kPieceBytes) {
    file_.WritePastCache(bytes);
  } else {
    file_.Write(bytes);
  }
  files_.back().size += bytes.size();
}

void FileSink::EndObject() {
  file_.Sync();
  file_.Close();
}

TaskMessage FileSink::Finish() {
  if (!files_.empty()) target_.SyncFolder(hidden_prefix_);
  return {files_, header_.size()};
}

void FileSink::Abort() {
  file_.Close();
  for (const StagedFile& file : files_) target_.Remove(file.hidden);
}

}  // namespace hopline::plugins::file
