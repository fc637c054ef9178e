#pragma once

#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

#include "emulator/oss/call.h"
#include "emulator/oss/error.h"
#include "emulator/oss/operations.h"
#include "emulator/oss/store.h"
#include "emulator/server/clock.h"
#include "emulator/server/service.h"

namespace hopline::emulator::oss {

/// The emulated OSS: buckets, objects, multipart uploads, with real signatures and the
/// service's errors (docs/emulator.md says what is there and what is not).
///
/// Owns:    the data, in memory and, with a folder, in files there (store.h). The clock
///          belongs to the caller and outlives the service.
/// Threads: all methods, from any thread; data is locked per bucket.
class OssService : public Service {
 public:
  OssService(const Clock* clock, std::vector<AccessKey> keys,
             std::filesystem::path folder = {}, Site site = {});

  HttpResponse Handle(const HttpRequest& request) override;
  std::string OperationOf(const HttpRequest& request) const override;
  HttpResponse Refuse(const HttpRequest& request, const InjectedError& error) override;

  /// Makes a bucket as PutBucket would, unless it is there. Errors: OssError for a name
  /// that is not allowed.
  void CreateBucket(const std::string& name);

 private:
  Call MakeCall(const HttpRequest& request);
  std::string NewRequestId(int64_t now_unix_s);
  HttpResponse Perform(const Call& call);
  HttpResponse PerformOnBucket(const Call& call);
  void CheckAccess(const Call& call) const;
  HttpResponse ErrorReply(const Call& call, const OssError& error) const;
  void AddCommonHeaders(const Call& call, int64_t spent_ms, HttpResponse* response) const;

  const Clock* const clock_;
  const std::vector<AccessKey> keys_;
  const Site site_;
  const uint64_t request_id_seed_;
  std::atomic<uint64_t> requests_{0};
  Store store_;
};

}  // namespace hopline::emulator::oss
