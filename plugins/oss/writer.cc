#include "plugins/oss/writer.h"

#include <utility>

#include "plugins/common/http_client.h"
#include "plugins/common/object_encoder.h"
#include "plugins/common/planned_columns.h"
#include "plugins/common/prefix_remarks.h"
#include "plugins/oss/commit.h"
#include "plugins/oss/part_sizes.h"
#include "plugins/oss/share_range.h"
#include "plugins/oss/sinks.h"

namespace hopline::plugins::oss {
namespace {

constexpr char kComponent[] = "oss.writer";
// One page of names is enough to meet a neighbour.
constexpr uint32_t kNamesToLookAt = 100;
// What one share of a single object is laid out for; maxFileSize does not bound it.
constexpr uint64_t kSingleObjectBytes = uint64_t{100'000} << 20;

/// Several objects per job, each of one task.
class ObjectsTask final : public WriterTask {
 public:
  ObjectsTask(Client& client, const ObjectOptions& options, const ColumnFormats& formats,
              PartSizes sizes, PutOptions put, const TaskContext& context,
              std::string task_name, const ArrowSchema& in)
      : client_(client),
        scope_(context.scope),
        task_name_(task_name),
        stable_names_(options.stable_names),
        sink_(client, context.scope, sizes, put, context.memory_budget),
        encoder_(options, formats, in, std::move(task_name), context.scope, sink_) {}

  void Write(Batch batch) override { encoder_.Write(*batch); }

  std::string Prepare() override {
    encoder_.Finish();
    return Encode(sink_.Finish());
  }

  void Abort() override {
    const bool may_have_others = sink_.Abort();
    // With stable names another attempt may own what stands under the same name; the
    // commit tells them apart.
    if (!may_have_others || stable_names_) return;
    for (const wire::oss::UploadEntry& upload : client_.ListUploads(task_name_, scope_)) {
      client_.AbortUpload(upload.key, upload.upload_id, scope_);
    }
  }

 private:
  Client& client_;
  Scope scope_;
  std::string task_name_;
  bool stable_names_;
  ObjectsSink sink_;
  ObjectEncoder encoder_;
};

/// A share of the one object of the job.
class ShareTask final : public WriterTask {
 public:
  ShareTask(Client& client, const ObjectOptions& options, const ColumnFormats& formats,
            const TaskContext& context, std::string upload_id, ShareRange range,
            const ArrowSchema& in)
      : sink_(client, context.scope, options.object, std::move(upload_id), range,
              PartSizes(range.parts, kSingleObjectBytes / context.task_count),
              context.memory_budget),
        encoder_(options, formats, in, options.object, context.scope, sink_) {}

  void Write(Batch batch) override { encoder_.Write(*batch); }

  std::string Prepare() override {
    encoder_.Finish();
    return Encode(sink_.Finish(encoder_.HeaderBytes()));
  }

  /// The parts vanish with the upload, or are left out when it is completed.
  void Abort() override {}

 private:
  ShareSink sink_;
  ObjectEncoder encoder_;
};

}  // namespace

OssWriter::OssWriter(JobContext context)
    : OssWriter(std::move(context), std::make_shared<HttpClient>()) {}

OssWriter::OssWriter(JobContext context, std::shared_ptr<Transport> transport)
    : context_(std::move(context)),
      options_(ReadObjectOptions(context_.config, context_.scope, kComponent)),
      formats_(ColumnFormats::Read(context_.settings)),
      transport_(std::move(transport)) {
  NeedRowText(options_);
  put_.encrypt = context_.config.Bool("/encrypt", false);
  put_.forbid_overwrite = options_.write_mode == WriteMode::kNonConflict;
  // Blocks are counted in characters of up to three bytes each.
  max_file_bytes_ = 3 * options_.block_chars * (options_.blocks_per_object + 1);
  client_ = MakeClient(context_.config, context_.scope, *transport_);
  if (context_.check_only) Explain();
}

uint64_t OssWriter::Capabilities(uint64_t declared) {
  return WriterCapabilities(options_, declared);
}

void OssWriter::Explain() const {
  const Scope& scope = context_.scope;
  scope.Log(
      HOPLINE_LOG_INFO, kComponent,
      options_.single_object
          ? "OSS takes at most 10,000 parts for an object: the tasks share them, "
            "about 100 GB in all"
          : "OSS takes at most 10,000 parts for an object: parts begin at 1 MiB and "
            "grow, so this bounds nothing below maxFileSize; objects below 100 KiB "
            "are put whole at the commit");
  const std::string remark = PrefixRemark(options_);
  if (!remark.empty()) scope.Log(HOPLINE_LOG_WARN, kComponent, remark);
}

void OssWriter::Check() { FirstNames(); }

ListedPage OssWriter::FirstNames() const {
  const bool look_around =
      options_.write_mode == WriteMode::kTruncate && !options_.single_object;
  ListedPage page = client_->ListObjects(
      options_.object, "", look_around ? kNamesToLookAt : 1, context_.scope);
  for (const auto& object : page.objects) {
    const std::string remark = NeighbourRemark(options_, object.key);
    if (remark.empty()) continue;
    context_.scope.Log(HOPLINE_LOG_WARN, kComponent, remark);
    break;
  }
  return page;
}

std::string OssWriter::Prepare(const ArrowSchema& in) {
  const Scope& scope = context_.scope;
  const ListedPage page = FirstNames();
  if (options_.write_mode == WriteMode::kNonConflict) {
    const bool taken = options_.single_object
                           ? client_->HeadObject(options_.object, scope).has_value()
                           : !page.objects.empty();
    if (taken) {
      throw Error(HOPLINE_STATUS_ALREADY_EXISTS,
                  "/writeMode: nonConflict, but bucket " + client_->bucket() +
                      " has objects whose name begins with " + options_.object +
                      "; choose another object, or truncate");
    }
  }
  Token token;
  token.prepared_unix_s = page.date_unix_s;
  token.columns = ColumnsOf(in);
  if (options_.single_object) {
    token.upload_id = client_->InitiateUpload(options_.object, put_, scope).upload_id;
  }
  return Encode(token);
}

std::unique_ptr<WriterTask> OssWriter::OpenTask(TaskContext context,
                                                const ArrowSchema& in) {
  const Token token = DecodeToken(context.task);
  NeedPlannedColumns(token.columns, in);
  if (options_.single_object) {
    const auto range =
        ShareRange::Of(context.task_index, context.task_count, context.attempt);
    return std::make_unique<ShareTask>(*client_, options_, formats_, context,
                                       token.upload_id, range, in);
  }
  const RunNames names(context_, options_);
  return std::make_unique<ObjectsTask>(
      *client_, options_, formats_, PartSizes(kMaxPartNumber, max_file_bytes_), put_,
      context, names.OfAttempt(context.task_index, context.attempt), in);
}

void OssWriter::Precommit(const Staged& staged) {
  Committer(*client_, options_, put_, {context_, options_}, context_.scope)
      .Precommit(staged);
}

void OssWriter::Commit(const Staged& staged, std::vector<int32_t>& outcomes) {
  Committer(*client_, options_, put_, {context_, options_}, context_.scope)
      .Commit(staged, outcomes);
}

void OssWriter::Abort(const Staged& staged) {
  Committer(*client_, options_, put_, {context_, options_}, context_.scope).Abort(staged);
}

}  // namespace hopline::plugins::oss
