#include "emulator/storage/data_dir.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "emulator/storage/journal.h"
#include "emulator/storage/record.h"

namespace hopline::emulator::storage {
namespace {

constexpr uint8_t kKeyRecord = 1;

void MakeFolder(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) {
    throw DataDirError(fmt::format("creating the data directory {}: {}", path.string(),
                                   error.message()));
  }
}

}  // namespace

DataDir::DataDir(std::filesystem::path path) : path_(std::move(path)) {
  MakeFolder(path_);
  const std::filesystem::path lock = path_ / "lock";
  lock_ = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_ < 0) {
    throw DataDirError(fmt::format("opening {}: {}", lock.string(),
                                   std::generic_category().message(errno)));
  }
  if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock_);
    throw DataDirError(fmt::format(
        "the data directory {} is in use by another emulator; stop it, or name another",
        path_.string()));
  }
}

DataDir::~DataDir() { ::close(lock_); }

std::filesystem::path DataDir::Folder(const std::string& service) const {
  std::filesystem::path folder = path_ / service;
  MakeFolder(folder);
  return folder;
}

AccessKey DataDir::KeepAnyClockKey(const AccessKey& fresh) const {
  const std::filesystem::path path = path_ / (std::string("anyclock") + kJournalEnding);
  AccessKey key = fresh;
  if (std::filesystem::exists(path)) {
    Journal::Open(path, [&](std::string_view record) {
      RecordReader reader(record);
      key.id = reader.Text();
      key.secret = reader.Text();
    });
    return key;
  }
  Journal::Create(path, [&](const Journal::Sink& sink) {
    sink(RecordWriter(kKeyRecord).Text(key.id).Text(key.secret).bytes());
  });
  return key;
}

std::vector<std::filesystem::path> FindJournals(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> journals;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() == Journal::kUnfinished) {
      std::filesystem::remove(entry.path(), error);
    } else if (entry.path().extension() == kJournalEnding) {
      journals.push_back(entry.path());
    }
  }
  if (error) {
    throw DataDirError(
        fmt::format("reading the folder {}: {}", folder.string(), error.message()));
  }
  std::sort(journals.begin(), journals.end());
  return journals;
}

}  // namespace hopline::emulator::storage
