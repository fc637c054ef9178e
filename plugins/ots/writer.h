#pragma once

#include <hopline/connector.hpp>

#include <memory>

#include "plugins/common/column_formats.h"
#include "plugins/common/net.h"
#include "plugins/ots/target_key.h"
#include "plugins/ots/writer_options.h"
#include "plugins/tablestore/client.h"

namespace hopline::plugins::ots {

/// The `ots` writer: records into a Tablestore table.
///
/// Nothing is staged: tasks write, and a row that has been written stays. Whether writing
/// it again changes anything depends on the configuration (Capabilities).
class OtsWriter final : public Writer {
 public:
  explicit OtsWriter(JobContext context);
  /// With another transport than HTTP.
  OtsWriter(JobContext context, std::shared_ptr<Transport> transport);

  uint64_t Capabilities(uint64_t declared) override;
  void Check() override;
  std::string Prepare(const ArrowSchema& in) override;
  void Commit(const Staged& staged, std::vector<int32_t>& outcomes) override;
  void Abort(const Staged&) override {}
  std::unique_ptr<WriterTask> OpenTask(TaskContext context,
                                       const ArrowSchema& in) override;

 private:
  /// The key of the target; nothing for points. Errors: NOT_FOUND.
  std::vector<KeyPart> FindKey();
  void FindTimeseriesTable();

  JobContext context_;
  WriterOptions options_;
  ColumnFormats formats_;
  RetryPolicy policy_;
  std::shared_ptr<Transport> transport_;
  std::unique_ptr<tablestore::Client> client_;
};

}  // namespace hopline::plugins::ots
