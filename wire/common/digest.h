#pragma once

#include <memory>
#include <string>
#include <string_view>

/// Digests that signatures and checks are made of, as raw bytes.

namespace hopline::wire {

/// 16 bytes.
std::string Md5(std::string_view bytes);
/// 32 bytes.
std::string Sha256(std::string_view bytes);
/// 20 bytes.
std::string HmacSha1(std::string_view key, std::string_view message);
/// 32 bytes.
std::string HmacSha256(std::string_view key, std::string_view message);

/// MD5 of bytes that come in pieces.
/// Threads: one at a time.
class Md5Stream {
 public:
  Md5Stream();
  ~Md5Stream();
  Md5Stream(Md5Stream&&) noexcept;
  Md5Stream& operator=(Md5Stream&&) noexcept;

  void Update(std::string_view bytes);
  /// The raw 16 bytes; nothing may be added afterwards.
  std::string Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hopline::wire
