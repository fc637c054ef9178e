#pragma once

#include <hopline/scope.hpp>

#include <optional>
#include <string>
#include <vector>

#include "plugins/ots/key_range.h"
#include "plugins/ots/reader_options.h"
#include "plugins/tablestore/client.h"
#include "wire/tablestore/row_messages.h"
#include "wire/tablestore/timeseries_messages.h"

/// Page after page of rows as PlainBuffer, for ReadTask: a call asks for the next one and
/// returns nothing at the end.
namespace hopline::plugins::ots {

/// The rows of a range of keys.
class RangePages {
 public:
  /// Borrows the client.
  RangePages(tablestore::Client& client, std::string table,
             wire::tablestore::ReadSelection selection, const KeyRange& range,
             Scope scope);

  std::optional<std::string> operator()();

 private:
  tablestore::Client& client_;
  Scope scope_;
  wire::tablestore::GetRangeRequest request_;
  bool ended_ = false;
};

/// The points of some splits of a scan. Every field is asked for: a point without any of
/// those that are wanted would not come back otherwise, nor would a field that is stored
/// with another type.
class ScanPages {
 public:
  /// Borrows the client.
  ScanPages(tablestore::Client& client, const ReaderOptions& options,
            std::vector<std::string> splits, Scope scope);

  std::optional<std::string> operator()();

 private:
  tablestore::Client& client_;
  Scope scope_;
  std::vector<std::string> splits_;
  size_t next_split_ = 0;
  wire::tablestore::ScanTimeseriesDataRequest request_;
};

}  // namespace hopline::plugins::ots
