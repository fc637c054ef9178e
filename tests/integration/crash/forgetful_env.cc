#include "tests/integration/crash/forgetful_env.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <system_error>

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

/// Nobody else, in this process or another, changes durable and cache meanwhile.
class ForgetfulEnv::Turn {
 public:
  explicit Turn(ForgetfulEnv& env) : guard_(env.mutex_), lock_(env.lock_) {
    while (::flock(lock_, LOCK_EX) != 0) {
      if (errno != EINTR) std::abort();
    }
  }
  ~Turn() { ::flock(lock_, LOCK_UN); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  const std::lock_guard<std::mutex> guard_;
  const int lock_;
};

/// A file of the journal is known to be the durable one of its name.
void ForgetfulEnv::Begin(const Folders& folders) {
  fs::remove_all(folders.cache);
  fs::create_directories(folders.cache + "/synced");
  fs::create_directories(folders.cache + "/early");
  for (const auto& entry : fs::recursive_directory_iterator(folders.durable)) {
    if (!entry.is_regular_file()) continue;
    const std::string name = entry.path().lexically_relative(folders.durable).string();
    const ino_t inode = InodeOf(folders.root + "/" + name);
    std::error_code second_name;
    if (inode == 0) continue;
    fs::create_hard_link(entry.path(), fmt::format("{}/synced/{}", folders.cache, inode),
                         second_name);
  }
}

ForgetfulEnv::ForgetfulEnv(Folders folders)
    : real_(services::PosixEnv()),
      folders_(std::move(folders)),
      lock_(::open((folders_.cache + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC,
                   0600)) {
  if (lock_ < 0) std::abort();
}

ForgetfulEnv::~ForgetfulEnv() { ::close(lock_); }

bool ForgetfulEnv::MakeDirectory(const std::string& path) {
  Happen("MakeDirectory", path);
  return real_.MakeDirectory(path);
}

void ForgetfulEnv::WriteNew(const std::string& path, std::string_view bytes) {
  Happen("WriteNew", path);
  {
    const Turn turn(*this);
    real_.WriteNew(path, bytes.substr(0, bytes.size() / 2));
    Forget(path);
  }
  Happen("WriteNew", path, "half");
  real_.OpenAppend(path)->Append(bytes.substr(bytes.size() / 2));
}

void ForgetfulEnv::SyncFile(const std::string& path) {
  Happen("SyncFile", path);
  const Turn turn(*this);
  Overwrite(Synced(InodeOf(path)), real_.ReadFile(path).value_or(""));
}

bool ForgetfulEnv::MoveNew(const std::string& from, const std::string& to) {
  Happen("MoveNew", to);
  return real_.MoveNew(from, to);
}

void ForgetfulEnv::SyncDirectory(const std::string& path) {
  Happen("SyncDirectory", path);
  const Turn turn(*this);
  const std::string below = Below(path);
  const std::string kept = Kept(below);
  fs::create_directory(kept);
  Keep(kept, below, Entries(path));
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
  const Turn turn(*this);
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
  return fs::path(path).lexically_relative(folders_.root).string();
}

std::string ForgetfulEnv::Synced(ino_t inode) const {
  return fmt::format("{}/synced/{}", folders_.cache, inode);
}

std::string ForgetfulEnv::Early(const std::string& below) const {
  std::string name = below;
  std::replace(name.begin(), name.end(), '/', '%');
  return folders_.cache + "/early/" + name;
}

std::string ForgetfulEnv::Kept(const std::string& below) const {
  const std::string durable = folders_.durable + "/" + below;
  if (fs::exists(durable)) return durable;
  for (size_t at = below.rfind('/'); at != std::string::npos;
       at = below.rfind('/', at - 1)) {
    const std::string early = Early(below.substr(0, at)) + below.substr(at);
    if (fs::exists(early)) return early;
    if (at == 0) break;
  }
  return Early(below);
}

/// The system may give a new file the inode number of one that is gone: that one's
/// durable names keep what they have.
void ForgetfulEnv::Forget(const std::string& new_file) const {
  fs::remove(Synced(InodeOf(new_file)));
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

void ForgetfulEnv::Keep(const std::string& kept_folder, const std::string& below,
                        const std::vector<Entry>& entries) const {
  std::set<std::string> names;
  for (const Entry& entry : entries) names.insert(entry.name);
  for (const std::string& name : real_.List(kept_folder)) {
    if (!names.contains(name)) fs::remove_all(kept_folder + "/" + name);
  }
  for (const Entry& entry : entries) {
    const std::string kept = kept_folder + "/" + entry.name;
    if (!entry.is_directory) {
      KeepFile(kept, entry.inode);
    } else if (fs::create_directory(kept)) {
      const std::string early =
          Early((fs::path(below) / entry.name).lexically_normal().string());
      if (fs::exists(early)) fs::rename(early, kept);
    }
  }
}

void ForgetfulEnv::KeepFile(const std::string& kept_file, ino_t inode) const {
  const std::string synced = Synced(inode);
  if (!fs::exists(synced)) Overwrite(synced, "");
  if (InodeOf(kept_file) == InodeOf(synced)) return;
  fs::remove(kept_file);
  fs::create_hard_link(synced, kept_file);
}

}  // namespace hopline::crash
