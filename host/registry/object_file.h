/// \file object_file.h
/// A plugin's object before any of its code runs: opened without following links or
/// blocking, owned by someone we trust, its bytes digested on request.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <string>

namespace hopline::registry {

/// An open, regular file. Movable; closes itself.
class ObjectFile {
 public:
  /// Opens read-only, no-follow, non-blocking, close-on-exec.
  ///
  /// Errors: Failure(kPluginRefused): absent, a symbolic link, not a regular file.
  explicit ObjectFile(const std::string& path);
  ~ObjectFile();
  ObjectFile(const ObjectFile&) = delete;
  ObjectFile& operator=(const ObjectFile&) = delete;

  int fd() const { return fd_; }
  uint64_t size() const { return static_cast<uint64_t>(status_.st_size); }
  const std::string& path() const { return path_; }

  /// Whether `path` is this very file (device and inode).
  bool IsSameFile(const char* path) const;

  /// Folder and file belong to root or the current user, and nobody else may write them:
  /// not all others, and no group but root's and the process's own.
  ///
  /// Errors: Failure(kPluginRefused) with the cure.
  void RequireTrusted() const;

  /// SHA-256 of the whole content, lower-case hex.
  std::string Digest() const;

  /// The whole content, at most `limit` bytes; an error beyond that.
  std::string ReadAll(uint64_t limit) const;

 private:
  std::string path_;
  int folder_fd_ = -1;
  int fd_ = -1;
  struct stat folder_status_ {};
  struct stat status_ {};
};

}  // namespace hopline::registry
