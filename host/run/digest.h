/// \file digest.h
/// Digests, base64 and random names for the run directory.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace hopline::run {

/// SHA-256, 64 lower-case hex digits.
std::string Sha256Hex(std::string_view bytes);

/// The same over bytes that come piece by piece.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void Update(std::string_view bytes);
  /// Once, at the end.
  std::string FinishHex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// With padding, as RFC 4648 §4.
std::string Base64Encode(std::string_view bytes);
/// Errors: hopline::Error(DATA_INVALID).
std::string Base64Decode(std::string_view text);

/// Lower-case hex digits from the system's random source.
std::string RandomHex(size_t digits);

}  // namespace hopline::run
