/// \file forgetful_env.h
/// A journal on a machine that may lose power: every step is an event of events.h, and
/// beside the real folder a second one holds what would be left of it.
///
/// What is left: of a file what it held when it was last synced; of a folder the names it
/// had when it was last synced, files never synced being empty then. Removals and renames
/// last from the folder's sync on.
///
/// Labels: env.OPERATION.PATH.enter, with the path below the root, the run's own folder
/// written as RUN and digests left out; before a file is written whole also
/// env.OPERATION.PATH.half, when half of its bytes are there.
#pragma once

#include <sys/types.h>

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "host/services/env.h"

namespace hopline::crash {

/// Threads: any. Several processes may share one journal.
class ForgetfulEnv final : public services::Env {
 public:
  struct Folders {
    std::string root;     ///< the journal
    std::string durable;  ///< what would be left of it
    std::string cache;    ///< what its processes must know of one another
  };

  /// Before the first of the processes that share the journal for a while: root and
  /// durable are there, empty or as earlier ones left them.
  static void Begin(const Folders& folders);

  explicit ForgetfulEnv(Folders folders);
  ~ForgetfulEnv() override;

  bool MakeDirectory(const std::string& path) override;
  void WriteNew(const std::string& path, std::string_view bytes) override;
  void SyncFile(const std::string& path) override;
  bool MoveNew(const std::string& from, const std::string& to) override;
  void SyncDirectory(const std::string& path) override;
  void Rename(const std::string& from, const std::string& to) override;
  void RemoveFile(const std::string& path) override;
  void RemoveTree(const std::string& path) override;
  bool Exists(const std::string& path) override { return real_.Exists(path); }
  std::optional<std::string> ReadFile(const std::string& path) override {
    return real_.ReadFile(path);
  }
  std::vector<std::string> List(const std::string& path) override {
    return real_.List(path);
  }
  std::unique_ptr<services::AppendFile> OpenAppend(const std::string& path) override;
  std::unique_ptr<services::FileLock> TryLock(const std::string& path,
                                              std::string_view own_text,
                                              services::LockMode mode,
                                              std::string* holder) override {
    return real_.TryLock(path, own_text, mode, holder);
  }

 private:
  class ForgetfulFile;
  struct Entry {
    std::string name;
    ino_t inode = 0;
    bool is_directory = false;
  };

  class Turn;

  void Happen(const char* operation, const std::string& path, const char* edge = "enter");
  std::string Below(const std::string& path) const;
  /// Of the file of this inode: what it held at its last sync. A hard link of it stands
  /// for each durable name of the file.
  std::string Synced(ino_t inode) const;
  /// Of a folder that was synced before its own name was: what it held then.
  std::string Early(const std::string& below) const;
  /// Where the names of a folder are kept: durable, or early.
  std::string Kept(const std::string& below) const;
  void Forget(const std::string& new_file) const;
  std::vector<Entry> Entries(const std::string& path) const;
  void Keep(const std::string& kept_folder, const std::string& below,
            const std::vector<Entry>& entries) const;
  void KeepFile(const std::string& kept_file, ino_t inode) const;

  services::Env& real_;
  const Folders folders_;
  std::mutex mutex_;
  int lock_ = -1;  ///< flock: a process's turn to change durable and cache
};

}  // namespace hopline::crash
