/// \file watched_env.h
/// The real file system, with a list of what was named and synced in it.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "host/services/env.h"

namespace hopline::run::test {

class WatchedEnv final : public services::Env {
 public:
  /// "name FILE", "sync FOLDER", without the folders above.
  std::vector<std::string> events;
  /// Place of the first such event; the number of events when there is none.
  size_t Find(const std::string& event) const {
    return static_cast<size_t>(std::find(events.begin(), events.end(), event) -
                               events.begin());
  }

  bool MakeDirectory(const std::string& path) override {
    return real_.MakeDirectory(path);
  }
  void WriteNew(const std::string& path, std::string_view bytes) override {
    real_.WriteNew(path, bytes);
  }
  void SyncFile(const std::string& path) override { real_.SyncFile(path); }
  bool MoveNew(const std::string& from, const std::string& to) override {
    Note("name ", to);
    return real_.MoveNew(from, to);
  }
  void SyncDirectory(const std::string& path) override {
    Note("sync ", path);
    real_.SyncDirectory(path);
  }
  void Rename(const std::string& from, const std::string& to) override {
    real_.Rename(from, to);
  }
  void RemoveFile(const std::string& path) override { real_.RemoveFile(path); }
  void RemoveTree(const std::string& path) override { real_.RemoveTree(path); }
  bool Exists(const std::string& path) override { return real_.Exists(path); }
  std::optional<std::string> ReadFile(const std::string& path) override {
    return real_.ReadFile(path);
  }
  std::vector<std::string> List(const std::string& path) override {
    return real_.List(path);
  }
  std::unique_ptr<services::AppendFile> OpenAppend(const std::string& path) override {
    return real_.OpenAppend(path);
  }
  std::unique_ptr<services::FileLock> TryLock(const std::string& path,
                                              std::string_view own_text,
                                              services::LockMode mode,
                                              std::string* holder) override {
    return real_.TryLock(path, own_text, mode, holder);
  }

 private:
  void Note(const char* event, const std::string& path) {
    events.push_back(event + std::filesystem::path(path).filename().string());
  }

  services::Env& real_ = services::PosixEnv();
};

}  // namespace hopline::run::test
