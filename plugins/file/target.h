/// \file target.h
/// The folder that a `file` step reads or writes below, and names in it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace hopline::plugins::file {

/// One visible file below the base folder.
struct FoundFile {
  std::string name;         ///< relative to the base folder
  int64_t size;             ///< bytes
  int64_t changed_unix_ns;  ///< when content or name last changed
};

/// A base folder with names that use "/" between folders, as object keys do.
///
/// Threads: any; nothing changes after construction.
class Target {
 public:
  explicit Target(std::string base) : base_(std::move(base)) {}

  const std::string& base() const { return base_; }
  std::string PathOf(std::string_view name) const {
    return base_ + "/" + std::string(name);
  }

  /// Regular files whose name begins with `prefix`, in all folders that can hold some.
  /// Links are not followed, hidden files of runs are left out.
  std::vector<FoundFile> List(const std::string& prefix) const;
  /// Hidden files of runs in the folder of `name` whose own name begins with `prefix`.
  std::vector<std::string> ListHidden(std::string_view name,
                                      const std::string& prefix) const;

  /// The file system's clock: what stamps the files of the folder of `probe`, the name of
  /// a file that is made and removed for it where there are no files without a name.
  /// Units: ns since the epoch.
  int64_t ClockNs(const std::string& probe) const;
  /// One file by its name. Errors: NOT_FOUND.
  FoundFile Look(const std::string& name) const;
  /// The size of a file, or -1 when there is none.
  int64_t SizeOf(const std::string& name) const;
  /// Creates the folders above a name; new ones survive a power cut.
  void MakeFolders(std::string_view name) const;
  /// Makes the entries of the folder of `name` survive a power cut.
  void SyncFolder(std::string_view name) const;

  /// Renames; false when `to` exists and `replace` is false.
  bool Rename(const std::string& from, const std::string& to, bool replace) const;
  /// Removes a file; it need not be there.
  void Remove(const std::string& name) const;

 private:
  std::string base_;
};

/// The folder part of a name with its "/", or "".
std::string_view FolderOf(std::string_view name);

/// What hidden files of runs begin with.
inline constexpr std::string_view kHiddenPrefix = ".hopline-";

/// Errors: DATA_INVALID for a name that would leave the base folder or hide itself: one
/// with an empty part, "." or "..", or a zero byte.
void CheckName(std::string_view name);

}  // namespace hopline::plugins::file
