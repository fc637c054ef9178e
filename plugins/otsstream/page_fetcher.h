#pragma once

#include <memory>
#include <optional>
#include <string>

#include "plugins/common/read_ahead.h"
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
  std::optional<tablestore::ReplySeal> seal;  ///< absent: checked already
};

/// Asks for one page. Errors: IO for a body that cannot be read.
Page FetchPage(tablestore::Client& client,
               wire::tablestore::GetStreamRecordRequest request, const Scope& scope);

/// Reads the pages of a shard one after the other on a thread of its own, ahead of the
/// caller, with the present rows that belong to them.
///
/// A page is checked for damage by the caller's thread, while the next one is on its way;
/// a damaged one is asked for again, and what was asked for behind it.
///
/// Threads: Next() belongs to the task's thread.
class PageFetcher {
 public:
  /// table_group: set for shards that several tables share. latest: absent if no column
  /// wants it.
  PageFetcher(tablestore::Client& client, Scope scope, std::string iterator,
              std::optional<std::string> table_group,
              std::optional<LatestRowReader> latest);

  /// The next page. Order: not after a page without `next`, nor after an empty one with
  /// which Stops() ended the reading.
  Page Next();

  /// Whether reading ends with this page: the shard ends, or nothing more is there now.
  /// Errors: DATA_INVALID: a shared shard's empty page that does not say so.
  static bool Stops(const Page& page, bool table_group);

 private:
  void Start();
  std::optional<Page> Fetch();
  Page FetchUnchecked();
  wire::tablestore::GetStreamRecordRequest Request(const std::string& iterator) const;
  void GoOnBehind(const Page& page);

  tablestore::Client& client_;
  Scope scope_;
  const std::optional<std::string> table_group_;
  // Of the thread while there is one:
  std::optional<LatestRowReader> latest_;
  std::string iterator_;  ///< of the page to fetch next; empty: there is none

  std::unique_ptr<ReadAhead<Page>> ahead_;
};

}  // namespace hopline::plugins::otsstream
