#include "host/job/references.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "host/services/text.h"

namespace hopline::job {
namespace {

constexpr size_t kMaxReferenceBytes = size_t{64} << 10U;

VariableValue ReadFile(const std::string& name, const std::filesystem::path& path) {
  const auto failed = [&](const std::string& reason) {
    return VariableValue{std::nullopt, fmt::format("reading ${{{}}}: {}: {}", name,
                                                   path.string(), reason)};
  };
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return failed("is a directory");
  std::ifstream file(path, std::ios::binary);
  if (!file) return failed(std::strerror(errno));
  std::string text(kMaxReferenceBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(file.gcount()));
  if (text.size() > kMaxReferenceBytes) return failed("is larger than 64 KiB");
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  return {text, ""};
}

}  // namespace

EnvironmentLookup ProcessEnvironment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) return std::nullopt;
    return value;
  };
}

bool IsExternalReference(const std::string& name) {
  return name.starts_with("env:") || name.starts_with("file:");
}

VariableValue ReadExternalReference(const std::string& name,
                                    const EnvironmentLookup& getenv,
                                    const std::string& base_directory) {
  if (name.starts_with("file:")) {
    return ReadFile(name, std::filesystem::path(base_directory) / name.substr(5));
  }
  if (auto value = getenv(name.substr(4))) return {*std::move(value), ""};
  return {std::nullopt, fmt::format("the environment variable {} of ${{{}}} is not set",
                                    name.substr(4), name)};
}

std::string AbsoluteReference(const std::string& name,
                              const std::string& base_directory) {
  if (!name.starts_with("file:")) return name;
  const auto path = std::filesystem::path(base_directory) / name.substr(5);
  return "file:" + std::filesystem::absolute(path).lexically_normal().string();
}

std::string ExpandReferences(const std::string& text, const EnvironmentLookup& getenv,
                             const std::string& base, std::string* reference,
                             std::string* problem) {
  std::string out;
  for (size_t at = 0;;) {
    const size_t begin = text.find("${", at);
    const size_t end = begin == text.npos ? text.npos : text.find('}', begin);
    if (end == text.npos) return out + text.substr(at);
    const std::string name = text.substr(begin + 2, end - begin - 2);
    if (!IsExternalReference(name)) {
      *problem = fmt::format(
          "${{{}}} is not known here; ${{env:NAME}} and ${{file:PATH}} are", name);
      return out;
    }
    const VariableValue value = ReadExternalReference(name, getenv, base);
    if (!value.value) {
      *problem = value.problem;
      return out;
    }
    if (services::FindInvalidUtf8(*value.value) != std::string::npos) {
      *problem = fmt::format("the value of ${{{}}} is not UTF-8", name);
      return out;
    }
    if (begin == 0 && end + 1 == text.size()) *reference = AbsoluteReference(name, base);
    out += text.substr(at, begin - at) + *value.value;
    at = end + 1;
  }
}

}  // namespace hopline::job
