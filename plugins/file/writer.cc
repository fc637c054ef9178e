#include "plugins/file/writer.h"

#include <unistd.h>

#include "plugins/common/object_encoder.h"
#include "plugins/common/planned_columns.h"
#include "plugins/common/prefix_remarks.h"
#include "plugins/common/run_names.h"
#include "plugins/file/commit.h"
#include "plugins/file/sink.h"

#include <filesystem>
#include <utility>

namespace hopline::plugins::file {
namespace {

constexpr char kComponent[] = "file.writer";

class FileTask final : public WriterTask {
 public:
  FileTask(Target target, const ObjectOptions& options, const ColumnFormats& formats,
           std::string hidden_prefix, std::string task_name, const ArrowSchema& in,
           Scope scope)
      : target_(std::move(target)),
        sink_(target_, std::move(hidden_prefix), !options.single_object),
        encoder_(options, formats, in, std::move(task_name), scope, sink_) {
    target_.MakeFolders(options.object);
    if (options.single_object) sink_.SetHeader(encoder_.HeaderBytes());
  }

  void Write(Batch batch) override { encoder_.Write(*batch); }
  std::string Prepare() override {
    encoder_.Finish();
    return Encode(sink_.Finish());
  }
  void Abort() override { sink_.Abort(); }

 private:
  Target target_;
  FileSink sink_;
  ObjectEncoder encoder_;
};

}  // namespace

FileWriter::FileWriter(JobContext context)
    : context_(std::move(context)),
      options_(ReadObjectOptions(context_.config, context_.scope, kComponent)),
      formats_(ColumnFormats::Read(context_.settings)) {
  const std::string path = context_.config.Text("/path", "");
  if (path.empty()) {
    throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
                "/path: is missing; give the folder to write below");
  }
  base_ = std::filesystem::absolute(path).lexically_normal();
  if (base_.size() > 1 && base_.back() == '/') base_.pop_back();
  NeedRowText(options_);
  try {
    CheckName(options_.object + (options_.object.ends_with('/') ? "_" : ""));
  } catch (Error& e) {
    throw Error(HOPLINE_STATUS_INVALID_ARGUMENT, "/object: " + e.message());
  }
  if (!context_.check_only) return;
  const std::string remark = PrefixRemark(options_);
  if (!remark.empty()) context_.scope.Log(HOPLINE_LOG_WARN, kComponent, remark);
  WarnOfNeighbours();
}

uint64_t FileWriter::Capabilities(uint64_t declared) {
  return WriterCapabilities(options_, declared);
}

void FileWriter::Check() {
  const std::string base = base_;
  if (access(base.c_str(), W_OK) != 0 && errno != ENOENT) {
    ThrowErrno("writing to the folder", base, errno);
  }
}

std::string FileWriter::Prepare(const ArrowSchema& in) {
  const Target target(base_);
  target.MakeFolders(options_.object);
  if (options_.write_mode == WriteMode::kNonConflict) RefuseConflict();
  WarnOfNeighbours();
  const std::string probe = HiddenPrefix(context_, options_, 0, 0) + "clock";
  return Encode(Token{base_, target.ClockNs(probe), ColumnsOf(in)});
}

void FileWriter::RefuseConflict() const {
  const Target target(base_);
  if (options_.single_object) {
    if (target.SizeOf(options_.object) < 0) return;
  } else if (target.List(options_.object).empty()) {
    return;
  }
  throw Error(HOPLINE_STATUS_ALREADY_EXISTS,
              "/writeMode: nonConflict, but folder '" + base_ +
                  "' has files whose name begins with '" + options_.object +
                  "'; choose another object, or truncate");
}

/// A prefix is no folder: "dir/a" also takes dir/ab.csv away.
void FileWriter::WarnOfNeighbours() const {
  if (options_.single_object || options_.write_mode != WriteMode::kTruncate) return;
  for (const FoundFile& file : Target(base_).List(options_.object)) {
    const std::string remark = NeighbourRemark(options_, file.name);
    if (remark.empty()) continue;
    context_.scope.Log(HOPLINE_LOG_WARN, kComponent, remark);
    return;
  }
}

std::unique_ptr<WriterTask> FileWriter::OpenTask(TaskContext context,
                                                 const ArrowSchema& in) {
  const Token token = DecodeToken(context.task);
  NeedPlannedColumns(token.columns, in);
  const RunNames names(context_, options_);
  return std::make_unique<FileTask>(
      Target(token.base), options_, formats_,
      HiddenPrefix(context_, options_, context.task_index, context.attempt),
      names.OfAttempt(context.task_index, context.attempt), in, context.scope);
}

void FileWriter::Precommit(const Staged& staged) {
  Committer(context_, options_, staged).Precommit();
}

void FileWriter::Commit(const Staged& staged, std::vector<int32_t>& outcomes) {
  Committer(context_, options_, staged).Commit(outcomes);
}

void FileWriter::Abort(const Staged& staged) {
  Committer(context_, options_, staged).Abort();
}

}  // namespace hopline::plugins::file
