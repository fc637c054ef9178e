/// \file env.h
/// What the run directory needs of the operating system, as primitive steps. A test puts
/// another Env in front: one that dies at the N-th step, or one that forgets what was not
/// synced, as a machine does that loses power.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopline::services {

/// A lock on a file; released by the destructor or the death of the process.
class FileLock {
 public:
  virtual ~FileLock() = default;
};

/// Shared ones keep only exclusive ones out.
enum class LockMode { kExclusive, kShared };

/// A file that only grows.
///
/// Threads: one at a time.
class AppendFile {
 public:
  virtual ~AppendFile() = default;
  virtual void Append(std::string_view bytes) = 0;
  /// What was appended survives a loss of power once this returned.
  virtual void Sync() = 0;
};

/// All paths are absolute. New files have mode 0600, new directories 0700.
///
/// Threads: any.
/// Errors:  hopline::Error with IO that names operation, path and the system's text.
class Env {
 public:
  virtual ~Env() = default;

  /// False when it exists already. The parent must exist.
  virtual bool MakeDirectory(const std::string& path) = 0;
  /// Creates the file, which must not exist, and writes the bytes; does not sync.
  virtual void WriteNew(const std::string& path, std::string_view bytes) = 0;
  virtual void SyncFile(const std::string& path) = 0;
  /// Gives the file its final name unless that name is taken: false then. Either way the
  /// old name is gone. Atomic among processes, also over NFS; not durable before
  /// SyncDirectory.
  virtual bool MoveNew(const std::string& from, const std::string& to) = 0;
  virtual void SyncDirectory(const std::string& path) = 0;

  virtual void Rename(const std::string& from, const std::string& to) = 0;
  /// Removes a file; absent is fine.
  virtual void RemoveFile(const std::string& path) = 0;
  /// Removes a directory and all below it; absent is fine.
  virtual void RemoveTree(const std::string& path) = 0;

  virtual bool Exists(const std::string& path) = 0;
  /// nullopt when there is no such file.
  virtual std::optional<std::string> ReadFile(const std::string& path) = 0;
  /// Names in the directory, sorted; empty when there is no such directory.
  virtual std::vector<std::string> List(const std::string& path) = 0;

  virtual std::unique_ptr<AppendFile> OpenAppend(const std::string& path) = 0;

  /// Locks the file (made if absent, never removed) or returns nullptr at once; then
  /// *holder has the text that its latest holder left.
  virtual std::unique_ptr<FileLock> TryLock(const std::string& path,
                                            std::string_view own_text, LockMode mode,
                                            std::string* holder) = 0;
};

/// The real one. Lives for the whole process.
Env& PosixEnv();

/// Makes the directory and its missing parents, each durable in its own parent.
void MakeDirectories(Env& env, const std::string& path);

/// Puts a whole file into place, durably: temporary name, sync, final name, sync of the
/// directory. False when somebody else's file had the name first; that one stays.
bool PublishFile(Env& env, const std::string& path, std::string_view bytes);

/// Temporary names begin like this; whoever lists a directory skips them.
inline constexpr std::string_view kTemporaryPrefix = ".tmp-";

}  // namespace hopline::services
