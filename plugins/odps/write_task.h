#pragma once

#include <hopline/connector.hpp>

#include <memory>
#include <string>
#include <vector>

#include "plugins/odps/block.h"
#include "plugins/odps/block_sender.h"
#include "plugins/odps/cell_writer.h"
#include "plugins/odps/staged.h"
#include "plugins/odps/target.h"
#include "plugins/odps/tunnel.h"
#include "wire/maxcompute/column.h"

namespace hopline::plugins::odps {

/// One task: rows into blocks of the run's upload session.
///
/// A block is encoded whole, checksums included, before it is sent: it can be sent again,
/// and the service's limit on idle connections cannot strike while rows are slow to come.
class WriteTask final : public WriterTask {
 public:
  /// Borrows tunnel and options. `session` is what the service says of the upload.
  WriteTask(Tunnel& tunnel, const WriterOptions& options, const ColumnFormats& formats,
            UploadToken token, const wire::maxcompute::UploadSession& session, Fields in,
            TaskContext context);

  void Write(Batch batch) override;
  std::string Prepare() override;
  /// Blocks cannot be taken back; the commit of the run makes them empty.
  void Abort() override {}

 private:
  const char* AppendRow(const BatchView& batch, int64_t row, size_t* column);
  void EncodeRows();
  void SendBlock();

  Tunnel& tunnel_;
  const WriterOptions& options_;
  const UploadToken token_;
  const Fields in_;
  const TaskContext context_;
  const TargetColumns target_;
  const BodyForm form_;
  CellWriter cells_;
  wire::maxcompute::Columns columns_;  ///< rows that are not encoded yet
  int64_t waiting_rows_ = 0;
  std::vector<DirtyReason> dirty_;
  BlockEncoder encoder_;
  UploadedBlocks uploaded_;
  BlockSender sender_;  ///< last: its thread uses what stands above
};

}  // namespace hopline::plugins::odps
