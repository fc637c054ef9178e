/// \file test_folder.h
/// A temporary folder for one test.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

namespace hopline::plugins {

/// A folder that vanishes with the test.
class Folder {
 public:
  Folder() {
    path_ = std::filesystem::temp_directory_path() /
            ("hopline-file-" + std::to_string(getpid()));
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string path() const { return path_.string(); }

  void Put(const std::string& name, const std::string& content) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name) << content;
  }
  /// Content of every file, hidden ones too. The 32 digits of names become X.
  std::map<std::string, std::string> Files() const {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path_)) {
      if (!entry.is_regular_file()) continue;
      std::stringstream content;
      content << std::ifstream(entry.path()).rdbuf();
      std::string name = entry.path().lexically_relative(path_).string();
      const size_t digits = name.find("__");
      if (digits != std::string::npos) name.replace(digits + 2, 32, "X");
      files[name] += content.str();
    }
    return files;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace hopline::plugins
