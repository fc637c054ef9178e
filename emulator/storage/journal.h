#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace hopline::emulator::storage {

/// A journal that cannot be read or written; the message names the file.
class JournalError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One append-only file of records: what happened to one table or one bucket, in order.
///
/// A record is whole or absent: one that the end of the process cut off is removed by
/// Open(). Once Append() has returned, the record survives the end of the process,
/// however it comes; it is not forced to the disk, so a loss of power may cost the latest
/// ones.
///
/// Shape:   head: "hopjrnl1", size of the file when it was last written anew (8 bytes).
///          Record: size of the payload (4), check of those 4 bytes (4), CRC-64 of the
///          payload (8), payload. Numbers are little endian.
/// Threads: one at a time; the owner's lock guards it.
/// Errors:  JournalError.
class Journal {
 public:
  /// Takes one payload. Shape: not empty.
  using Sink = std::function<void(std::string_view)>;
  /// Gives all records that together make the present state.
  using Contents = std::function<void(const Sink&)>;

  /// The ending of a file that is being written anew; such a file is worth nothing.
  static constexpr const char* kUnfinished = ".new";
  /// A smaller journal is never written anew.
  static constexpr uint64_t kRewriteFromBytes = uint64_t{8} << 20;

  /// Makes the file, at once with its first records; one that is there is replaced.
  static std::unique_ptr<Journal> Create(std::filesystem::path path,
                                         const Contents& contents);

  /// Opens the file and hands over its records from the first to the last. What `replay`
  /// throws becomes a JournalError.
  static std::unique_ptr<Journal> Open(std::filesystem::path path, const Sink& replay);

  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// On an error the file holds what it held before.
  void Append(std::string_view payload);

  /// Writes the file anew if it has become much larger than its contents: twice the size
  /// of the last time, and kRewriteFromBytes. If that fails, the file stays as it is and
  /// goes on growing; one line on stderr tells.
  void RewriteIfOutgrown(const Contents& contents);

  /// Removes the file; later records go nowhere.
  void Remove();

  const std::filesystem::path& path() const { return path_; }
  uint64_t size_bytes() const { return size_; }

 private:
  explicit Journal(std::filesystem::path path) : path_(std::move(path)) {}

  void Rewrite(const Contents& contents);
  /// All of the file, which is open and empty.
  void WriteAnew(const Contents& contents);

  std::filesystem::path path_;
  int file_ = -1;
  uint64_t size_ = 0;
  uint64_t size_when_new_ = 0;
  bool removed_ = false;
  std::string buffer_;  // of Append, kept for its memory
};

}  // namespace hopline::emulator::storage
