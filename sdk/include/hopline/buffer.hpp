/// \file buffer.hpp
/// Growing byte buffers for Arrow data, recycled through a pool: fresh pages from the
/// system cost more than filling them, so a batch reuses the memory of one released
/// before it.
#ifndef HOPLINE_BUFFER_HPP
#define HOPLINE_BUFFER_HPP

#include <hopline/error.hpp>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

namespace hopline {
inline namespace HOPLINE_HELPER_NAMESPACE {

/// Free blocks by power of two, 4 KiB to 64 MiB; at most kKeepBytes are kept, the rest
/// goes back to the system. One per plugin.
///
/// Threads: any; a lock is held for a few instructions.
class BufferPool {
 public:
  static BufferPool& Instance() {
    static BufferPool* pool = new BufferPool;  // never destroyed: release runs until exit
    return *pool;
  }

  /// Rounds `size` up to a block size and returns a block of it.
  uint8_t* Take(size_t size, size_t* capacity) {
    const size_t shift = ShiftFor(size);
    *capacity = shift < kMaxShift ? size_t{1} << shift : (size + 4095) & ~size_t{4095};
    if (shift < kMaxShift) {
      const std::lock_guard<std::mutex> lock(mutex_);
      std::vector<uint8_t*>& free = free_[shift];
      if (!free.empty()) {
        uint8_t* block = free.back();
        free.pop_back();
        kept_bytes_ -= *capacity;
        return block;
      }
    }
    auto* block = static_cast<uint8_t*>(std::aligned_alloc(64, *capacity));
    if (block == nullptr) throw std::bad_alloc();
    return block;
  }

  void Give(uint8_t* block, size_t capacity) noexcept {
    const size_t shift = ShiftFor(capacity);
    if (shift < kMaxShift) {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (kept_bytes_ + capacity <= kKeepBytes && free_[shift].size() < kKeepBlocks) {
        free_[shift].push_back(block);  // capacity reserved in the constructor
        kept_bytes_ += capacity;
        return;
      }
    }
    std::free(block);
  }

 private:
  static constexpr size_t kMinShift = 12, kMaxShift = 27;
  static constexpr size_t kKeepBytes = size_t{32} << 20;
  static constexpr size_t kKeepBlocks = 1024;

  BufferPool() {
    for (auto& free : free_) free.reserve(kKeepBlocks);
  }
  static size_t ShiftFor(size_t size) noexcept {
    size_t shift = kMinShift;
    while (shift < kMaxShift && (size_t{1} << shift) < size) ++shift;
    return shift;
  }

  std::mutex mutex_;
  std::array<std::vector<uint8_t*>, kMaxShift> free_;
  size_t kept_bytes_ = 0;
};

/// A byte buffer that grows by doubling. Contents past size() are readable up to a
/// multiple of 8, as batches require.
class Buffer {
 public:
  Buffer() = default;
  ~Buffer() { Free(); }
  Buffer(Buffer&& other) noexcept { *this = std::move(other); }
  Buffer& operator=(Buffer&& other) noexcept {
    if (this != &other) {
      Free();
      data_ = std::exchange(other.data_, nullptr);
      size_ = std::exchange(other.size_, 0);
      capacity_ = std::exchange(other.capacity_, 0);
    }
    return *this;
  }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;

  uint8_t* data() noexcept { return data_; }
  const uint8_t* data() const noexcept { return data_; }
  size_t size() const noexcept { return size_; }

  /// Room for `more` bytes past size(); returns where they go. Commit() makes them count.
  uint8_t* Reserve(size_t more) {
    if (size_ + more + kPadding > capacity_) Grow(size_ + more + kPadding);
    return data_ + size_;
  }
  void Commit(size_t bytes) noexcept { size_ += bytes; }

  void Append(const void* bytes, size_t n) {
    uint8_t* at = Reserve(n);
    if (n != 0) std::memcpy(at, bytes, n);
    size_ += n;
  }
  template <class T>
  void AppendValue(T value) {
    std::memcpy(Reserve(sizeof value), &value, sizeof value);
    size_ += sizeof value;
  }
  /// Appends zero bytes up to `size`.
  void ZeroTo(size_t size) {
    if (size <= size_) return;
    std::memset(Reserve(size - size_), 0, size - size_);
    size_ = size;
  }
  void Truncate(size_t size) noexcept { size_ = size; }

 private:
  static constexpr size_t kPadding = 8;

  void Grow(size_t needed) {
    size_t capacity = 0;
    uint8_t* block = BufferPool::Instance().Take(
        needed < 2 * capacity_ ? 2 * capacity_ : needed, &capacity);
    if (size_ != 0) std::memcpy(block, data_, size_);
    Free();
    data_ = block;
    capacity_ = capacity;
  }
  void Free() noexcept {
    if (data_ != nullptr) BufferPool::Instance().Give(data_, capacity_);
    data_ = nullptr;
  }

  uint8_t* data_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace HOPLINE_HELPER_NAMESPACE
}  // namespace hopline

#endif  // HOPLINE_BUFFER_HPP
