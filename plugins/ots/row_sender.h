#pragma once

#include <string>

#include "plugins/ots/delivery.h"
#include "plugins/tablestore/client.h"

namespace hopline::plugins::ots {

/// Writes rows of a wide-column table by BatchWriteRow.
class RowSender final : public RequestSender {
 public:
  /// Borrows the client.
  RowSender(tablestore::Client& client, std::string table)
      : client_(client), table_(std::move(table)) {}

  std::vector<wire::tablestore::BatchRowFailure> Send(const PendingBatch& batch,
                                                      const std::vector<size_t>& changes,
                                                      const Scope& scope) override {
    std::vector<wire::tablestore::BatchRowSlice> rows;
    rows.reserve(changes.size());
    for (const size_t i : changes) rows.push_back({batch.operation(i), batch.row(i)});
    return client_.BatchWriteRow(table_, wire::tablestore::EncodeBatchWrite(table_, rows),
                                 rows.size(), scope);
  }

 private:
  tablestore::Client& client_;
  std::string table_;
};

}  // namespace hopline::plugins::ots
