#include "wire/common/digest.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <stdexcept>

namespace hopline::wire {
namespace {

using Buffer = std::array<unsigned char, EVP_MAX_MD_SIZE>;

std::string ToString(const Buffer& buffer, size_t size) {
  return std::string(buffer.begin(), buffer.begin() + size);
}

/// Only a build of OpenSSL without the digest can make this fail.
void Require(bool done) {
  if (!done) throw std::runtime_error("computing a digest: OpenSSL does not offer it");
}

/// Algorithms are looked up once. OpenSSL's own constants, EVP_md5() and its like, mean a
/// search under locks at every use.
const EVP_MD* Md5Type() {
  static const EVP_MD* const type = EVP_MD_fetch(nullptr, "MD5", nullptr);
  Require(type != nullptr);
  return type;
}

const EVP_MD* Sha256Type() {
  static const EVP_MD* const type = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  Require(type != nullptr);
  return type;
}

std::string Digest(const EVP_MD* type, std::string_view bytes) {
  Buffer buffer;
  unsigned int size = 0;
  Require(EVP_Digest(bytes.data(), bytes.size(), buffer.data(), &size, type, nullptr) ==
          1);
  return ToString(buffer, size);
}

struct FreeMac {
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using Mac = std::unique_ptr<EVP_MAC_CTX, FreeMac>;

/// An HMAC without a key, to be copied.
Mac NewHmac(const char* digest) {
  const std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> type(
      EVP_MAC_fetch(nullptr, "HMAC", nullptr), EVP_MAC_free);
  Require(type != nullptr);
  Mac mac(EVP_MAC_CTX_new(type.get()));
  std::string name(digest);
  const OSSL_PARAM settings[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), 0),
      OSSL_PARAM_construct_end()};
  Require(mac != nullptr && EVP_MAC_CTX_set_params(mac.get(), settings) == 1);
  return mac;
}

std::string Hmac(const Mac& prepared, std::string_view key, std::string_view message) {
  const auto data = [](std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.empty() ? "" : bytes.data());
  };
  const Mac mac(EVP_MAC_CTX_dup(prepared.get()));
  Buffer buffer;
  size_t size = 0;
  Require(mac != nullptr &&
          EVP_MAC_init(mac.get(), data(key), key.size(), nullptr) == 1 &&
          EVP_MAC_update(mac.get(), data(message), message.size()) == 1 &&
          EVP_MAC_final(mac.get(), buffer.data(), &size, buffer.size()) == 1);
  return ToString(buffer, size);
}

}  // namespace

struct Md5Stream::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  State() {
    Require(context != nullptr && EVP_DigestInit_ex(context, Md5Type(), nullptr) == 1);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { EVP_MD_CTX_free(context); }
};

Md5Stream::Md5Stream() : state_(std::make_unique<State>()) {}
Md5Stream::~Md5Stream() = default;
Md5Stream::Md5Stream(Md5Stream&&) noexcept = default;
Md5Stream& Md5Stream::operator=(Md5Stream&&) noexcept = default;

void Md5Stream::Update(std::string_view bytes) {
  Require(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1);
}

std::string Md5Stream::Finish() {
  Buffer buffer;
  unsigned int size = 0;
  Require(EVP_DigestFinal_ex(state_->context, buffer.data(), &size) == 1);
  return ToString(buffer, size);
}

std::string Md5(std::string_view bytes) { return Digest(Md5Type(), bytes); }

std::string Sha256(std::string_view bytes) { return Digest(Sha256Type(), bytes); }

std::string HmacSha1(std::string_view key, std::string_view message) {
  static const Mac prepared = NewHmac("SHA1");
  return Hmac(prepared, key, message);
}

std::string HmacSha256(std::string_view key, std::string_view message) {
  static const Mac prepared = NewHmac("SHA256");
  return Hmac(prepared, key, message);
}

}  // namespace hopline::wire
