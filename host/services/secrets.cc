#include "host/services/secrets.h"

#include <algorithm>

namespace hopline::services {
namespace {

constexpr size_t kShortestSecret = 4;

std::string PercentEncoded(std::string_view text) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (kPlain.find(c) != std::string_view::npos) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += kHex[byte >> 4U];
      out += kHex[byte & 15U];
    }
  }
  return out;
}

}  // namespace

void Secrets::Add(std::string_view secret) {
  if (secret.size() < kShortestSecret) return;
  const MutexLock lock(mutex_);
  Insert(std::string(secret));
  Insert(PercentEncoded(secret));
}

void Secrets::Insert(std::string text) {
  if (std::find(texts_.begin(), texts_.end(), text) != texts_.end()) return;
  // A secret that contains another one goes first, or its rest would stay visible.
  const auto place =
      std::find_if(texts_.begin(), texts_.end(),
                   [&](const std::string& t) { return t.size() < text.size(); });
  texts_.insert(place, std::move(text));
}

std::string Secrets::Redact(std::string_view text) const {
  std::string out(text);
  const MutexLock lock(mutex_);
  for (const std::string& secret : texts_) {
    for (size_t at = out.find(secret); at != std::string::npos;
         at = out.find(secret, at)) {
      out.replace(at, secret.size(), "***");
      at += 3;
    }
  }
  return out;
}

}  // namespace hopline::services
