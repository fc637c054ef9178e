#include "plugins/common/object_names.h"

#include <openssl/evp.h>
#include <hopline/error.hpp>

namespace hopline::plugins {
namespace {

// Even numbers, 32 in all.
constexpr size_t kRunDigits = 12;
constexpr size_t kStepDigits = 8;
constexpr size_t kTaskDigits = 12;

/// SHA-256 over the parts, each preceded by its length, so that no two lists of parts
/// read alike.
class PartDigest {
 public:
  explicit PartDigest(std::string_view purpose) { Add(purpose); }

  PartDigest& Add(std::string_view part) {
    Add(static_cast<uint64_t>(part.size()));
    text_ += part;
    return *this;
  }
  PartDigest& Add(uint64_t number) {
    for (int shift = 0; shift < 64; shift += 8) {
      text_.push_back(static_cast<char>(number >> shift & 0xFF));
    }
    return *this;
  }

  /// The first `digits` hexadecimal digits, at most 64.
  std::string Hex(size_t digits) const {
    static constexpr char kHex[] = "0123456789abcdef";
    unsigned char digest[EVP_MAX_MD_SIZE];
    if (EVP_Digest(text_.data(), text_.size(), digest, nullptr, EVP_sha256(), nullptr) !=
        1) {
      throw Error(HOPLINE_STATUS_INTERNAL, "making an object name: SHA-256 failed");
    }
    std::string hex;
    for (size_t i = 0; hex.size() < digits; ++i) {
      hex.push_back(kHex[digest[i] >> 4]);
      hex.push_back(kHex[digest[i] & 15]);
    }
    return hex;
  }

 private:
  std::string text_;
};

std::string_view Trim(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

}  // namespace

std::string RunDigits(const NameKey& key) {
  return PartDigest("run").Add(key.run_id).Hex(kRunDigits);
}

std::string WindowDigits(const NameKey& key) {
  return PartDigest("window").Add(key.job_key).Hex(kRunDigits);
}

std::string WindowStepDigits(const NameKey& key) {
  return WindowDigits(key) +
         PartDigest("step").Add(key.job_key).Add(key.step_name).Hex(kStepDigits);
}

std::string UniquePart(const NameKey& key) {
  return RunDigits(key) +
         PartDigest("step").Add(key.run_id).Add(key.step_name).Hex(kStepDigits) +
         PartDigest("attempt")
             .Add(key.run_id)
             .Add(key.step_name)
             .Add(uint64_t{key.task_index})
             .Add(uint64_t{key.attempt})
             .Hex(kTaskDigits);
}

std::string StablePart(const NameKey& key) {
  return WindowStepDigits(key) + PartDigest("task")
                                     .Add(key.job_key)
                                     .Add(key.step_name)
                                     .Add(uint64_t{key.task_index})
                                     .Hex(kTaskDigits);
}

std::string TaskObjectName(std::string_view object, std::string_view part) {
  return std::string(object) + "__" + std::string(part);
}

std::string ObjectName(std::string_view task_name, std::string_view partition, uint64_t n,
                       std::string_view suffix) {
  std::string name(task_name);
  if (!partition.empty()) name.append("_").append(partition);
  if (n > 0) name.append("_").append(std::to_string(n));
  suffix = Trim(suffix);
  if (!suffix.empty() && suffix.front() != '.') name.push_back('.');
  return name.append(suffix);
}

}  // namespace hopline::plugins
