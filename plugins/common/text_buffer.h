/// \file text_buffer.h
/// A growing run of characters: rows are rendered into it, writers send it off and clear
/// it. Growth doubles and nothing is zeroed, so appending costs a copy and a compare. The
/// characters begin at a page, so that they can be written past the page cache.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string_view>
#include <utility>

namespace hopline::plugins {

/// Threads: one at a time.
class TextBuffer {
 public:
  TextBuffer() = default;
  ~TextBuffer() { std::free(data_); }
  TextBuffer(TextBuffer&& other) noexcept { *this = std::move(other); }
  TextBuffer& operator=(TextBuffer&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
    return *this;
  }
  TextBuffer(const TextBuffer&) = delete;
  TextBuffer& operator=(const TextBuffer&) = delete;

  const char* data() const noexcept { return data_; }
  char* data() noexcept { return data_; }
  size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  std::string_view view() const noexcept { return {data_, size_}; }
  /// The characters from `start` to the end.
  std::string_view From(size_t start) const noexcept {
    return {data_ + start, size_ - start};
  }

  void Clear() noexcept { size_ = 0; }
  void Truncate(size_t size) noexcept { size_ = size; }
  /// Drops the first n characters.
  void DropFront(size_t n) noexcept {
    size_ -= n;
    if (size_ != 0) std::memmove(data_, data_ + n, size_);
  }

  /// Room for `more` characters past size(); returns where they go. Commit() makes them
  /// count.
  char* Reserve(size_t more) {
    if (capacity_ - size_ < more) Grow(size_ + more);
    return data_ + size_;
  }
  void Commit(size_t n) noexcept { size_ += n; }
  /// Commits up to `end`, a position inside the last reservation.
  void CommitTo(const char* end) noexcept { size_ = static_cast<size_t>(end - data_); }

  void Append(std::string_view text) {
    char* at = Reserve(text.size());
    if (!text.empty()) std::memcpy(at, text.data(), text.size());
    size_ += text.size();
  }
  void Append(char c) {
    *Reserve(1) = c;
    ++size_;
  }
  void Append(size_t n, char c) {
    char* at = Reserve(n);
    if (n != 0) std::memset(at, c, n);
    size_ += n;
  }

 private:
  void Grow(size_t needed) {
    size_t capacity = capacity_ == 0 ? kPage : capacity_;
    while (capacity < needed) capacity *= 2;
    void* grown = std::aligned_alloc(kPage, capacity);
    if (grown == nullptr) throw std::bad_alloc();
    if (size_ != 0) std::memcpy(grown, data_, size_);
    std::free(data_);
    data_ = static_cast<char*>(grown);
    capacity_ = capacity;
  }

  static constexpr size_t kPage = 4096;

  char* data_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace hopline::plugins
