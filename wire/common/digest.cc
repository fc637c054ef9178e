#include "wire/common/digest.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <stdexcept>

namespace hopline::wire {
namespace {

using Buffer = std::array<unsigned char, EVP_MAX_MD_SIZE>;

std::string ToString(const Buffer& buffer, unsigned int size) {
  return std::string(buffer.begin(), buffer.begin() + size);
}

/// Only a build of OpenSSL without the digest can make this fail.
void Require(bool done) {
  if (!done) throw std::runtime_error("computing a digest: OpenSSL does not offer it");
}

std::string Digest(const EVP_MD* type, std::string_view bytes) {
  Buffer buffer;
  unsigned int size = 0;
  Require(EVP_Digest(bytes.data(), bytes.size(), buffer.data(), &size, type, nullptr) ==
          1);
  return ToString(buffer, size);
}

std::string Hmac(const EVP_MD* type, std::string_view key, std::string_view message) {
  Buffer buffer;
  unsigned int size = 0;
  const auto* data = reinterpret_cast<const unsigned char*>(message.data());
  Require(HMAC(type, key.data(), static_cast<int>(key.size()), data, message.size(),
               buffer.data(), &size) != nullptr);
  return ToString(buffer, size);
}

}  // namespace

struct Md5Stream::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  State() {
    Require(context != nullptr && EVP_DigestInit_ex(context, EVP_md5(), nullptr) == 1);
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

std::string Md5(std::string_view bytes) { return Digest(EVP_md5(), bytes); }

std::string Sha256(std::string_view bytes) { return Digest(EVP_sha256(), bytes); }

std::string HmacSha1(std::string_view key, std::string_view message) {
  return Hmac(EVP_sha1(), key, message);
}

std::string HmacSha256(std::string_view key, std::string_view message) {
  return Hmac(EVP_sha256(), key, message);
}

}  // namespace hopline::wire
