#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/tablestore/store.h"
#include "wire/tablestore/timeseries_messages.h"
#include "wire/tablestore/timeseries_table_messages.h"

namespace hopline::emulator::tablestore {

/// What a key column of a table with points holds.
enum class KeyPart : uint8_t { kHash, kMeasurement, kSource, kTags, kTag, kTime, kField };

/// How the points of a time-series table lie in rows: hash, columns of the time line,
/// `_time`, fields that are part of the key. All of it can be told from the schema of the
/// table with the points.
///
/// Owns:    nothing; the schema outlives it.
class TimeseriesLayout {
 public:
  explicit TimeseriesLayout(const codec::TableMeta& data);

  /// Whether the key is another than the usual one, which old clients cannot know.
  bool is_custom() const { return is_custom_; }

  const codec::TableMeta& schema() const { return schema_; }
  KeyPart part(size_t column) const { return parts_[column]; }

  /// Where `_time` stands; also the number of columns that make a time line.
  size_t time_column() const { return time_column_; }
  size_t measurement_column() const { return measurement_column_; }

  /// The key columns that the points of one time line share. *tags is sorted.
  /// Errors:  Failure for names, sources and tags that the service refuses.
  Key LineKey(std::string_view measurement, std::string_view source,
              std::vector<codec::TagView>* tags) const;
  Key LineKey(const codec::TimeseriesKey& key) const;

  /// The time line of a key, tags in both forms.
  codec::TimeseriesKey NameOf(const Key& key) const;

  /// The first columns of a point's key.
  Key LineOf(const Key& key) const;

  /// Errors:  Failure if the client does not know tables with such keys.
  void CheckVersion(std::optional<int64_t> supported_table_version) const;

 private:
  const codec::TableMeta& schema_;
  std::vector<KeyPart> parts_;
  bool is_custom_ = false;
  size_t time_column_ = 0;
  size_t measurement_column_ = 0;
};

/// The two tables that a time-series table is kept in.
/// Errors:  Failure for a meta that the service refuses.
codec::CreateTableRequest DataTableOf(const codec::TimeseriesTableMeta& meta);
codec::CreateTableRequest MetaTableOf(const codec::TimeseriesTableMeta& meta);

/// The opposite: the table as its clients see it.
codec::TimeseriesTableMeta DescriptionOf(const TimeseriesTable& table);

/// The tags that a client means: the list, or if it is empty the string.
/// Errors:  Failure for a string that is none.
std::vector<codec::TagView> TagsOf(const std::vector<codec::TagView>& list,
                                   std::string_view text);

}  // namespace hopline::emulator::tablestore
