#include "host/registry/places.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "host/services/exit_code.h"

namespace hopline::registry {
namespace {

namespace fs = std::filesystem;

std::string Absolute(const std::string& path) {
  return fs::absolute(path).lexically_normal().string();
}

/// secure_getenv: nothing when the process runs with raised rights (set-user-id and the
/// like).
void AddFromEnvironment(std::vector<SearchPlace>& places) {
  const char* value = secure_getenv("HOPLINE_PLUGIN_PATH");
  if (value == nullptr) return;
  const std::string list = value;
  for (size_t begin = 0; begin <= list.size();) {
    const size_t end = std::min(list.find(':', begin), list.size());
    const std::string each = list.substr(begin, end - begin);
    // An empty entry would mean the working directory, which is never searched by itself.
    if (!each.empty()) places.push_back({Absolute(each), "HOPLINE_PLUGIN_PATH"});
    begin = end + 1;
  }
}

/// <prefix>/lib/hopline/plugins of an executable <prefix>/bin/…, so an installation may
/// be moved as a whole; build trees have the same shape.
void AddBuiltIn(std::vector<SearchPlace>& places) {
  std::error_code error;
  const fs::path executable = fs::read_symlink("/proc/self/exe", error);
  if (error) return;
  const fs::path prefix = executable.parent_path().parent_path();
  places.push_back({(prefix / "lib" / "hopline" / "plugins").string(), "built-in"});
}

}  // namespace

std::vector<SearchPlace> SearchPlaces(const std::vector<std::string>& plugin_dirs,
                                      const std::vector<std::string>& configured_dirs) {
  std::vector<SearchPlace> places;
  places.reserve(plugin_dirs.size() + configured_dirs.size() + 1);
  for (const std::string& directory : plugin_dirs) {
    if (directory.empty()) {
      throw services::Failure(services::ExitCode::kUsage,
                              "--plugin-dir is empty; name a folder");
    }
    places.push_back({Absolute(directory), "--plugin-dir"});
  }
  AddFromEnvironment(places);
  for (const std::string& directory : configured_dirs) {
    if (!fs::path(directory).is_absolute()) {
      throw services::Failure(services::ExitCode::kUsage,
                              "plugin_dirs of hopline.json: `" + directory +
                                  "` is not absolute; write the whole path");
    }
    places.push_back({directory, "plugin_dirs"});
  }
  AddBuiltIn(places);
  return places;
}

Catalog ReadCatalog(const std::vector<SearchPlace>& places) {
  Catalog catalog;
  for (const SearchPlace& place : places) catalog.AddPlace(place);
  return catalog;
}

}  // namespace hopline::registry
