#include "plugins/common/file_handle.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <hopline/error.hpp>

#include <cerrno>
#include <system_error>

namespace hopline::plugins {
namespace {

int32_t StatusOf(int error_number) {
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
      return HOPLINE_STATUS_NOT_FOUND;
    case EACCES:
    case EPERM:
    case EROFS:
      return HOPLINE_STATUS_PERMISSION_DENIED;
    case EEXIST:
      return HOPLINE_STATUS_ALREADY_EXISTS;
    default:
      return HOPLINE_STATUS_IO;
  }
}

const char* Cure(int error_number) {
  switch (error_number) {
    case ENOSPC:
    case EDQUOT:
      return "; free some space and run the job again";
    case EFBIG:
      return "; set maxFileSize, or lift the limit on file sizes";
    default:
      return "";
  }
}

/// Network file systems collect and pipeline writes in the page cache; past it, each
/// would wait for the server.
bool IsRemote(int fd) noexcept {
  struct statfs info {};
  if (fstatfs(fd, &info) != 0) return true;
  switch (static_cast<uint32_t>(info.f_type)) {
    case NFS_SUPER_MAGIC:
    case CIFS_SUPER_MAGIC:
    case SMB2_SUPER_MAGIC:
    case CEPH_SUPER_MAGIC:
    case AFS_SUPER_MAGIC:
    case V9FS_MAGIC:
    case FUSE_SUPER_MAGIC:
      return true;
    default:
      return false;
  }
}

}  // namespace

void ThrowErrno(const char* doing, const std::string& path, int error_number) {
  throw Error(StatusOf(error_number), std::string(doing) + " '" + path + "': " +
                                          std::generic_category().message(error_number) +
                                          Cure(error_number));
}

FileHandle FileHandle::Open(const std::string& path, int flags) {
  FileHandle file;
  do {
    file.fd_ = open(path.c_str(), flags | O_CLOEXEC, 0666);
  } while (file.fd_ < 0 && errno == EINTR);
  if (file.fd_ < 0) ThrowErrno("opening", path, errno);
  file.path_ = path;
  return file;
}

void FileHandle::Write(std::string_view bytes) {
  if (direct_ == Direct::kOn) SetDirect(false);
  WriteAll(bytes);
}

void FileHandle::WritePastCache(std::string_view bytes) {
  if (direct_ == Direct::kOff && (IsRemote(fd_) || !SetDirect(true))) {
    direct_ = Direct::kRefused;
  }
  WriteAll(bytes);
}

void FileHandle::WriteAll(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = write(fd_, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EINVAL && direct_ == Direct::kOn) {
      // The file system cannot after all, or a full disk has cut a piece short.
      SetDirect(false);
      direct_ = Direct::kRefused;
      continue;
    }
    if (n < 0) ThrowErrno("writing", path_, errno);
    bytes.remove_prefix(static_cast<size_t>(n));
  }
}

bool FileHandle::SetDirect(bool on) noexcept {
  const int flags = fcntl(fd_, F_GETFL);
  if (flags < 0) return false;
  if (fcntl(fd_, F_SETFL, on ? flags | O_DIRECT : flags & ~O_DIRECT) != 0) return false;
  direct_ = on ? Direct::kOn : Direct::kOff;
  return true;
}

size_t FileHandle::Read(char* out, size_t most) {
  for (;;) {
    const ssize_t n = read(fd_, out, most);
    if (n >= 0) return static_cast<size_t>(n);
    if (errno != EINTR) ThrowErrno("reading", path_, errno);
  }
}

uint64_t FileHandle::Size() const {
  struct stat info {};
  if (fstat(fd_, &info) != 0) ThrowErrno("looking at", path_, errno);
  return static_cast<uint64_t>(info.st_size);
}

void FileHandle::Seek(uint64_t offset) {
  if (lseek(fd_, static_cast<off_t>(offset), SEEK_SET) < 0) {
    ThrowErrno("moving in", path_, errno);
  }
}

void FileHandle::Sync() {
  if (fsync(fd_) != 0) ThrowErrno("syncing", path_, errno);
}

void FileHandle::Close() noexcept {
  if (fd_ >= 0) close(fd_);
  fd_ = -1;
}

}  // namespace hopline::plugins
