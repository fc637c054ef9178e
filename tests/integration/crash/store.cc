#include "tests/integration/crash/store.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <system_error>

namespace hopline::crash {
namespace {

[[noreturn]] void Fail(const std::string& what, const std::string& path) {
  throw std::system_error(errno, std::generic_category(), what + " " + path);
}

void WriteFile(const std::string& path, int flags, const std::string& bytes) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600);
  if (fd < 0) Fail("opening", path);
  const ssize_t written = ::write(fd, bytes.data(), bytes.size());
  ::close(fd);
  if (written != static_cast<ssize_t>(bytes.size())) Fail("writing", path);
}

}  // namespace

void Store::Create() const {
  for (const char* folder :
       {"target/staged", "target/visible", "target/keyed", "target/appended",
        "acknowledged", "script", "state", "durable"}) {
    std::filesystem::create_directories(path(folder));
  }
}

void Store::Script(const std::string& name, int times) const {
  if (times == kAlways) WriteFile(path(fmt::format("script/{}.always", name)), 0, "");
  for (int i = 0; i < times; ++i) {
    WriteFile(path(fmt::format("script/{}.{}", name, i)), 0, "");
  }
}

void Store::Retract(const std::string& name) const {
  Remove(fmt::format("script/{}.always", name));
}

bool Store::Consume(const std::string& name) const {
  if (Exists(fmt::format("script/{}.always", name))) return true;
  for (int i = 0; i < kMostTimes; ++i) {
    if (::unlink(path(fmt::format("script/{}.{}", name, i)).c_str()) == 0) return true;
  }
  return false;
}

void Store::Append(const std::string& name, const std::string& bytes) const {
  WriteFile(path(name), O_APPEND, bytes);
}

bool Store::CreateEmpty(const std::string& name) const {
  const int fd =
      ::open(path(name).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd >= 0) ::close(fd);
  return fd >= 0;
}

void Store::Replace(const std::string& name, const std::string& bytes) const {
  WriteFile(path(name), O_TRUNC, bytes);
}

bool Store::Exists(const std::string& name) const {
  return ::access(path(name).c_str(), F_OK) == 0;
}

std::string Store::Read(const std::string& name) const {
  std::ifstream file(path(name), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

bool Store::Rename(const std::string& from, const std::string& to) const {
  if (::rename(path(from).c_str(), path(to).c_str()) == 0) return true;
  if (errno != ENOENT) Fail("renaming", from);
  return false;
}

void Store::Remove(const std::string& name) const {
  if (::unlink(path(name).c_str()) != 0 && errno != ENOENT) Fail("removing", name);
}

std::vector<std::string> Store::List(const std::string& folder) const {
  std::vector<std::string> names;
  if (!Exists(folder)) return names;
  for (const auto& entry : std::filesystem::directory_iterator(path(folder))) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string RowsToText(const std::vector<Row>& rows) {
  std::string text;
  for (const auto& [task, row] : rows) text += fmt::format("{},{}\n", task, row);
  return text;
}

std::vector<Row> RowsFromText(const std::string& text) {
  std::vector<Row> rows;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    Row row;
    char comma = 0;
    std::istringstream cells(line);
    if (!(cells >> row.first >> comma >> row.second) || comma != ',') {
      throw std::runtime_error("torn row '" + line + "'");
    }
    rows.push_back(row);
  }
  return rows;
}

}  // namespace hopline::crash
