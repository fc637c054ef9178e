/// \file plugin_folder.h
/// A plugin folder of its own, with one plugin in it that a test may spoil, and the
/// host's judgement of it.
#pragma once

#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "host/registry/manifest.h"
#include "host/registry/registry.h"
#include "host/services/exit_code.h"

namespace hopline::hostile {

namespace fs = std::filesystem;

inline std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

inline void WriteFile(const fs::path& path, const std::string& bytes) {
  std::ofstream out(path, std::ios::binary);
  out << bytes;
  if (!out.flush()) throw std::runtime_error("cannot write " + path.string());
}

inline std::string Replaced(std::string text, const std::string& from,
                            const std::string& to) {
  const size_t at = text.find(from);
  if (at == std::string::npos) throw std::runtime_error("no `" + from + "` in the text");
  return text.replace(at, from.size(), to);
}

/// Object and manifest of the sound example, under their own names.
class PluginFolder {
 public:
  /// `object` stands beside the example's manifest as hopline-minimal.so.
  explicit PluginFolder(const std::string& object) {
    std::string name = (fs::temp_directory_path() / "hopline-hostile-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = name;
    WriteFile(Object(), object);
    WriteManifest(ReadFile(fs::path(HOPLINE_SOUND_PLUGIN).replace_extension(".json")));
  }
  /// Libraries from here may stay mapped; their files need not.
  ~PluginFolder() {
    fs::permissions(folder_, fs::perms::owner_all);
    fs::remove_all(folder_);
  }
  PluginFolder(const PluginFolder&) = delete;
  PluginFolder& operator=(const PluginFolder&) = delete;

  fs::path Folder() const { return folder_; }
  fs::path Object() const { return folder_ / "hopline-minimal.so"; }
  fs::path ManifestPath() const { return folder_ / "hopline-minimal.json"; }
  std::string Manifest() const { return ReadFile(ManifestPath()); }
  void WriteManifest(const std::string& text) const { WriteFile(ManifestPath(), text); }

  registry::PluginInfo Plugin() const { return registry::ReadManifest(ManifestPath()); }

  /// Finds and loads the reader as `hopline run` would. Returns the refusal, or "" when
  /// it is loaded. The refusal is one line that names a file of this folder and ends in
  /// exit code 3.
  std::string Load(registry::RegistryOptions options = {}) const {
    try {
      registry::Catalog catalog;
      catalog.AddPlace({folder_.string(), "--plugin-dir"});
      registry::Registry registry(std::move(catalog), std::move(options));
      const auto* reader = registry.catalog().Find(registry::Kind::kReader, "minimal");
      if (reader == nullptr) return registry.catalog().SearchReport();
      registry.Load(*reader);
      return "";
    } catch (const services::Failure& failure) {
      const std::string line = failure.what();
      if (failure.code() != services::ExitCode::kPluginRefused ||
          line.find('\n') != std::string::npos ||
          line.find(folder_.string() + "/hopline-minimal.") == std::string::npos) {
        throw std::runtime_error("not one line that names the file: " + line);
      }
      return line;
    }
  }

 private:
  fs::path folder_;
};

}  // namespace hopline::hostile
