#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>

#include "emulator/tablestore/stored_row.h"
#include "wire/tablestore/filter.h"
#include "wire/tablestore/row_messages.h"
#include "wire/tablestore/schema.h"

namespace hopline::emulator::tablestore {

/// Which cells of which rows a read returns: the checked form of a ReadSelection.
class ReadPlan {
 public:
  /// Errors:  Failure with OTSParameterInvalid for selections the service refuses.
  ReadPlan(const codec::ReadSelection& selection, const codec::TableMeta& meta);

  /// Appends the row in PlainBuffer form, unless the filter drops it or none of the
  /// columns asked for exists. Returns whether it was appended.
  ///
  /// Shape:   columns by name, versions of a column from newest to oldest, every cell
  ///          with its timestamp; the key is always complete.
  bool Append(const Key& key, const StoredRow& row, int64_t oldest_visible_ms,
              std::string* out) const;

 private:
  bool WantsColumn(std::string_view name) const;
  void AddVersions(const std::string& name, const Versions& versions,
                   int64_t oldest_visible_ms, std::vector<codec::CellView>* cells) const;

  const codec::TableMeta& meta_;
  std::set<std::string, std::less<>> columns_;  // empty: all
  bool key_columns_wanted_ = true;
  std::optional<std::string> start_column_;
  std::optional<std::string> end_column_;
  int64_t start_ms_ = std::numeric_limits<int64_t>::min();
  int64_t end_ms_ = std::numeric_limits<int64_t>::max();  // exclusive
  size_t max_versions_ = std::numeric_limits<size_t>::max();
  std::optional<codec::Filter> filter_;
};

}  // namespace hopline::emulator::tablestore
