#include "host/services/cancel.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <chrono>

namespace hopline::services {
namespace {

void MakeReadable(int descriptor) {
  const uint64_t one = 1;
  // An eventfd takes 8 bytes or is readable already: the result says nothing new.
  [[maybe_unused]] const ssize_t n = ::write(descriptor, &one, sizeof one);
}

}  // namespace

CancelSignal::CancelSignal(CancelSource* source) : source_(source) {
  if (source_ != nullptr) source_->Add(this);
}

CancelSignal::~CancelSignal() {
  if (source_ != nullptr) source_->Remove(this);
  const MutexLock lock(mutex_);
  if (descriptor_ >= 0) ::close(descriptor_);
}

int CancelSignal::descriptor() {
  const MutexLock lock(mutex_);
  if (descriptor_ < 0) {
    descriptor_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (descriptor_ >= 0 && cancelled()) MakeReadable(descriptor_);
  }
  return descriptor_;
}

bool CancelSignal::WaitFor(uint64_t ms) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(ms);
  const MutexLock lock(mutex_);
  while (!cancelled()) {
    const auto now = std::chrono::steady_clock::now();
    if (now >= end) return false;
    condition_.WaitFor(mutex_, end - now);
  }
  return true;
}

void CancelSignal::Silence() {
  const MutexLock lock(mutex_);
  silenced_ = true;
  cancelled_ = false;
  uint64_t count = 0;
  if (descriptor_ >= 0) {
    // Empties the eventfd; EAGAIN when it was empty.
    [[maybe_unused]] const ssize_t n = ::read(descriptor_, &count, sizeof count);
  }
}

void CancelSignal::Raise() {
  const MutexLock lock(mutex_);
  if (silenced_) return;
  cancelled_ = true;
  if (descriptor_ >= 0) MakeReadable(descriptor_);
  condition_.NotifyAll();
}

CancelSource::CancelSource(CancelSource* parent) : parent_(parent) {
  if (parent_ == nullptr) return;
  const MutexLock lock(parent_->mutex_);
  parent_->children_.push_back(this);
  cancelled_ = parent_->cancelled();
}

CancelSource::~CancelSource() {
  if (parent_ == nullptr) return;
  const MutexLock lock(parent_->mutex_);
  std::erase(parent_->children_, this);
}

void CancelSource::Cancel() {
  const MutexLock lock(mutex_);
  cancelled_ = true;
  for (CancelSource* child : children_) child->Cancel();
  for (CancelSignal* signal : signals_) signal->Raise();
}

void CancelSource::Add(CancelSignal* signal) {
  const MutexLock lock(mutex_);
  signals_.push_back(signal);
  if (cancelled()) signal->Raise();
}

void CancelSource::Remove(CancelSignal* signal) {
  const MutexLock lock(mutex_);
  std::erase(signals_, signal);
}

}  // namespace hopline::services
