#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "plugins/common/credentials.h"
#include "plugins/common/net.h"

namespace hopline::plugins {

/// Keys and when they end. Units: milliseconds since the epoch; 0 = never.
struct ExpiringKeys {
  AccessKeys keys;
  int64_t expires_unix_ms = 0;
};

/// One place that keys may come from.
///
/// Threads: one at a time.
class CredentialSource {
 public:
  virtual ~CredentialSource() = default;
  /// "the CLI profile 'default' of /home/me/.aliyun/config.json", for messages.
  virtual std::string Name() const = 0;
  /// Asks the source; every secret on the way is registered with the scope.
  ///
  /// Errors: NOT_FOUND: the source is not set up here, the message says what is missing.
  ///         Retryable ones: it is, but cannot be asked now. Others: it refuses.
  virtual ExpiringKeys Fetch(const Scope& scope) = 0;
};

using CredentialSourcePtr = std::unique_ptr<CredentialSource>;

/// What is not there. Thrown by sources that are not set up.
[[noreturn]] inline void NotSetUp(const std::string& reason) {
  throw Error(HOPLINE_STATUS_NOT_FOUND, reason);
}

/// "2025-10-20T04:27:09Z" in milliseconds since the epoch; 0 when it is no such text.
int64_t ParseExpiration(const std::string& text);

/// Reads AccessKeyId, AccessKeySecret, SecurityToken and Expiration, the form that all of
/// the vendor's token services answer in, at a pointer of the document ("" or
/// "/Credentials").
///
/// Errors: IO for a document without them; `doing` begins the message, the document's own
///         Code and Message follow.
ExpiringKeys ReadKeyDocument(const std::string& json, const std::string& pointer,
                             const std::string& doing, const Scope& scope);

/// A whole file, at most 1 MiB. Errors: NOT_FOUND with path and reason.
std::string ReadCredentialFile(const std::string& path);

void RegisterSecrets(const AccessKeys& keys, const Scope& scope);

}  // namespace hopline::plugins
