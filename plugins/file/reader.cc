#include "plugins/file/reader.h"

#include <fcntl.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "plugins/common/file_handle.h"
#include "plugins/file/target.h"

namespace hopline::plugins::file {
namespace {

FoundObject ToObject(FoundFile file) {
  return {std::move(file.name), static_cast<uint64_t>(file.size),
          std::to_string(file.changed_unix_ns)};
}

/// Slices of files, opened when it is their turn.
class FileStream final : public SliceStream {
 public:
  FileStream(const Target& source, std::vector<Slice> slices)
      : source_(source), slices_(std::move(slices)) {}

  const Slice* Next() override {
    file_.Close();
    if (next_ == slices_.size()) return nullptr;
    const Slice& slice = slices_[next_++];
    left_ = slice.size();
    unopened_ = &slice;
    return &slice;
  }

  size_t Read(char* out, size_t most) override {
    if (unopened_ != nullptr) Open(*std::exchange(unopened_, nullptr));
    const size_t n =
        file_.Read(out, static_cast<size_t>(std::min<uint64_t>(most, left_)));
    if (n == 0 && left_ > 0) ThrowChanged();
    left_ -= n;
    return n;
  }

 private:
  void Open(const Slice& slice) {
    const FoundObject now = ToObject(source_.Look(slice.object.name));
    if (now.size != slice.object.size || now.version != slice.object.version) {
      ThrowChanged();
    }
    file_ = FileHandle::Open(source_.PathOf(slice.object.name), O_RDONLY);
    file_.Seek(slice.begin);
  }

  [[noreturn]] static void ThrowChanged() {
    throw Error(HOPLINE_STATUS_DATA_INVALID,
                "it has changed since the run was planned; start the run anew");
  }

  const Target& source_;
  std::vector<Slice> slices_;
  size_t next_ = 0;
  const Slice* unopened_ = nullptr;
  FileHandle file_;
  uint64_t left_ = 0;
};

class Folder final : public ObjectPlace {
 public:
  explicit Folder(std::string base) : source_(std::move(base)) {}

  std::string Describe(const std::string& name) const override {
    return "file '" + source_.PathOf(name) + "'";
  }
  std::string Describe() const override { return "folder '" + source_.base() + "'"; }

  std::vector<FoundObject> List(const std::string& prefix, const Scope&) override {
    std::vector<FoundObject> found;
    for (FoundFile& file : source_.List(prefix)) {
      found.push_back(ToObject(std::move(file)));
    }
    std::sort(found.begin(), found.end(),
              [](const FoundObject& a, const FoundObject& b) { return a.name < b.name; });
    return found;
  }
  std::optional<FoundObject> Look(const std::string& name, const Scope&) override {
    if (source_.SizeOf(name) < 0) return std::nullopt;
    return ToObject(source_.Look(name));
  }
  std::unique_ptr<SliceStream> Open(std::vector<Slice> slices, uint64_t,
                                    const Scope&) override {
    return std::make_unique<FileStream>(source_, std::move(slices));
  }

 private:
  Target source_;
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
    : ObjectReader(std::move(context), "file.reader", [](const JobContext& job) {
        return std::make_unique<Folder>(BaseFolder(job.config));
      }) {}

}  // namespace hopline::plugins::file
