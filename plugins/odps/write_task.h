#pragma once

#include <hopline/connector.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "plugins/odps/block_sender.h"
#include "plugins/odps/block_stream.h"
#include "plugins/odps/cell_writer.h"
#include "plugins/odps/partition_names.h"
#include "plugins/odps/partition_uploads.h"
#include "plugins/odps/target.h"
#include "plugins/odps/tunnel.h"

namespace hopline::plugins::odps {

/// What a task has open at a time. All but `first` concerns rows that name their
/// partitions.
struct WriteLimits {
  /// Each open block may have a file, all tasks of a run may be in one process, and a
  /// process often has 1,024 files. Rows that wait and open blocks take half of the
  /// task's memory each, as far as that goes.
  ///
  /// Units: bytes, as the host grants them to a task; 0: it says nothing.
  static WriteLimits Of(uint32_t tasks, uint64_t memory_budget);

  BlockMemory first;     ///< of the only partition, or of the first ones
  size_t first_few = 4;  ///< how many these are
  BlockMemory others = {size_t{1} << 20, false};
  size_t waiting_bytes = size_t{64} << 20;  ///< of rows that are not encoded
  size_t open_blocks = 64;
  size_t partitions = 2000;
};

/// Where the rows of a task go.
struct WriteTarget {
  Upload upload;              ///< of the run; without a session if rows name partitions
  PartitionUploads& uploads;  ///< for those
  TargetColumns columns;
  uint64_t max_field_bytes = 0;  ///< the service's limit
  WriteLimits limits;
};

/// One task: rows into blocks of the run's upload, or of the uploads into the partitions
/// that rows name.
///
/// A block is encoded whole, checksums included, before it is sent: it can be sent again,
/// and the service's limit on idle connections cannot strike while rows are slow to come.
///
/// Memory does not depend on the number of partitions: when the rows that wait to be
/// encoded are too many, those of the fullest partition are encoded; the blocks that are
/// open at a time are limited too, and the fullest is sent to make room.
class WriteTask final : public WriterTask {
 public:
  /// Borrows tunnel, options and the target's uploads.
  WriteTask(Tunnel& tunnel, const WriterOptions& options, const ColumnFormats& formats,
            WriteTarget target, Fields in, TaskContext context);

  void Write(Batch batch) override;
  std::string Prepare() override;
  /// Blocks cannot be taken back; the commit of the run makes them empty.
  void Abort() override {}

 private:
  struct Destination {
    Destination(Upload upload, const StreamForm& form, BlockMemory memory)
        : stream(std::move(upload), form, memory) {}

    BlockStream stream;
    size_t counted_bytes = 0;  ///< its part of waiting_bytes_
    bool touched = false;      ///< it is in touched_
  };

  void WriteRow(const BatchView& batch, int64_t row);
  Destination* Find(const BatchView& batch, int64_t row);
  Destination& Add(const std::string& partition);
  const char* AppendCells(const BatchView& batch, int64_t row,
                          wire::maxcompute::Columns& out, size_t* column);
  void LimitWaitingRows();
  void Count(Destination& destination, size_t bytes);
  void Encode(Destination& destination);
  void SendFullestBlock();
  void SendBlock(BlockStream& stream);

  Tunnel& tunnel_;
  const WriterOptions& options_;
  const WriteTarget target_;
  const Fields in_;
  const TaskContext context_;
  const StreamForm form_;
  CellWriter cells_;
  std::optional<PartitionNames> names_;  ///< none: all rows go to target_.upload
  std::string name_;                     ///< of the row at hand
  std::vector<DirtyReason> dirty_;
  std::map<std::string, Destination> destinations_;  ///< by partition
  Destination* last_ = nullptr;                      ///< neighbours often share theirs
  std::vector<Destination*> touched_;  ///< got rows since waiting_bytes_ was counted
  size_t waiting_bytes_ = 0;
  size_t open_blocks_ = 0;
  BlockSender sender_;  ///< last: its thread uses what stands above
};

}  // namespace hopline::plugins::odps
