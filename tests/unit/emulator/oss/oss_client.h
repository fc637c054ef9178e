#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "emulator/oss/oss_service.h"
#include "emulator/server/clock.h"
#include "wire/oss/error.h"
#include "wire/oss/signature.h"

namespace hopline::emulator::oss::test {

inline constexpr int64_t kNow = 1700000000;

/// The whole body of a reply, slices included.
std::string BodyOf(const HttpResponse& response);
/// A header's value, "" when absent.
std::string HeaderOf(const HttpResponse& response, std::string_view name);
/// The error document of a reply; "" in all members when it is none.
wire::oss::ErrorReply ErrorOf(const HttpResponse& response);
/// "404 NoSuchKey", or "200" for a success.
std::string Outcome(const HttpResponse& response);

/// A service with the clock at kNow, the bucket "testbucket", and a client that signs for
/// it.
class OssFixture {
 public:
  /// With a folder, a service that keeps its buckets there.
  explicit OssFixture(const std::filesystem::path& folder = {});

  /// Sends one signed request to testbucket; a key of "" is the bucket itself.
  HttpResponse Send(const std::string& method, const std::string& key,
                    const wire::oss::Fields& query = {}, const std::string& body = "",
                    const wire::oss::Fields& headers = {});
  /// The same to any bucket.
  HttpResponse SendTo(const std::string& bucket, const std::string& method,
                      const std::string& key, const wire::oss::Fields& query = {},
                      const std::string& body = "",
                      const wire::oss::Fields& headers = {});
  /// Without a signature.
  HttpResponse SendAnonymous(const std::string& method, const std::string& target);
  /// Hands over a request whose authorization the caller has made (or left out).
  HttpResponse SendPrepared(const wire::oss::SignedRequest& request,
                            const std::string& body = "");

  /// Begins an upload and returns its id.
  std::string Initiate(const std::string& key);

  Clock clock;
  OssService service;
  const wire::oss::Credentials credentials{"testAccessId", "testAccessKey", ""};
};

}  // namespace hopline::emulator::oss::test
