#include "host/run/digest.h"

#include <openssl/evp.h>
#include <sys/random.h>

#include <hopline/error.hpp>
#include <stdexcept>

namespace hopline::run {
namespace {

std::string Hex(const unsigned char* bytes, size_t n) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(2 * n);
  for (size_t i = 0; i < n; ++i) {
    out += kDigits[bytes[i] >> 4U];
    out += kDigits[bytes[i] & 15U];
  }
  return out;
}

void Check(int result) {
  if (result != 1) throw std::runtime_error("computing a SHA-256 digest failed");
}

}  // namespace

struct Sha256::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  Check(EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr));
}

Sha256::~Sha256() = default;

void Sha256::Update(std::string_view bytes) {
  Check(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()));
}

std::string Sha256::FinishHex() {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int n = 0;
  Check(EVP_DigestFinal_ex(state_->context, digest, &n));
  return Hex(digest, n);
}

std::string Sha256Hex(std::string_view bytes) {
  Sha256 digest;
  digest.Update(bytes);
  return digest.FinishHex();
}

std::string Base64Encode(std::string_view bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3), '\0');
  // EVP_EncodeBlock adds a terminator, for which std::string has room.
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                  reinterpret_cast<const unsigned char*>(bytes.data()),
                  static_cast<int>(bytes.size()));
  return out;
}

std::string Base64Decode(std::string_view text) {
  std::string out(text.size() / 4 * 3, '\0');
  const int n = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                reinterpret_cast<const unsigned char*>(text.data()),
                                static_cast<int>(text.size()));
  if (text.size() % 4 != 0 || n < 0) {
    throw Error(HOPLINE_STATUS_DATA_INVALID, "decoding base64: malformed text");
  }
  // The padding was decoded as zero bytes.
  const size_t padding =
      text.empty() ? 0 : (text.ends_with("==") ? 2 : text.back() == '=');
  out.resize(static_cast<size_t>(n) - padding);
  return out;
}

std::string RandomHex(size_t digits) {
  std::string bytes((digits + 1) / 2, '\0');
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    throw std::runtime_error("the system gave no random bytes");
  }
  std::string hex =
      Hex(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  hex.resize(digits);
  return hex;
}

}  // namespace hopline::run
