#pragma once

#include <hopline/connector.hpp>

#include <map>
#include <memory>
#include <string>

#include "plugins/otsstream/options.h"
#include "plugins/otsstream/plan_entry.h"
#include "plugins/otsstream/record_rows.h"
#include "plugins/otsstream/shard_reader.h"
#include "plugins/tablestore/batch_gauge.h"
#include "plugins/tablestore/client.h"

namespace hopline::plugins::otsstream {

/// Reads the shards of one plan entry, parents before children.
class StreamTaskReader final : public ReaderTask {
 public:
  /// Borrows the client.
  StreamTaskReader(tablestore::Client& client, const Options& options,
                   const wire::tablestore::TableMeta& table, const ColumnFormats& formats,
                   TaskContext context);

  Batch Next() override;
  std::string Checkpoint() override;

 private:
  bool NextRecord();
  bool OpenShard();
  void CloseShard();
  bool ParentsReachedEnd(const ShardPlan& shard) const;
  std::string FirstIterator(const ShardPlan& shard);

  tablestore::Client& client_;
  TaskContext context_;
  PlanEntry entry_;
  Options options_;  ///< with the window that was planned
  std::unique_ptr<RecordRows> rows_;
  tablestore::BatchGauge gauge_;
  size_t next_shard_ = 0;
  std::unique_ptr<ShardReader> shard_;
  std::map<std::string, bool> reached_end_;  ///< of the shards that are done
  TaskCheckpoint done_;
  LogRecord record_;
  bool record_is_open_ = false;  ///< not yet taken by rows_ as a whole
};

}  // namespace hopline::plugins::otsstream
