#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "emulator/maxcompute/service.h"
#include "emulator/server/clock.h"
#include "wire/maxcompute/column.h"
#include "wire/maxcompute/instance.h"
#include "wire/maxcompute/session.h"

namespace hopline::emulator::maxcompute::test {

/// A service and a client that signs, without sockets.
class TunnelClient {
 public:
  explicit TunnelClient(const std::filesystem::path& folder = {});

  /// Starts the service anew on the same folder.
  void Restart();

  /// Shape: target without "/api", its values percent-encoded.
  HttpResponse Call(const std::string& method, const std::string& target,
                    const std::string& body = "", HeaderList headers = {});
  /// The same, with a reply that must be 2xx.
  std::string Body(const std::string& method, const std::string& target,
                   const std::string& body = "");

  /// Runs a statement; returns its error, "" if it worked.
  std::string Sql(const std::string& query);
  /// Runs a query that must work; returns its CSV.
  std::string Csv(const std::string& query);

  /// Begins an upload; `more` are parameters ("&overwrite=true").
  std::string BeginUpload(const std::string& table, const std::string& more = "");
  /// Writes bigints into a block of a table with that one column.
  HttpResponse PutBlock(const std::string& table, const std::string& upload,
                        int64_t block, const std::vector<int64_t>& values,
                        const std::string& more = "");
  HttpResponse Commit(const std::string& table, const std::string& upload,
                      const std::string& more = "");
  wire::maxcompute::UploadSession Reload(const std::string& table,
                                         const std::string& upload,
                                         const std::string& more = "");

  Clock clock;

 private:
  wire::maxcompute::TaskResult Run(const std::string& query);

  const std::filesystem::path folder_;
  std::unique_ptr<MaxComputeService> service_;
};

/// A record stream of one bigint column.
std::string BigintStream(const std::vector<int64_t>& values);

/// The code of an error reply of Tunnel.
std::string CodeOf(const HttpResponse& response);

}  // namespace hopline::emulator::maxcompute::test
