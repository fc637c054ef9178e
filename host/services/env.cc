#include "host/services/env.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <hopline/error.hpp>
#include <random>

namespace hopline::services {
namespace {

[[noreturn]] void Fail(const char* doing, const std::string& path, int error) {
  throw Error(HOPLINE_STATUS_IO,
              fmt::format("{} {}: {}", doing, path, std::strerror(error)))
      .Origin("run_directory");
}

/// A descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  bool ok() const { return fd_ >= 0; }

 private:
  int fd_;
};

void WriteAll(int fd, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0) {
      if (errno == EINTR) continue;
      Fail("writing", path, errno);
    }
    bytes.remove_prefix(static_cast<size_t>(n));
  }
}

void SyncPath(const std::string& path, int flags) {
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | flags));
  if (!fd.ok()) Fail("opening for sync", path, errno);
  // A file system that cannot sync a directory says EINVAL; there is nothing to be done.
  if (::fsync(fd.get()) != 0 && errno != EINVAL) Fail("syncing", path, errno);
}

std::string ReadDescriptor(int fd, const std::string& path) {
  std::string bytes;
  char chunk[65536];
  for (;;) {
    const ssize_t n = ::read(fd, chunk, sizeof chunk);
    if (n == 0) return bytes;
    if (n < 0) {
      if (errno == EINTR) continue;
      Fail("reading", path, errno);
    }
    bytes.append(chunk, static_cast<size_t>(n));
  }
}

class PosixAppendFile final : public AppendFile {
 public:
  explicit PosixAppendFile(const std::string& path)
      : path_(path),
        fd_(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {
    if (!fd_.ok()) Fail("creating", path_, errno);
  }
  void Append(std::string_view bytes) override { WriteAll(fd_.get(), bytes, path_); }
  void Sync() override {
    if (::fsync(fd_.get()) != 0) Fail("syncing", path_, errno);
  }

 private:
  std::string path_;
  Descriptor fd_;
};

class PosixFileLock final : public FileLock {
 public:
  explicit PosixFileLock(int fd) : fd_(fd) {}

 private:
  Descriptor fd_;
};

class RealEnv final : public Env {
 public:
  bool MakeDirectory(const std::string& path) override {
    if (::mkdir(path.c_str(), 0700) == 0) return true;
    const int error = errno;
    struct stat info {};
    if (error == EEXIST && ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode)) {
      return false;
    }
    Fail("creating directory", path, error == EEXIST ? ENOTDIR : error);
  }

  void WriteNew(const std::string& path, std::string_view bytes) override {
    const Descriptor fd(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!fd.ok()) Fail("creating", path, errno);
    WriteAll(fd.get(), bytes, path);
  }

  void SyncFile(const std::string& path) override { SyncPath(path, 0); }
  void SyncDirectory(const std::string& path) override { SyncPath(path, O_DIRECTORY); }

  bool MoveNew(const std::string& from, const std::string& to) override {
    const bool linked = ::link(from.c_str(), to.c_str()) == 0;
    const int error = linked ? 0 : errno;
    if (linked || error == EEXIST) {
      // Over NFS a repeated LINK can answer EEXIST although the first one was ours: two
      // names of one file prove that.
      struct stat info {};
      const bool ours =
          linked || (::stat(from.c_str(), &info) == 0 && info.st_nlink == 2);
      ::unlink(from.c_str());
      return ours;
    }
    if (error != EPERM && error != EOPNOTSUPP && error != ENOSYS && error != EMLINK) {
      Fail("creating", to, error);
    }
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) ==
        0) {
      return true;
    }
    if (errno != EEXIST) Fail("creating", to, errno);
    ::unlink(from.c_str());
    return false;
  }

  void Rename(const std::string& from, const std::string& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0) Fail("renaming", from, errno);
  }

  void RemoveFile(const std::string& path) override {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) Fail("removing", path, errno);
  }

  void RemoveTree(const std::string& path) override {
    std::error_code error;
    std::filesystem::remove_all(path, error);
    if (error) Fail("removing", path, error.value());
  }

  bool Exists(const std::string& path) override {
    struct stat info {};
    if (::stat(path.c_str(), &info) == 0) return true;
    // A marker that cannot be looked at just now is not absent.
    if (errno != ENOENT && errno != ENOTDIR) Fail("looking at", path, errno);
    return false;
  }

  std::optional<std::string> ReadFile(const std::string& path) override {
    const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd.ok()) {
      if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
      Fail("opening", path, errno);
    }
    return ReadDescriptor(fd.get(), path);
  }

  std::vector<std::string> List(const std::string& path) override {
    std::vector<std::string> names;
    DIR* directory = ::opendir(path.c_str());
    if (directory == nullptr) {
      if (errno == ENOENT || errno == ENOTDIR) return names;
      Fail("listing", path, errno);
    }
    errno = 0;
    while (const dirent* entry = ::readdir(directory)) {
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") names.emplace_back(name);
      errno = 0;
    }
    const int error = errno;
    ::closedir(directory);
    if (error != 0) Fail("listing", path, error);
    std::sort(names.begin(), names.end());
    return names;
  }

  std::unique_ptr<AppendFile> OpenAppend(const std::string& path) override {
    return std::make_unique<PosixAppendFile>(path);
  }

  std::unique_ptr<FileLock> TryLock(const std::string& path, std::string_view own_text,
                                    LockMode mode, std::string* holder) override {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) Fail("opening lock", path, errno);
    auto lock = std::make_unique<PosixFileLock>(fd);
    const int kind = mode == LockMode::kShared ? LOCK_SH : LOCK_EX;
    if (::flock(fd, kind | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK) Fail("locking", path, errno);
      *holder = ReadDescriptor(fd, path);
      return nullptr;
    }
    if (::ftruncate(fd, 0) != 0) Fail("writing", path, errno);
    WriteAll(fd, own_text, path);
    return lock;
  }
};

}  // namespace

Env& PosixEnv() {
  static RealEnv env;
  return env;
}

void MakeDirectories(Env& env, const std::string& path) {
  if (path.empty() || path == "/" || env.Exists(path)) return;
  const std::string parent = std::filesystem::path(path).parent_path().string();
  MakeDirectories(env, parent);
  if (env.MakeDirectory(path)) env.SyncDirectory(parent);
}

bool PublishFile(Env& env, const std::string& path, std::string_view bytes) {
  const std::filesystem::path target(path);
  const std::string directory = target.parent_path().string();
  // By chance: processes on several machines may share the directory, and a container has
  // its host name and process ids again whenever it starts, after a death here too.
  std::random_device chance;
  const std::string temporary =
      fmt::format("{}/{}{}-{:08x}{:08x}", directory, kTemporaryPrefix,
                  target.filename().string(), chance(), chance());
  env.WriteNew(temporary, bytes);
  env.SyncFile(temporary);
  const bool ours = env.MoveNew(temporary, path);
  env.SyncDirectory(directory);
  return ours;
}

}  // namespace hopline::services
