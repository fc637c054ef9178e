#pragma once

#include <hopline/connector.hpp>

#include <memory>
#include <string>
#include <vector>

#include "plugins/common/column_formats.h"
#include "plugins/common/net.h"
#include "plugins/common/object_format.h"
#include "plugins/oss/client.h"
#include "plugins/oss/staged.h"

namespace hopline::plugins::oss {

/// The `oss` writer: rows of csv or text into objects of one bucket.
///
/// Tasks upload parts and begin no visible object; Commit() completes the uploads, puts
/// the small objects that travelled in the messages, and then, with truncate, deletes
/// what was there before.
class OssWriter final : public Writer {
 public:
  explicit OssWriter(JobContext context);
  /// With another transport than HTTP.
  OssWriter(JobContext context, std::shared_ptr<Transport> transport);

  uint64_t Capabilities(uint64_t declared) override;
  void Check() override;
  std::string Prepare(const ArrowSchema& in) override;
  void Precommit(const Staged& staged) override;
  void Commit(const Staged& staged, std::vector<int32_t>& outcomes) override;
  void Abort(const Staged& staged) override;
  std::unique_ptr<WriterTask> OpenTask(TaskContext context,
                                       const ArrowSchema& in) override;

 private:
  /// Limits and dangers of this configuration, into the log.
  void Explain() const;
  /// The first names with the prefix; warns of one that truncate would remove though it
  /// is a neighbour's.
  ListedPage FirstNames() const;

  JobContext context_;
  ObjectOptions options_;
  ColumnFormats formats_;
  PutOptions put_;
  uint64_t max_file_bytes_ = 0;
  std::shared_ptr<Transport> transport_;
  std::unique_ptr<Client> client_;
};

}  // namespace hopline::plugins::oss
