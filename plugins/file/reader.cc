#include "plugins/file/reader.h"

#include <fcntl.h>

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <utility>

#include "plugins/common/field_convert.h"
#include "plugins/common/file_handle.h"
#include "plugins/common/record_reader.h"
#include "plugins/file/plan_entry.h"

namespace hopline::plugins::file {
namespace {

constexpr char kComponent[] = "file.reader";
constexpr uint64_t kBatchBytes = uint64_t{1} << 20;

class FileBytes final : public ByteSource {
 public:
  explicit FileBytes(const std::string& path) : file_(FileHandle::Open(path, O_RDONLY)) {}
  size_t Read(char* out, size_t most) override { return file_.Read(out, most); }

 private:
  FileHandle file_;
};

/// One file with its parser.
struct OpenFile {
  OpenFile(const std::string& path, const ReadFormat& format)
      : bytes(path), records(bytes, format.rules, format.encoding, format.skip_header) {}
  FileBytes bytes;
  RecordReader records;
};

class FileTask final : public ReaderTask {
 public:
  FileTask(const Target& source, const ReadFormat& format, const ColumnFormats& formats,
           size_t width, TaskContext context)
      : source_(source),
        format_(format),
        converter_(format, formats, width),
        files_(DecodeEntry(context.task)),
        builder_(FieldsOf(format, width)),
        most_rows_(std::max<uint32_t>(1, context.max_batch_rows)),
        most_bytes_(std::min<uint64_t>(kBatchBytes, context.max_batch_bytes)),
        scope_(context.scope) {}

  Batch Next() override {
    while (builder_.rows() < most_rows_ && builder_.bytes() < most_bytes_) {
      if (open_ == nullptr && !OpenNext()) break;
      if (!open_->records.Next()) {
        open_.reset();
        continue;
      }
      const auto problem = converter_.Append(open_->records.fields(), builder_);
      if (problem.has_value()) ReportDirty(*problem);
    }
    scope_.ThrowIfCancelled();
    return builder_.rows() == 0 ? Batch() : builder_.Finish();
  }

 private:
  bool OpenNext() {
    if (next_ == files_.size()) return false;
    const PlannedFile& file = files_[next_++];
    const FoundFile now = source_.Look(file.name);
    if (now.size != file.size || now.changed_unix_ns != file.changed_unix_ns) {
      throw Error(HOPLINE_STATUS_DATA_INVALID,
                  "the file '" + source_.PathOf(file.name) +
                      "' has changed since the run was planned; start the run anew");
    }
    open_ = std::make_unique<OpenFile>(source_.PathOf(file.name), format_);
    return true;
  }

  /// The record as it stood in the file, each field as text.
  void ReportDirty(const FieldConverter::Problem& problem) {
    const auto& record = open_->records.fields();
    Fields fields;
    for (size_t i = 0; i < record.size(); ++i) {
      fields.push_back(Field::Of(std::to_string(i), Type::kUtf8));
    }
    BatchBuilder row(fields);
    for (size_t i = 0; i < record.size(); ++i) row.column(i).AppendBytes(record[i]);
    row.EndRow();
    const Schema schema = MakeSchema(fields);
    scope_.ReportDirty(row.Finish(), *schema,
                       {{0, "column " + std::to_string(problem.column), problem.reason}});
  }

  const Target& source_;
  const ReadFormat& format_;
  FieldConverter converter_;
  std::vector<PlannedFile> files_;
  size_t next_ = 0;
  std::unique_ptr<OpenFile> open_;
  BatchBuilder builder_;
  int64_t most_rows_;
  uint64_t most_bytes_;
  Scope scope_;
};

std::string BaseFolder(const Config& config) {
  const std::string path = config.Text("/path", "");
  if (path.empty()) {
    throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
                "/path: is missing; give the folder that object is a name below");
  }
  return std::filesystem::absolute(path).lexically_normal();
}

}  // namespace

FileReader::FileReader(JobContext context)
    : context_(std::move(context)),
      source_(BaseFolder(context_.config)),
      format_(ReadReadFormat(context_.config, context_.scope, kComponent)),
      formats_(ColumnFormats::Read(context_.settings)) {
  FieldConverter(format_, formats_, 0);  // the zone and the patterns must be known
}

void FileReader::Check() { Find(); }

/// Files in the order of `object`, inside a pattern by name; each once.
std::vector<FoundFile> FileReader::Find() const {
  std::vector<FoundFile> found;
  const auto add = [&found](FoundFile file) {
    const bool known =
        std::any_of(found.begin(), found.end(),
                    [&](const FoundFile& other) { return other.name == file.name; });
    if (!known) found.push_back(std::move(file));
  };
  for (const std::string& object : format_.objects) {
    if (!HasWildcard(object)) {
      if (source_.SizeOf(object) >= 0) {
        add(source_.Look(object));
      } else if (!format_.success_on_no_object) {
        throw Error(HOPLINE_STATUS_NOT_FOUND,
                    "/object: there is no file '" + source_.PathOf(object) +
                        "'; set successOnNoObject if that is no mistake");
      }
      continue;
    }
    std::vector<FoundFile> listed = source_.List(FixedPart(object));
    std::sort(listed.begin(), listed.end(),
              [](const FoundFile& a, const FoundFile& b) { return a.name < b.name; });
    for (FoundFile& file : listed) {
      if (MatchesPattern(object, file.name)) add(std::move(file));
    }
  }
  if (found.empty() && !format_.success_on_no_object) {
    throw Error(HOPLINE_STATUS_NOT_FOUND,
                "/object: no file below '" + source_.base() +
                    "' fits; set successOnNoObject if that is no mistake");
  }
  return found;
}

/// Fields of the first record of all.
size_t FileReader::Width() {
  if (!format_.all_columns()) return 0;
  for (const FoundFile& file : Find()) {
    OpenFile open(source_.PathOf(file.name), format_);
    if (open.records.Next()) return open.records.fields().size();
  }
  return 0;
}

Schema FileReader::ReadSchema() { return MakeSchema(FieldsOf(format_, Width())); }

/// The largest file left goes to the task with the least; inside a task the files keep
/// their order.
Plan FileReader::MakePlan(const PlanRequest& request) {
  const std::vector<FoundFile> files = Find();
  std::vector<size_t> by_size(files.size());
  std::iota(by_size.begin(), by_size.end(), 0);
  std::stable_sort(by_size.begin(), by_size.end(),
                   [&](size_t a, size_t b) { return files[a].size > files[b].size; });
  const size_t wanted = std::max(1U, request.want_tasks);
  std::vector<std::vector<size_t>> shares(std::clamp<size_t>(files.size(), 1, wanted));
  std::vector<int64_t> bytes(shares.size(), 0);
  for (const size_t file : by_size) {
    const auto least = std::min_element(bytes.begin(), bytes.end());
    *least += files[file].size;
    shares[static_cast<size_t>(least - bytes.begin())].push_back(file);
  }
  Plan plan;
  for (size_t i = 0; i < shares.size(); ++i) {
    std::sort(shares[i].begin(), shares[i].end());
    std::vector<PlannedFile> planned;
    for (const size_t file : shares[i]) {
      planned.push_back(
          {files[file].name, files[file].size, files[file].changed_unix_ns});
    }
    plan.tasks.push_back(
        {EncodeEntry(planned), std::to_string(planned.size()) + " files", -1, bytes[i]});
  }
  return plan;
}

std::unique_ptr<ReaderTask> FileReader::OpenTask(TaskContext context) {
  return std::make_unique<FileTask>(source_, format_, formats_, Width(),
                                    std::move(context));
}

}  // namespace hopline::plugins::file
