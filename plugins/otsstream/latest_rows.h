#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "plugins/otsstream/options.h"
#include "plugins/tablestore/client.h"
#include "wire/tablestore/row.h"
#include "wire/tablestore/row_messages.h"

namespace hopline::plugins::otsstream {

/// The rows that the records of one page are about, as the table has them now.
class LatestRows {
 public:
  /// PlainBuffer of the row; empty: it is gone, or was not asked for.
  std::string_view Find(const wire::tablestore::RowView& row) const;

 private:
  friend class LatestRowReader;
  std::unordered_map<std::string, std::string> by_key_;  ///< both PlainBuffers
  mutable std::string key_;                              ///< kept for its memory
};

/// Reads the present rows of the pages of one shard: each row once a page, in requests of
/// a hundred, some of them at once.
///
/// Threads: one at a time, and it is not the one that decodes the page.
class LatestRowReader {
 public:
  /// `skip`: records before the window come first and are passed over, as ShardReader
  /// does. Borrows client, options and scope.
  LatestRowReader(tablestore::Client& client, const Options& options, Scope scope,
                  bool skip);

  /// `body` of a reply of GetStreamRecord.
  LatestRows Read(std::string_view body);

 private:
  std::vector<std::string> KeysToRead(std::string_view body);

  tablestore::Client& client_;
  const Options& options_;
  Scope scope_;
  bool skipping_;
  wire::tablestore::ReadSelection selection_;
  wire::tablestore::RowView row_;
};

}  // namespace hopline::plugins::otsstream
