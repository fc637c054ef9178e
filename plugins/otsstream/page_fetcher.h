#pragma once

#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "plugins/otsstream/latest_rows.h"
#include "plugins/tablestore/client.h"
#include "wire/tablestore/stream_records.h"

namespace hopline::plugins::otsstream {

/// One answer of GetStreamRecord.
struct Page {
  std::string iterator;  ///< that fetched it
  std::string body;
  std::optional<std::string> next;  ///< absent: the shard ends here
  size_t records = 0;
  std::optional<bool> may_more;
  LatestRows latest;  ///< empty unless a LatestRowReader came along
};

/// Asks for one page. Errors: IO for a body that cannot be read.
Page FetchPage(tablestore::Client& client,
               wire::tablestore::GetStreamRecordRequest request, const Scope& scope);

/// Reads the pages of a shard one after the other on a thread of its own, one ahead of
/// the caller, with the present rows that belong to them.
///
/// Threads: Next() belongs to the task's thread.
class PageFetcher {
 public:
  /// table_group: set for shards that several tables share. latest: absent if no column
  /// wants it.
  PageFetcher(tablestore::Client& client, Scope scope, std::string iterator,
              std::optional<std::string> table_group,
              std::optional<LatestRowReader> latest);
  /// Waits for a request in flight.
  ~PageFetcher();
  PageFetcher(const PageFetcher&) = delete;
  PageFetcher& operator=(const PageFetcher&) = delete;

  /// The next page. Order: not after a page without `next`, nor after an empty one with
  /// which Stops() ended the reading.
  Page Next();

  /// Whether reading ends with this page: the shard ends, or nothing more is there now.
  /// Errors: DATA_INVALID: a shared shard's empty page that does not say so.
  static bool Stops(const Page& page, bool table_group);

 private:
  void Run(std::string iterator);

  tablestore::Client& client_;
  Scope scope_;
  const std::optional<std::string> table_group_;
  std::optional<LatestRowReader> latest_;  // of the thread
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Page> ready_;   // guarded by mutex_
  std::exception_ptr failure_;  // guarded by mutex_
  bool stop_ = false;           // guarded by mutex_
  std::thread thread_;
};

}  // namespace hopline::plugins::otsstream
