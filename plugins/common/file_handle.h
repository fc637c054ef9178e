/// \file file_handle.h
/// A local file by its descriptor, with errors that say what was done to which file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace hopline::plugins {

/// Owns a descriptor. Threads: one at a time.
class FileHandle {
 public:
  FileHandle() = default;
  /// Opens with O_… flags (close-on-exec is added); a new file gets mode 0666 less umask.
  ///
  /// Errors: NOT_FOUND, PERMISSION_DENIED, ALREADY_EXISTS (O_EXCL), else IO.
  static FileHandle Open(const std::string& path, int flags);

  ~FileHandle() { Close(); }
  FileHandle(FileHandle&& other) noexcept { *this = std::move(other); }
  FileHandle& operator=(FileHandle&& other) noexcept {
    std::swap(fd_, other.fd_);
    std::swap(path_, other.path_);
    std::swap(direct_, other.direct_);
    return *this;
  }
  FileHandle(const FileHandle&) = delete;
  FileHandle& operator=(const FileHandle&) = delete;

  explicit operator bool() const { return fd_ >= 0; }
  int fd() const { return fd_; }
  const std::string& path() const { return path_; }

  /// Writes all bytes. Errors: IO; its text says when the disk is full.
  void Write(std::string_view bytes);
  /// The same without a copy in the page cache, which costs several times what the rest
  /// of a write does: for large pieces that nobody reads soon. It needs an address, a
  /// size and a place in the file that are multiples of 4 KiB, and a file system that
  /// can; otherwise it is Write().
  void WritePastCache(std::string_view bytes);
  /// Reads up to `most` bytes; 0 at the end.
  size_t Read(char* out, size_t most);
  uint64_t Size() const;
  void Seek(uint64_t offset);
  /// Makes the content survive a power cut. Errors: IO.
  void Sync();
  void Close() noexcept;

 private:
  /// Whether the descriptor goes past the page cache.
  enum class Direct : uint8_t { kOff, kOn, kRefused };

  void WriteAll(std::string_view bytes);
  bool SetDirect(bool on) noexcept;

  int fd_ = -1;
  Direct direct_ = Direct::kOff;
  std::string path_;
};

/// Throws an error made of errno: "writing 'a/b': No space left on device".
[[noreturn]] void ThrowErrno(const char* doing, const std::string& path,
                             int error_number);

}  // namespace hopline::plugins
