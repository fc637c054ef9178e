#include "plugins/common/file_handle.h"

#include <fcntl.h>
#include <sys/stat.h>
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
  while (!bytes.empty()) {
    const ssize_t n = write(fd_, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) ThrowErrno("writing", path_, errno);
    bytes.remove_prefix(static_cast<size_t>(n));
  }
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
