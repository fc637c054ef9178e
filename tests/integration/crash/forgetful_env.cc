#include "tests/integration/crash/forgetful_env.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>

#include "tests/integration/crash/events.h"

namespace hopline::crash {
namespace fs = std::filesystem;
namespace {

/// 0 when there is no such file.
ino_t InodeOf(const std::string& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0 ? info.st_ino : 0;
}

void Overwrite(const std::string& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << bytes;
}

/// ".tmp-run.json-host-71-3" → ".tmp-run.json".
std::string Steady(const std::string& name) {
  if (!name.starts_with(services::kTemporaryPrefix)) return name;
  return name.substr(0, name.find('-', services::kTemporaryPrefix.size()));
}

/// runs/DOCUMENT/WINDOW/RUN-ID/REST → RUN/REST, and the run id. Paths above a run have
/// the length of their path as name: run ids and digests must not be part of a label.
struct JournalPath {
  std::string label, run = "-";
};
JournalPath Simplify(const std::string& below) {
  std::vector<std::string> parts;
  for (const fs::path& part : fs::path(below)) parts.push_back(part.string());
  JournalPath simple;
  if (parts.size() < 4 || parts[3] == "lock") {
    simple.label = fmt::format("above{}", parts.size());
    return simple;
  }
  simple.run = parts[3];
  simple.label = "RUN";
  for (size_t i = 4; i < parts.size(); ++i) simple.label += "/" + Steady(parts[i]);
  return simple;
}

}  // namespace

class ForgetfulEnv::ForgetfulFile final : public services::AppendFile {
 public:
  ForgetfulFile(ForgetfulEnv& env, std::string path)
      : env_(env), path_(std::move(path)), real_(env.real_.OpenAppend(path_)) {}

  void Append(std::string_view bytes) override {
    env_.Happen("Append", path_);
    real_->Append(bytes.substr(0, bytes.size() / 2));
    env_.Happen("Append", path_, "half");
    real_->Append(bytes.substr(bytes.size() / 2));
  }
  void Sync() override { env_.SyncFile(path_); }

 private:
  ForgetfulEnv& env_;
  const std::string path_;
  const std::unique_ptr<services::AppendFile> real_;
};

ForgetfulEnv::ForgetfulEnv(std::string root, std::string durable)
    : real_(services::PosixEnv()), root_(std::move(root)), durable_(std::move(durable)) {
  Load();
}

bool ForgetfulEnv::MakeDirectory(const std::string& path) {
  Happen("MakeDirectory", path);
  return real_.MakeDirectory(path);
}

void ForgetfulEnv::WriteNew(const std::string& path, std::string_view bytes) {
  Happen("WriteNew", path);
  real_.WriteNew(path, bytes.substr(0, bytes.size() / 2));
  Forget(path);
  Happen("WriteNew", path, "half");
  real_.OpenAppend(path)->Append(bytes.substr(bytes.size() / 2));
}

void ForgetfulEnv::SyncFile(const std::string& path) {
  Happen("SyncFile", path);
  const std::lock_guard<std::mutex> lock(mutex_);
  const ino_t inode = InodeOf(path);
  synced_[inode] = real_.ReadFile(path).value_or("");
  for (const auto& [name, of] : files_) {
    if (of == inode) Overwrite(durable_ + "/" + name, synced_[inode]);
  }
}

bool ForgetfulEnv::MoveNew(const std::string& from, const std::string& to) {
  Happen("MoveNew", to);
  return real_.MoveNew(from, to);
}

void ForgetfulEnv::SyncDirectory(const std::string& path) {
  Happen("SyncDirectory", path);
  const std::lock_guard<std::mutex> lock(mutex_);
  const std::string below = Below(path);
  if (fs::exists(durable_ + "/" + below)) {
    Keep(below, Entries(path));
  } else {
    unreachable_[below] = Entries(path);
  }
}

void ForgetfulEnv::Rename(const std::string& from, const std::string& to) {
  Happen("Rename", to);
  real_.Rename(from, to);
}

void ForgetfulEnv::RemoveFile(const std::string& path) {
  Happen("RemoveFile", path);
  real_.RemoveFile(path);
}

void ForgetfulEnv::RemoveTree(const std::string& path) {
  Happen("RemoveTree", path);
  real_.RemoveTree(path);
}

std::unique_ptr<services::AppendFile> ForgetfulEnv::OpenAppend(const std::string& path) {
  Happen("OpenAppend", path);
  const bool is_new = !real_.Exists(path);
  auto file = std::make_unique<ForgetfulFile>(*this, path);
  if (is_new) Forget(path);
  return file;
}

void ForgetfulEnv::Happen(const char* operation, const std::string& path,
                          const char* edge) {
  const JournalPath simple = Simplify(Below(path));
  Events::Instance().Happen("env", fmt::format("{}.{}.{}", operation, simple.label, edge),
                            simple.run);
}

std::string ForgetfulEnv::Below(const std::string& path) const {
  return fs::path(path).lexically_relative(root_).string();
}

/// The system may give a new file the inode number of one that is gone.
void ForgetfulEnv::Forget(const std::string& new_file) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const ino_t inode = InodeOf(new_file);
  synced_.erase(inode);
  for (auto& [name, of] : files_) {
    if (of == inode) of = 0;
  }
}

std::vector<ForgetfulEnv::Entry> ForgetfulEnv::Entries(const std::string& path) const {
  std::vector<Entry> entries;
  for (const std::string& name : real_.List(path)) {
    struct stat info {};
    if (::lstat((path + "/" + name).c_str(), &info) != 0) continue;  // moved meanwhile
    entries.push_back({name, info.st_ino, S_ISDIR(info.st_mode)});
  }
  return entries;
}

void ForgetfulEnv::Keep(const std::string& directory, const std::vector<Entry>& entries) {
  std::set<std::string> names;
  for (const Entry& entry : entries) names.insert(entry.name);
  for (const std::string& name : real_.List(durable_ + "/" + directory)) {
    if (names.contains(name)) continue;
    const std::string gone = (fs::path(directory) / name).lexically_normal().string();
    fs::remove_all(durable_ + "/" + gone);
    std::erase_if(files_, [&gone](const auto& file) {
      return file.first == gone || file.first.starts_with(gone + "/");
    });
  }
  for (const Entry& entry : entries) {
    const std::string name =
        (fs::path(directory) / entry.name).lexically_normal().string();
    if (!entry.is_directory) {
      KeepFile(name, entry.inode);
    } else if (fs::create_directory(durable_ + "/" + name)) {
      const auto early = unreachable_.extract(name);
      if (early) Keep(name, early.mapped());
    }
  }
}

void ForgetfulEnv::KeepFile(const std::string& name, ino_t inode) {
  const auto known = files_.find(name);
  if (known != files_.end() && known->second == inode) return;
  files_[name] = inode;
  const auto synced = synced_.find(inode);
  Overwrite(durable_ + "/" + name, synced == synced_.end() ? "" : synced->second);
}

void ForgetfulEnv::Load() {
  for (const auto& entry : fs::recursive_directory_iterator(durable_)) {
    if (!entry.is_regular_file()) continue;
    const std::string name = entry.path().lexically_relative(durable_).string();
    const ino_t inode = InodeOf(root_ + "/" + name);
    files_[name] = inode;
    if (inode != 0) synced_[inode] = real_.ReadFile(entry.path().string()).value_or("");
  }
}

}  // namespace hopline::crash
