#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "plugins/otsstream/options.h"
#include "plugins/otsstream/page_fetcher.h"
#include "plugins/otsstream/plan_entry.h"
#include "plugins/otsstream/record_rows.h"
#include "wire/tablestore/stream_records.h"

namespace hopline::plugins::otsstream {

/// The records of one shard that lie in the window, in log order.
///
/// Threads: one at a time.
/// Errors:  those of the client; DATA_INVALID for a record that cannot be decoded.
class ShardReader {
 public:
  /// `iterator` is a real one. Borrows client and options.
  ShardReader(tablestore::Client& client, Scope scope, const Options& options,
              const ShardPlan& plan, std::string iterator);

  /// False at the end of the window or of what the shard holds now. The record points
  /// into the current page: valid until the next call. Keep it from call to call.
  bool Next(LogRecord* record);

  /// Where the next window goes on: an iterator or kShardEnd. Order: after Next() has
  /// returned false.
  ShardEnd End() const { return {shard_id_, checkpoint_, sent_}; }
  bool reached_end() const { return checkpoint_ == kShardEnd; }
  const std::vector<TimeMark>& marks() const { return marks_; }

 private:
  void TakePage();
  void Mark(int64_t unix_ms);
  bool EndAt(std::string checkpoint);
  std::string IteratorBehind(size_t records);

  tablestore::Client& client_;
  Scope scope_;
  const std::string shard_id_;
  const Window window_;
  const std::optional<std::string> table_group_;
  bool skipping_;
  Page page_;
  wire::tablestore::StreamRecordReader records_;
  bool has_page_ = false;
  size_t index_ = 0;  ///< of the next record in the page
  std::optional<int64_t> last_mark_ms_;
  uint64_t sent_ = 0;
  std::string checkpoint_;  ///< empty until the end
  std::vector<TimeMark> marks_;
  std::unique_ptr<PageFetcher> fetcher_;
};

}  // namespace hopline::plugins::otsstream
