#include "emulator/oss/body_folder.h"

#include <fmt/core.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "emulator/storage/journal.h"

namespace hopline::emulator::oss {
namespace {

/// Absent for files that are none of ours.
std::optional<uint64_t> NumberOf(const std::filesystem::path& path) {
  const std::string name = path.filename();
  uint64_t number = 0;
  const char* end = name.data() + name.size();
  const auto result = std::from_chars(name.data(), end, number, 16);
  if (name.size() != 16 || result.ec != std::errc() || result.ptr != end) return {};
  return number;
}

std::string BytesOf(const std::filesystem::path& path, uint64_t size_bytes) {
  std::string bytes(size_bytes, '\0');
  std::ifstream in(path, std::ios::binary);
  in.read(bytes.data(), static_cast<std::streamsize>(size_bytes));
  if (!in || in.peek() != std::ifstream::traits_type::eof()) {
    throw storage::JournalError(
        fmt::format("{} must have {} bytes, and is missing or has another size; restore "
                    "the file",
                    path.string(), size_bytes));
  }
  return bytes;
}

}  // namespace

BodyFile::~BodyFile() {
  if (place_->keep_files.load()) return;
  std::error_code ignored;  // a file that stays is removed at the next start
  std::filesystem::remove(place_->PathOf(number_), ignored);
}

std::filesystem::path BodyPlace::PathOf(uint64_t number) const {
  return folder / fmt::format("{:016x}", number);
}

BodyFolder::BodyFolder(std::filesystem::path path) {
  place_->folder = std::move(path);
  std::error_code error;
  std::filesystem::create_directories(place_->folder, error);
  if (error) {
    throw storage::JournalError(
        fmt::format("creating {}: {}", place_->folder.string(), error.message()));
  }
}

Piece BodyFolder::NewPiece(std::string bytes) {
  Piece piece;
  if (bytes.size() >= kFileFromBytes) {
    const uint64_t number = ++last_number_;
    // Removes what was written of the file, should the rest fail.
    piece.file = std::make_shared<BodyFile>(place_, number);
    const std::filesystem::path path = place_->PathOf(number);
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (!out) {
      throw storage::JournalError(fmt::format("writing {}: {}", path.string(),
                                              std::generic_category().message(errno)));
    }
  }
  piece.bytes = std::make_shared<const std::string>(std::move(bytes));
  return piece;
}

Piece BodyFolder::Restore(uint64_t number, uint64_t size_bytes) {
  Restored& restored = restored_[number];
  if (restored.bytes == nullptr) {
    restored.bytes = std::make_shared<std::string>();
    restored.size_bytes = size_bytes;
    restored.piece = {restored.bytes, std::make_shared<BodyFile>(place_, number)};
  }
  return restored.piece;
}

void BodyFolder::FinishRestoring() {
  for (auto& [number, restored] : restored_) {
    const bool superfluous = restored.piece.file.use_count() == 1;
    if (!superfluous)
      *restored.bytes = BytesOf(place_->PathOf(number), restored.size_bytes);
    last_number_ = std::max(last_number_.load(), number);
  }
  RemoveUnknown();
  place_->keep_files.store(false);
  restored_.clear();  // and with it the superfluous ones
}

void BodyFolder::RemoveUnknown() {
  std::error_code error;
  std::vector<std::filesystem::path> unknown;
  for (const auto& entry : std::filesystem::directory_iterator(place_->folder, error)) {
    const auto number = NumberOf(entry.path());
    if (number && !restored_.contains(*number)) unknown.push_back(entry.path());
  }
  for (const auto& path : unknown) std::filesystem::remove(path, error);
}

}  // namespace hopline::emulator::oss
