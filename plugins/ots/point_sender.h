#pragma once

#include <string>
#include <utility>
#include <vector>

#include "plugins/ots/delivery.h"
#include "plugins/tablestore/client.h"

namespace hopline::plugins::ots {

/// Writes points by PutTimeseriesData, as FlatBuffers with their checksum and tags as a
/// list: what the service recommends, and what tables with keys of their own need.
class PointSender final : public RequestSender {
 public:
  /// Borrows the client.
  PointSender(tablestore::Client& client, std::string table)
      : client_(client), table_(std::move(table)) {}

  std::vector<wire::tablestore::BatchRowFailure> Send(const PendingBatch& batch,
                                                      const std::vector<size_t>& changes,
                                                      const Scope& scope) override;

 private:
  tablestore::Client& client_;
  std::string table_;
};

}  // namespace hopline::plugins::ots
