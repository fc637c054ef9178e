#include "emulator/storage/journal.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <limits>
#include <system_error>
#include <utility>

#include "emulator/storage/record.h"
#include "wire/oss/crc64.h"

namespace hopline::emulator::storage {
namespace {

constexpr std::string_view kMagic = "hopjrnl1";
constexpr size_t kHeadBytes = 16;
constexpr size_t kRecordHeadBytes = 16;
constexpr size_t kWriteBytes = size_t{1} << 20;

[[noreturn]] void FailSystem(const char* doing, const std::filesystem::path& path) {
  throw JournalError(fmt::format("{} {}: {}", doing, path.string(),
                                 std::generic_category().message(errno)));
}

uint64_t CheckOfSize(std::string_view size_field) {
  return wire::oss::Crc64(0, size_field) & 0xFFFFFFFFU;
}

void AppendRecord(std::string_view payload, std::string* out) {
  if (payload.size() > std::numeric_limits<uint32_t>::max()) {
    throw JournalError("a record of 4 GiB or more cannot be kept");
  }
  const size_t begin = out->size();
  AppendLittleEndian(payload.size(), 4, out);
  AppendLittleEndian(CheckOfSize(std::string_view(*out).substr(begin)), 4, out);
  AppendLittleEndian(wire::oss::Crc64(0, payload), 8, out);
  out->append(payload);
}

/// False, with errno, when not all could be written.
bool WriteAt(int file, std::string_view bytes, uint64_t offset) {
  while (!bytes.empty()) {
    const ssize_t written =
        ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
    offset += static_cast<uint64_t>(written);
  }
  return true;
}

/// The bytes of a file, read through the page cache.
class MappedFile {
 public:
  MappedFile(int file, const std::filesystem::path& path) {
    struct stat status {};
    if (::fstat(file, &status) != 0) FailSystem("reading", path);
    size_ = static_cast<size_t>(status.st_size);
    if (size_ == 0) return;
    bytes_ = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file, 0);
    if (bytes_ == MAP_FAILED) FailSystem("reading", path);
  }
  ~MappedFile() {
    if (size_ != 0) ::munmap(bytes_, size_);
  }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::string_view bytes() const { return {static_cast<const char*>(bytes_), size_}; }

 private:
  void* bytes_ = nullptr;
  size_t size_ = 0;
};

[[noreturn]] void FailDamaged(const std::filesystem::path& path, size_t offset) {
  throw JournalError(fmt::format(
      "{} is damaged at byte {}, and not by the end of a process; restore the "
      "file, or `truncate -s {}` it to keep what stands before",
      path.string(), offset, offset));
}

/// Hands over the records; returns where the last whole one ends.
size_t ReplayAll(std::string_view bytes, const std::filesystem::path& path,
                 const Journal::Sink& replay) {
  size_t at = kHeadBytes;
  while (bytes.size() - at >= kRecordHeadBytes) {
    const std::string_view head = bytes.substr(at, kRecordHeadBytes);
    const uint64_t size = ReadLittleEndian(head.substr(0, 4));
    if (size == 0 ||
        ReadLittleEndian(head.substr(4, 4)) != CheckOfSize(head.substr(0, 4)))
      FailDamaged(path, at);
    if (bytes.size() - at - kRecordHeadBytes < size) break;
    const std::string_view payload = bytes.substr(at + kRecordHeadBytes, size);
    if (wire::oss::Crc64(0, payload) != ReadLittleEndian(head.substr(8))) {
      FailDamaged(path, at);
    }
    try {
      replay(payload);
    } catch (const std::exception& error) {
      throw JournalError(fmt::format("{}: the record at byte {} cannot be used: {}",
                                     path.string(), at, error.what()));
    }
    at += kRecordHeadBytes + size;
  }
  return at;
}

}  // namespace

std::unique_ptr<Journal> Journal::Create(std::filesystem::path path,
                                         const Contents& contents) {
  std::unique_ptr<Journal> journal(new Journal(std::move(path)));
  journal->Rewrite(contents);
  return journal;
}

std::unique_ptr<Journal> Journal::Open(std::filesystem::path path, const Sink& replay) {
  std::unique_ptr<Journal> journal(new Journal(std::move(path)));
  journal->file_ = ::open(journal->path_.c_str(), O_RDWR | O_CLOEXEC);
  if (journal->file_ < 0) FailSystem("opening", journal->path_);
  const MappedFile file(journal->file_, journal->path_);
  if (file.bytes().size() < kHeadBytes || !file.bytes().starts_with(kMagic)) {
    throw JournalError(fmt::format(
        "{} is no journal that this version can read; use the version that wrote it",
        journal->path_.string()));
  }
  journal->size_when_new_ = ReadLittleEndian(file.bytes().substr(kMagic.size(), 8));
  journal->size_ = ReplayAll(file.bytes(), journal->path_, replay);
  if (journal->size_ != file.bytes().size() &&
      ::ftruncate(journal->file_, static_cast<off_t>(journal->size_)) != 0) {
    FailSystem("cutting off the unfinished end of", journal->path_);
  }
  return journal;
}

Journal::~Journal() {
  if (file_ >= 0) ::close(file_);
}

void Journal::Append(std::string_view payload) {
  buffer_.clear();
  AppendRecord(payload, &buffer_);
  if (!WriteAt(file_, buffer_, size_)) {
    const int reason = errno;
    // What was written of it must not stand behind the next record; where it cannot be
    // cut off, there will be no next record.
    if (::ftruncate(file_, static_cast<off_t>(size_)) != 0) {
      ::close(std::exchange(file_, -1));
    }
    errno = reason;
    FailSystem("writing", path_);
  }
  size_ += buffer_.size();
}

void Journal::RewriteIfOutgrown(const Contents& contents) {
  if (removed_ || size_ < kRewriteFromBytes || size_ < 2 * size_when_new_) return;
  try {
    Rewrite(contents);
  } catch (const JournalError& error) {
    fmt::print(stderr, "hopline-emulator: {}; the journal stays as it is\n",
               error.what());
    size_when_new_ = size_;
  }
}

void Journal::Rewrite(const Contents& contents) {
  Journal next(path_);
  next.path_ += kUnfinished;
  next.file_ = ::open(next.path_.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (next.file_ < 0) FailSystem("creating", next.path_);
  try {
    next.WriteAnew(contents);
    if (::rename(next.path_.c_str(), path_.c_str()) != 0)
      FailSystem("renaming", next.path_);
  } catch (...) {
    ::unlink(next.path_.c_str());  // it may be what has filled the disk
    throw;
  }
  std::swap(file_, next.file_);
  size_ = size_when_new_ = next.size_;
}

void Journal::WriteAnew(const Contents& contents) {
  std::string pending(kHeadBytes, '\0');
  const auto flush = [&] {
    if (!WriteAt(file_, pending, size_)) FailSystem("writing", path_);
    size_ += pending.size();
    pending.clear();
  };
  contents([&](std::string_view payload) {
    AppendRecord(payload, &pending);
    if (pending.size() >= kWriteBytes) flush();
  });
  flush();
  std::string head(kMagic);
  AppendLittleEndian(size_, 8, &head);
  if (!WriteAt(file_, head, 0)) FailSystem("writing", path_);
}

void Journal::Remove() {
  if (::unlink(path_.c_str()) != 0) FailSystem("removing", path_);
  removed_ = true;
}

}  // namespace hopline::emulator::storage
