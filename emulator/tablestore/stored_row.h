#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "emulator/tablestore/failure.h"
#include "wire/tablestore/row.h"

namespace hopline::emulator::tablestore {

/// Values of the key columns in schema order; names stand in the table's schema.
using Key = std::vector<codec::Value>;

/// Order of rows in a table and in ranges.
struct KeyLess {
  bool operator()(const Key& a, const Key& b) const;
};

struct Version {
  int64_t timestamp_ms = 0;
  codec::Value value;
};

/// All versions of one column, newest first, at most one per timestamp.
using Versions = std::vector<Version>;

/// The attribute cells of one row.
class StoredRow {
 public:
  /// Columns in order of their names.
  const std::map<std::string, Versions, std::less<>>& columns() const { return columns_; }

  /// Versions of one column, or nullptr.
  const Versions* Find(std::string_view column) const;

  /// The newest version of one column; nullptr if there is none, or none that readers
  /// still see.
  const Version* FindVisible(std::string_view column, int64_t oldest_visible_ms) const;

  /// Writes one version; of the newest `max_versions` none is lost.
  void Put(const std::string& column, Version version, int32_t max_versions);

  /// Drops all but the newest `max_versions` of each column.
  void KeepNewest(int32_t max_versions);

  void DeleteOne(std::string_view column, int64_t timestamp_ms);
  void DeleteAll(std::string_view column);

  /// Whether the row is there for readers: false once every cell it had is older than
  /// `oldest_visible_ms` (the table's time to live). A row without cells stays.
  bool IsVisible(int64_t oldest_visible_ms) const;

  /// Bytes of names and values, as the service bills them.
  int64_t DataBytes() const;

 private:
  std::map<std::string, Versions, std::less<>> columns_;
};

}  // namespace hopline::emulator::tablestore
