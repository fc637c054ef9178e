#include "host/registry/object_file.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "host/registry/refusal.h"

namespace hopline::registry {
namespace {

std::string ErrorText() { return std::strerror(errno); }

const char* TypeName(mode_t mode) {
  if (S_ISDIR(mode)) return "a directory";
  if (S_ISFIFO(mode)) return "a FIFO";
  if (S_ISSOCK(mode)) return "a socket";
  if (S_ISCHR(mode) || S_ISBLK(mode)) return "a device";
  return "of an unknown type";
}

/// Why someone else could have put bytes there, or empty.
std::string WhyNotTrusted(const struct stat& status) {
  if (status.st_uid != 0 && status.st_uid != geteuid()) {
    return "belongs to user " + std::to_string(status.st_uid) +
           ", neither root nor the current user; change its owner";
  }
  if ((status.st_mode & S_IWOTH) != 0) return "is writable by everybody; chmod o-w";
  if ((status.st_mode & S_IWGRP) != 0 && status.st_gid != 0 &&
      status.st_gid != getegid()) {
    return "is writable by group " + std::to_string(status.st_gid) + "; chmod g-w";
  }
  return "";
}

/// Calls `use(data, size)` for the file's bytes, in order, until its end.
template <class Use>
void ForEachChunk(int fd, const std::string& path, Use use) {
  std::array<char, 65536> buffer;
  for (off_t offset = 0;;) {
    const ssize_t n = pread(fd, buffer.data(), buffer.size(), offset);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) Refuse(Step::kOpen, path, "reading it failed: " + ErrorText());
    if (n == 0) return;
    use(buffer.data(), static_cast<size_t>(n));
    offset += n;
  }
}

}  // namespace

ObjectFile::ObjectFile(const std::string& path) : path_(path) {
  const size_t slash = path.rfind('/');
  if (path.empty() || path[0] != '/')
    Refuse(Step::kOpen, path, "its path is not absolute");
  const std::string folder = slash == 0 ? "/" : path.substr(0, slash);
  folder_fd_ = open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (folder_fd_ < 0 || fstat(folder_fd_, &folder_status_) != 0) {
    const std::string why = ErrorText();
    if (folder_fd_ >= 0) close(folder_fd_);
    Refuse(Step::kOpen, path, "opening its folder failed: " + why);
  }
  fd_ = openat(folder_fd_, path.c_str() + slash + 1,
               O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  std::string why;
  if (fd_ < 0) {
    why = errno == ELOOP ? "is a symbolic link; put the file itself there"
                         : "cannot be opened: " + ErrorText();
  } else if (fstat(fd_, &status_) != 0) {
    why = "cannot be examined: " + ErrorText();
  } else if (!S_ISREG(status_.st_mode)) {
    why = std::string("is ") + TypeName(status_.st_mode) + ", not a regular file";
  }
  if (why.empty()) return;
  if (fd_ >= 0) close(fd_);
  close(folder_fd_);
  Refuse(Step::kOpen, path, "it " + why);
}

ObjectFile::~ObjectFile() {
  close(fd_);
  close(folder_fd_);
}

bool ObjectFile::IsSameFile(const char* path) const {
  struct stat other {};
  return stat(path, &other) == 0 && other.st_dev == status_.st_dev &&
         other.st_ino == status_.st_ino;
}

void ObjectFile::RequireTrusted() const {
  const std::string folder = WhyNotTrusted(folder_status_);
  if (!folder.empty()) Refuse(Step::kTrust, path_, "its folder " + folder);
  const std::string file = WhyNotTrusted(status_);
  if (!file.empty()) Refuse(Step::kTrust, path_, "the file " + file);
}

std::string ObjectFile::Digest() const {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned size = 0;
  bool ok = context && EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1;
  ForEachChunk(fd_, path_, [&](const char* data, size_t n) {
    ok = ok && EVP_DigestUpdate(context.get(), data, n) == 1;
  });
  ok = ok && EVP_DigestFinal_ex(context.get(), digest.data(), &size) == 1;
  if (!ok) Refuse(Step::kPin, path_, "computing its SHA-256 failed");
  std::string hex;
  for (unsigned i = 0; i < size; ++i) {
    char two[3];
    std::snprintf(two, sizeof two, "%02x", static_cast<unsigned>(digest[i]));
    hex += two;
  }
  return hex;
}

std::string ObjectFile::ReadAll(uint64_t limit) const {
  std::string text;
  ForEachChunk(fd_, path_, [&](const char* data, size_t n) {
    if (text.size() + n > limit) {
      Refuse(Step::kOpen, path_, "it is larger than " + std::to_string(limit) + " bytes");
    }
    text.append(data, n);
  });
  return text;
}

}  // namespace hopline::registry
