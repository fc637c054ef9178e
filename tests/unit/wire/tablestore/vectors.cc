#include "vectors.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace hopline::wire::tablestore::vectors {
namespace {

const std::filesystem::path& Folder() {
  static const auto folder =
      std::filesystem::path(HOPLINE_TEST_DATA) / "vectors/tablestore";
  return folder;
}

Head ParseHead(const std::string& text) {
  Head head;
  std::istringstream in(text);
  std::getline(in, head.first_line);
  for (std::string line; std::getline(in, line);) {
    const size_t colon = line.find(": ");
    if (colon != std::string::npos) {
      head.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
  }
  return head;
}

}  // namespace

std::string ReadFile(const std::string& name) {
  std::ifstream in(Folder() / name, std::ios::binary);
  if (!in) throw std::runtime_error("no golden vector file " + name);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string RequestBody(const std::string& vector) {
  return ReadFile(vector + ".req.body.bin");
}

std::string ResponseBody(const std::string& vector) {
  return ReadFile(vector + ".resp.body.bin");
}

Head RequestHead(const std::string& vector) {
  return ParseHead(ReadFile(vector + ".req.headers.txt"));
}

Head ResponseHead(const std::string& vector) {
  return ParseHead(ReadFile(vector + ".resp.headers.txt"));
}

std::string OperationOf(const Head& head) {
  const size_t slash = head.first_line.find('/');
  return head.first_line.substr(slash + 1, head.first_line.find(' ', slash) - slash - 1);
}

std::vector<std::string> NamesWith(std::string_view suffix) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(Folder())) {
    std::string name = entry.path().filename().string();
    if (!name.ends_with(suffix)) continue;
    name.resize(name.size() - suffix.size());
    names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> Lines(const std::string& file) {
  std::vector<std::string> lines;
  std::istringstream in(ReadFile(file));
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line.front() != '#') lines.push_back(line);
  }
  return lines;
}

std::string FromHex(std::string_view hex) {
  std::string bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) {
    unsigned byte = 0;
    std::from_chars(hex.data() + i, hex.data() + i + 2, byte, 16);
    bytes.push_back(static_cast<char>(byte));
  }
  return bytes;
}

std::map<std::string, std::string> PlainBufferSamples() {
  std::map<std::string, std::string> samples;
  for (const std::string& line : Lines("plainbuffer_samples.txt")) {
    const size_t tab = line.find('\t');
    samples[line.substr(0, tab)] = FromHex(std::string_view(line).substr(tab + 1));
  }
  return samples;
}

}  // namespace hopline::wire::tablestore::vectors
