#pragma once

#include <hopline/connector.hpp>

#include <memory>
#include <mutex>

#include "plugins/common/credentials.h"
#include "plugins/common/net.h"
#include "plugins/odps/address.h"
#include "plugins/odps/metadata.h"
#include "plugins/odps/service.h"
#include "plugins/odps/tunnel.h"

namespace hopline::plugins::odps {

/// Both endpoints of one project, with what is needed to reach them.
///
/// Threads: any.
class Project {
 public:
  /// transport: null for HTTP. tries: of each request. idle_timeout_ms: a transfer that
  /// moves nothing for so long has timed out.
  Project(const JobContext& context, std::shared_ptr<Transport> transport, uint32_t tries,
          int64_t idle_timeout_ms);

  const ProjectAddress& address() const { return address_; }
  Metadata& metadata() { return metadata_; }
  /// Asks the API for the address the first time.
  Tunnel& tunnel();

 private:
  const ProjectAddress address_;
  const Scope scope_;
  const RetryPolicy policy_;
  std::shared_ptr<Transport> transport_;
  std::shared_ptr<CredentialProvider> credentials_;
  Service api_;
  Metadata metadata_;
  std::mutex mutex_;
  // Guarded by mutex_.
  std::unique_ptr<Service> tunnel_service_;
  std::unique_ptr<Tunnel> tunnel_;
};

}  // namespace hopline::plugins::odps
