#pragma once

#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "emulator/server/service.h"

namespace hopline::emulator::storage {

/// A data directory that cannot be used; the message names it and the cure.
class DataDirError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The folder of --data-dir, held by one emulator at a time.
///
/// Shape:   lock, anyclock.journal, and one folder per service.
/// Owns:    the lock, which the system takes back when the process ends, however it ends.
class DataDir {
 public:
  /// Makes the folder if it is not there.
  explicit DataDir(std::filesystem::path path);
  ~DataDir();
  DataDir(const DataDir&) = delete;
  DataDir& operator=(const DataDir&) = delete;

  /// The folder of a service, made if it is not there.
  std::filesystem::path Folder(const std::string& service) const;

  /// The keys that were kept here first: `fresh` on the first start.
  AccessKey KeepAnyClockKey(const AccessKey& fresh) const;

 private:
  std::filesystem::path path_;
  int lock_ = -1;
};

/// The journals of a folder, by name. Files that were being written anew are removed.
/// Errors:  DataDirError.
std::vector<std::filesystem::path> FindJournals(const std::filesystem::path& folder);

/// The ending of every journal's name.
inline constexpr const char* kJournalEnding = ".journal";

}  // namespace hopline::emulator::storage
