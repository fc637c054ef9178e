#include "plugins/common/credentials/source.h"

#include <date/date.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <string_view>

namespace hopline::plugins {
namespace {

constexpr size_t kMostFileBytes = size_t{1} << 20;

/// Digits at a fixed place; -1 if they are none.
int Number(std::string_view text, size_t at, size_t digits) {
  int value = -1;
  const char* const end = text.data() + at + digits;
  const auto [stop, error] = std::from_chars(text.data() + at, end, value);
  return error == std::errc() && stop == end ? value : -1;
}

}  // namespace

int64_t ParseExpiration(const std::string& text) {
  if (text.size() != 20 || text[10] != 'T' || text[19] != 'Z') return 0;
  const int year = Number(text, 0, 4), month = Number(text, 5, 2);
  const int day = Number(text, 8, 2), hour = Number(text, 11, 2);
  const int minute = Number(text, 14, 2), second = Number(text, 17, 2);
  if (year < 0 || month < 0 || day < 0 || hour < 0 || minute < 0 || second < 0) return 0;
  const date::year_month_day ymd{date::year{year},
                                 date::month{static_cast<unsigned>(month)},
                                 date::day{static_cast<unsigned>(day)}};
  if (!ymd.ok()) return 0;
  const auto at = date::sys_days{ymd} + std::chrono::hours{hour} +
                  std::chrono::minutes{minute} + std::chrono::seconds{second};
  return std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch())
      .count();
}

ExpiringKeys ReadKeyDocument(const std::string& json, const std::string& pointer,
                             const std::string& doing, const Scope& scope) {
  try {
    const Config document(json);
    ExpiringKeys out;
    out.keys = {document.Text(pointer + "/AccessKeyId", ""),
                document.Text(pointer + "/AccessKeySecret", ""),
                document.Text(pointer + "/SecurityToken", "")};
    RegisterSecrets(out.keys, scope);
    out.expires_unix_ms = ParseExpiration(document.Text(pointer + "/Expiration", ""));
    if (!out.keys.id.empty() && !out.keys.secret.empty()) return out;
    const std::string code = document.Text("/Code", "");
    const std::string message = document.Text("/Message", "");
    throw Error(HOPLINE_STATUS_IO, doing + ": the answer holds no keys" +
                                       (code.empty() ? "" : ": " + code) +
                                       (message.empty() ? "" : " (" + message + ")"));
  } catch (const Error& error) {
    if (error.code() == HOPLINE_STATUS_IO) throw;
    throw Error(HOPLINE_STATUS_IO, doing + ": the answer cannot be read as JSON");
  }
}

std::string ReadCredentialFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) NotSetUp(path + ": " + std::strerror(errno));
  std::string text(kMostFileBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(file.gcount()));
  if (text.size() > kMostFileBytes) NotSetUp(path + ": is larger than 1 MiB");
  return text;
}

void RegisterSecrets(const AccessKeys& keys, const Scope& scope) {
  if (!keys.secret.empty()) scope.RegisterSecret(keys.secret);
  if (!keys.security_token.empty()) scope.RegisterSecret(keys.security_token);
}

}  // namespace hopline::plugins
