#include "plugins/oss/part_queue.h"

#include <algorithm>
#include <utility>

#include "plugins/common/helper_threads.h"
#include "wire/oss/crc64.h"

namespace hopline::plugins::oss {
namespace {

// More requests in flight per task do not help: tasks run side by side already.
constexpr size_t kSenders = 2;

}  // namespace

uint64_t Upload::TotalBytes() const {
  uint64_t total = 0;
  for (const Part& part : parts) total += part.size;
  return total;
}

uint64_t Upload::TotalCrc64() const {
  uint64_t crc = 0;
  for (const Part& part : parts) {
    crc = wire::oss::Crc64Combine(crc, part.crc64, part.size);
  }
  return crc;
}

PartQueue::PartQueue(Client& client, Scope scope, uint64_t memory_bytes)
    : client_(client), scope_(scope), memory_bytes_(memory_bytes) {
  threads_ = StartHelpers(kSenders, [this] { return std::thread([this] { Work(); }); });
}

PartQueue::~PartQueue() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
    jobs_.clear();
  }
  work_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

std::string PartQueue::TakeBuffer(uint64_t part_bytes) {
  // One buffer is being filled while the others are on their way.
  const size_t most = std::clamp<size_t>(memory_bytes_ / part_bytes, 2, kSenders + 1);
  std::unique_lock lock(mutex_);
  done_.wait(lock, [&] { return failure_ != nullptr || in_flight_ < most; });
  ThrowIfFailed();
  std::string buffer;
  if (!free_.empty()) {
    buffer = std::move(free_.back());
    free_.pop_back();
  }
  lock.unlock();
  buffer.clear();
  buffer.reserve(part_bytes);
  return buffer;
}

void PartQueue::Put(Upload& upload, uint32_t number, std::string bytes) {
  {
    const std::lock_guard lock(mutex_);
    ThrowIfFailed();
    upload.parts.push_back({bytes.size(), 0});
    jobs_.push_back({&upload, upload.parts.size() - 1, number, std::move(bytes)});
    ++in_flight_;
  }
  work_.notify_one();
}

void PartQueue::Drain() {
  std::unique_lock lock(mutex_);
  done_.wait(lock, [this] { return failure_ != nullptr || in_flight_ == 0; });
  ThrowIfFailed();
}

void PartQueue::Work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    work_.wait(lock, [this] { return stop_ || !jobs_.empty(); });
    if (stop_) return;
    Job job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    std::exception_ptr failure;
    uint64_t crc64 = 0;
    try {
      crc64 = Send(job);
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    job.upload->parts[job.index].crc64 = crc64;
    if (free_.empty()) free_.push_back(std::move(job.bytes));
    --in_flight_;
    if (failure != nullptr && failure_ == nullptr) failure_ = failure;
    done_.notify_all();
  }
}

uint64_t PartQueue::Send(const Job& job) {
  const uint64_t crc64 = wire::oss::Crc64(0, job.bytes);
  client_.UploadPart(job.upload->key, job.upload->upload_id, job.number, job.bytes, crc64,
                     scope_);
  return crc64;
}

void PartQueue::ThrowIfFailed() {
  if (failure_ != nullptr) std::rethrow_exception(failure_);
}

}  // namespace hopline::plugins::oss
