#include "host/services/stdout_service.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <hopline/error.hpp>
#include <string>

namespace hopline::services {
namespace {

/// What one write call may take while poll says "writable", so that it does not block.
constexpr size_t kPipeChunk = 4096;

/// Errors: CANCELLED when that came first.
void WaitWritable(int descriptor, Scope* scope) {
  pollfd set[2] = {{descriptor, POLLOUT, 0}, {-1, POLLIN, 0}};
  if (scope != nullptr) set[1].fd = scope->cancel().descriptor();
  while (::poll(set, 2, -1) < 0 && errno == EINTR) {
  }
  if (set[1].revents != 0) {
    throw Error(HOPLINE_STATUS_CANCELLED, "cancelled while writing to standard output");
  }
}

}  // namespace

StdoutService::StdoutService(int descriptor) : descriptor_(descriptor) {
  table_.struct_size = sizeof table_;
  table_.ctx = this;
  table_.write = [](void* ctx, const hopline_scope* scope, const hopline_bytes* data,
                    hopline_error* error) noexcept -> int32_t {
    return Guard(error, [&] {
      static_cast<StdoutService*>(ctx)->Write(
          Scope::From(scope),
          {reinterpret_cast<const char*>(data->data), static_cast<size_t>(data->size)});
    });
  };
}

void StdoutService::Write(Scope* scope, std::string_view bytes) {
  const MutexLock lock(mutex_);
  while (!bytes.empty()) {
    WaitWritable(descriptor_, scope);
    const ssize_t n =
        ::write(descriptor_, bytes.data(), std::min(bytes.size(), kPipeChunk));
    if (n < 0) {
      if (errno == EINTR || errno == EAGAIN) continue;
      throw Error(HOPLINE_STATUS_IO,
                  std::string("writing to standard output: ") + std::strerror(errno))
          .Origin("stdout");
    }
    bytes.remove_prefix(static_cast<size_t>(n));
  }
}

}  // namespace hopline::services
