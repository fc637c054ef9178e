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

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "host/services/env.h"

namespace hopline::crash {

/// Threads: any.
class ForgetfulEnv final : public services::Env {
 public:
  /// root: an existing folder; durable: the folder for what would be left, empty or as an
  /// earlier process left it. No other process works on them meanwhile.
  ForgetfulEnv(std::string root, std::string durable);

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
                                              std::string* holder) override {
    return real_.TryLock(path, own_text, holder);
  }

 private:
  class ForgetfulFile;
  struct Entry {
    std::string name;
    ino_t inode = 0;
    bool is_directory = false;
  };

  void Happen(const char* operation, const std::string& path, const char* edge = "enter");
  std::string Below(const std::string& path) const;
  void Forget(const std::string& new_file);
  std::vector<Entry> Entries(const std::string& path) const;
  void Keep(const std::string& directory, const std::vector<Entry>& entries);
  void KeepFile(const std::string& name, ino_t inode);
  void Load();

  services::Env& real_;
  const std::string root_, durable_;
  std::mutex mutex_;
  std::map<ino_t, std::string> synced_;  ///< inode → bytes at its last sync
  std::map<std::string, ino_t> files_;   ///< files in durable_, by path below it
  /// Folders synced before their own name was, by path below the root.
  std::map<std::string, std::vector<Entry>> unreachable_;
};

}  // namespace hopline::crash
