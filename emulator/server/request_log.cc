#include "emulator/server/request_log.h"

#include <utility>

namespace hopline::emulator {

void RequestLog::Add(LoggedRequest request) {
  const std::lock_guard lock(mutex_);
  request.seq = ++last_;
  entries_.push_back(std::move(request));
  if (entries_.size() > capacity_) entries_.pop_front();
}

std::vector<LoggedRequest> RequestLog::Since(int64_t since) const {
  const std::lock_guard lock(mutex_);
  const int64_t first = last_ - static_cast<int64_t>(entries_.size()) + 1;
  auto from = entries_.begin();
  if (since >= first) from += std::min(since, last_) - first + 1;
  return {from, entries_.end()};
}

int64_t RequestLog::Last() const {
  const std::lock_guard lock(mutex_);
  return last_;
}

}  // namespace hopline::emulator
