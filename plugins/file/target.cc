#include "plugins/file/target.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <hopline/error.hpp>

#include "plugins/common/file_handle.h"

#include <cerrno>
#include <cstdio>
#include <filesystem>

namespace hopline::plugins::file {
namespace {

namespace fs = std::filesystem;

std::string_view LastPart(std::string_view name) {
  return name.substr(FolderOf(name).size());
}

[[noreturn]] void ThrowCode(const char* doing, const std::string& path,
                            const std::error_code& code) {
  ThrowErrno(doing, path, code.value());
}

int64_t ChangedNs(const struct stat& info) {
  return int64_t{info.st_ctim.tv_sec} * 1'000'000'000 + info.st_ctim.tv_nsec;
}

/// False when the file is gone.
bool LookAt(const std::string& path, struct stat& info) {
  if (lstat(path.c_str(), &info) == 0) return true;
  if (errno == ENOENT || errno == ENOTDIR) return false;
  ThrowErrno("looking at", path, errno);
}

/// Folder entries; a folder that is not there has none.
std::vector<fs::directory_entry> Entries(const std::string& folder) {
  std::error_code code;
  fs::directory_iterator at(folder, code);
  if (code == std::errc::no_such_file_or_directory) return {};
  std::vector<fs::directory_entry> entries;
  for (; !code && at != fs::directory_iterator(); at.increment(code)) {
    entries.push_back(*at);
  }
  if (code) ThrowCode("listing", folder, code);
  return entries;
}

/// Makes the entries of a folder survive a power cut.
void SyncEntries(const fs::path& folder) {
  FileHandle::Open(folder.string(), O_RDONLY | O_DIRECTORY).Sync();
}

}  // namespace

std::string_view FolderOf(std::string_view name) {
  const size_t slash = name.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : name.substr(0, slash + 1);
}

void CheckName(std::string_view name) {
  bool sound = !name.empty() && name.find('\0') == std::string_view::npos;
  for (size_t at = 0; sound && at <= name.size();) {
    const size_t end = std::min(name.find('/', at), name.size());
    const std::string_view part = name.substr(at, end - at);
    sound = !part.empty() && part != "." && part != "..";
    at = end + 1;
  }
  if (sound) return;
  throw Error(HOPLINE_STATUS_DATA_INVALID,
              "the file name '" + std::string(name) +
                  "' has an empty part, '.' or '..', which no file can be named by");
}

std::vector<FoundFile> Target::List(const std::string& prefix) const {
  std::vector<FoundFile> found;
  std::vector<std::string> folders = {std::string(FolderOf(prefix))};
  while (!folders.empty()) {
    const std::string folder = std::move(folders.back());
    folders.pop_back();
    for (const fs::directory_entry& entry : Entries(PathOf(folder))) {
      std::string name = folder + entry.path().filename().string();
      const fs::file_type type = entry.symlink_status().type();
      if (type == fs::file_type::directory) {
        name += '/';
        const size_t shared = std::min(name.size(), prefix.size());
        if (name.compare(0, shared, prefix, 0, shared) == 0) folders.push_back(name);
      } else if (type == fs::file_type::regular && name.starts_with(prefix) &&
                 !LastPart(name).starts_with(kHiddenPrefix)) {
        struct stat info {};
        if (!LookAt(PathOf(name), info)) continue;  // removed in between
        found.push_back({std::move(name), info.st_size, ChangedNs(info)});
      }
    }
  }
  return found;
}

std::vector<std::string> Target::ListHidden(std::string_view name,
                                            const std::string& prefix) const {
  const std::string folder(FolderOf(name));
  std::vector<std::string> found;
  for (const fs::directory_entry& entry : Entries(PathOf(folder))) {
    const std::string own = entry.path().filename().string();
    if (own.starts_with(prefix)) found.push_back(folder + own);
  }
  return found;
}

FoundFile Target::Look(const std::string& name) const {
  struct stat info {};
  if (!LookAt(PathOf(name), info)) ThrowErrno("looking at", PathOf(name), ENOENT);
  return {name, info.st_size, ChangedNs(info)};
}

int64_t Target::ClockNs(const std::string& probe) const {
  // A file without a name leaves nothing behind, whenever the process dies.
  const std::string folder = PathOf(FolderOf(probe));
  const int fd = ::open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
  struct stat info {};
  const bool stamped = fd >= 0 && ::write(fd, "x", 1) == 1 && ::fstat(fd, &info) == 0;
  if (fd >= 0) ::close(fd);
  if (stamped) return ChangedNs(info);
  // Some network file systems have no such files.
  FileHandle::Open(PathOf(probe), O_WRONLY | O_CREAT | O_TRUNC).Write("x");
  const int64_t now = Look(probe).changed_unix_ns;
  Remove(probe);
  return now;
}

int64_t Target::SizeOf(const std::string& name) const {
  struct stat info {};
  return LookAt(PathOf(name), info) ? info.st_size : -1;
}

void Target::MakeFolders(std::string_view name) const {
  const std::string folder = PathOf(FolderOf(name));
  std::error_code code;
  std::vector<fs::path> holders;  // of folders that are not there yet
  for (fs::path path = folder; !path.empty() && !fs::exists(path, code);) {
    path = path.parent_path();
    holders.push_back(path.empty() ? "." : path);
  }
  fs::create_directories(folder, code);
  if (code) ThrowCode("creating the folder", folder, code);
  for (const fs::path& holder : holders) SyncEntries(holder);
}

void Target::SyncFolder(std::string_view name) const {
  SyncEntries(PathOf(FolderOf(name)));
}

bool Target::Rename(const std::string& from, const std::string& to, bool replace) const {
  const std::string old_path = PathOf(from);
  const std::string new_path = PathOf(to);
  int result = -1;
  if (!replace) {
    result = renameat2(AT_FDCWD, old_path.c_str(), AT_FDCWD, new_path.c_str(),
                       RENAME_NOREPLACE);
    if (result != 0 && errno == EEXIST) return false;
    if (result != 0 && errno != EINVAL) ThrowErrno("renaming to", new_path, errno);
    // EINVAL: this file system cannot; then look first.
    if (result != 0 && SizeOf(to) >= 0) return false;
  }
  if (result != 0 && rename(old_path.c_str(), new_path.c_str()) != 0) {
    ThrowErrno("renaming to", new_path, errno);
  }
  return true;
}

void Target::Remove(const std::string& name) const {
  const std::string path = PathOf(name);
  if (unlink(path.c_str()) != 0 && errno != ENOENT) ThrowErrno("removing", path, errno);
}

}  // namespace hopline::plugins::file
