#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace hopline::emulator::oss {

/// Where the files are, and whether they may be removed.
struct BodyPlace {
  std::filesystem::path PathOf(uint64_t number) const;

  std::filesystem::path folder;
  std::atomic<bool> keep_files{true};
};

/// A file that holds the bytes of one large piece of content. It is removed with the last
/// content that has the piece.
class BodyFile {
 public:
  BodyFile(std::shared_ptr<const BodyPlace> place, uint64_t number)
      : place_(std::move(place)), number_(number) {}
  ~BodyFile();
  BodyFile(const BodyFile&) = delete;
  BodyFile& operator=(const BodyFile&) = delete;

  uint64_t number() const { return number_; }

 private:
  const std::shared_ptr<const BodyPlace> place_;
  const uint64_t number_;
};

/// Some bytes of a content, shared by all contents that have them.
struct Piece {
  std::shared_ptr<const std::string> bytes;
  std::shared_ptr<const BodyFile> file;  ///< null: in memory, or small
};

/// The folder of large pieces. Journals speak of a piece by its number; small pieces
/// stand in the journals themselves.
///
/// A piece is in its file before any record speaks of it, and no record that counts
/// speaks of it any more when the file goes. So the end of the process can at worst leave
/// files that nobody needs; FinishRestoring() removes them.
///
/// Threads: all methods from any thread, but Restore and FinishRestoring, which come
///          before the others.
/// Errors:  storage::JournalError.
class BodyFolder {
 public:
  /// Smaller pieces get no file.
  static constexpr size_t kFileFromBytes = 65536;

  /// Makes the folder if it is not there.
  explicit BodyFolder(std::filesystem::path path);

  /// The bytes as a piece: in a file if they are many.
  Piece NewPiece(std::string bytes);

  /// The piece in a file, the same one for all who ask. Its bytes come with
  /// FinishRestoring(), because an early record may speak of a file that a later record
  /// has made superfluous.
  Piece Restore(uint64_t number, uint64_t size_bytes);
  void FinishRestoring();

  /// From now on no file is removed: the contents end with the process.
  void KeepFiles() { place_->keep_files.store(true); }

 private:
  struct Restored {
    Piece piece;
    std::shared_ptr<std::string> bytes;  // the piece's own, to be filled
    uint64_t size_bytes = 0;
  };

  void RemoveUnknown();

  // Files are kept until all is restored: a start that fails must not cost one.
  const std::shared_ptr<BodyPlace> place_ = std::make_shared<BodyPlace>();
  std::atomic<uint64_t> last_number_{0};
  std::map<uint64_t, Restored> restored_;
};

}  // namespace hopline::emulator::oss
