/// \file arrow.hpp
/// Owners of the Arrow C structs: exactly one release, moves only.
#ifndef HOPLINE_ARROW_HPP
#define HOPLINE_ARROW_HPP

#include <hopline/arrow_c.h>
#include <hopline/error.hpp>

#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hopline {
inline namespace HOPLINE_HELPER_NAMESPACE {

/// Owns one ArrowArray or ArrowSchema. Empty when released.
template <class CStruct>
class ArrowOwner {
 public:
  ArrowOwner() = default;
  /// Takes the content over; the source's release is NULL afterwards.
  explicit ArrowOwner(CStruct* source) noexcept : value_(*source) {
    source->release = nullptr;
  }
  ~ArrowOwner() { Reset(); }
  ArrowOwner(ArrowOwner&& other) noexcept : value_(other.value_) {
    other.value_.release = nullptr;
  }
  ArrowOwner& operator=(ArrowOwner&& other) noexcept {
    if (this != &other) {
      Reset();
      value_ = other.value_;
      other.value_.release = nullptr;
    }
    return *this;
  }
  ArrowOwner(const ArrowOwner&) = delete;
  ArrowOwner& operator=(const ArrowOwner&) = delete;

  explicit operator bool() const noexcept { return value_.release != nullptr; }
  const CStruct& operator*() const noexcept { return value_; }
  const CStruct* operator->() const noexcept { return &value_; }
  const CStruct* get() const noexcept { return &value_; }
  /// For calls that fill (out) or take over (in) the struct.
  CStruct* ptr() noexcept { return &value_; }

  void Reset() noexcept {
    if (value_.release != nullptr) value_.release(&value_);
    value_.release = nullptr;
  }
  /// Moves the content into a caller's struct.
  void MoveTo(CStruct* out) noexcept {
    *out = value_;
    value_.release = nullptr;
  }

 private:
  CStruct value_{};
};

using Batch = ArrowOwner<ArrowArray>;
using Schema = ArrowOwner<ArrowSchema>;

/// Key-value pairs of a schema node, in the binary form of the C Data Interface: int32
/// count, then for each int32 length + bytes of key and of value, native byte order.
using Metadata = std::vector<std::pair<std::string, std::string>>;

inline Metadata ReadMetadata(const char* encoded) {
  Metadata out;
  if (encoded == nullptr) return out;
  const auto read_int = [&encoded] {
    int32_t n = 0;
    std::memcpy(&n, encoded, sizeof n);
    encoded += sizeof n;
    return n;
  };
  const auto read_text = [&] {
    const int32_t n = read_int();
    if (n < 0)
      throw Error(HOPLINE_STATUS_DATA_INVALID, "schema metadata: negative length");
    std::string text(encoded, static_cast<size_t>(n));
    encoded += n;
    return text;
  };
  const int32_t count = read_int();
  for (int32_t i = 0; i < count; ++i) {
    std::string key = read_text();
    out.emplace_back(std::move(key), read_text());
  }
  return out;
}

inline std::string WriteMetadata(const Metadata& pairs) {
  std::string out;
  const auto put_int = [&out](size_t n) {
    const auto v = static_cast<int32_t>(n);
    out.append(reinterpret_cast<const char*>(&v), sizeof v);
  };
  put_int(pairs.size());
  for (const auto& [key, value] : pairs) {
    put_int(key.size());
    out += key;
    put_int(value.size());
    out += value;
  }
  return out;
}

}  // namespace HOPLINE_HELPER_NAMESPACE
}  // namespace hopline

#endif  // HOPLINE_ARROW_HPP
