#pragma once

#include <hopline/connector.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "plugins/ots/delivery.h"
#include "plugins/ots/lane.h"
#include "plugins/ots/row_change.h"

namespace hopline::plugins::ots {

/// Writes the batches of one task: encodes their records on the task's thread and deals
/// the changes to lanes by key.
///
/// Writes are visible at once; there is nothing to commit and nothing to take back.
class WriteTask final : public WriterTask, private ChangeSink {
 public:
  struct Parts {
    std::unique_ptr<RequestSender> sender;
    std::unique_ptr<ChangeEncoder> encoder;
    Fields fields;  ///< of incoming batches
    RetryPolicy policy;
    BatchLimits limits;
    size_t lanes = 1;
    std::string doing;
  };
  WriteTask(Parts parts, Scope scope);

  void Write(Batch batch) override;
  std::string Prepare() override;
  void Abort() override {}

 private:
  void Add(const RowChange& change, std::span<const SourceRow> sources) override;
  void AddDirty(const SourceRow& source, const std::string& column,
                std::string reason) override;

  Scope scope_;
  Parts parts_;
  Delivery delivery_;
  uint64_t next_batch_ = 0;
  std::vector<DirtyReason> dirty_;  ///< of the batch at hand
  std::vector<std::unique_ptr<Lane>> lanes_;
};

}  // namespace hopline::plugins::ots
