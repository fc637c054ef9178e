#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/tablestore/timeseries/layout.h"

namespace hopline::emulator::tablestore {

/// One page of points that is being filled, as PlainBuffer.
///
/// A point none of whose fields was asked for is returned without fields: it is there.
class PointPage {
 public:
  /// Errors:  Failure for a limit that is not positive.
  PointPage(const codec::TableMeta& schema, const std::vector<codec::FieldToGet>& fields,
            std::optional<int32_t> limit);

  bool full() const;

  void Add(const Key& key, const StoredRow& row);

  std::string rows;
  std::optional<std::string> next_token;

 private:
  bool Wants(std::string_view name, codec::ValueType type) const;

  const codec::TableMeta& schema_;
  std::map<std::string, std::optional<int32_t>, std::less<>> fields_;  // empty: all
  size_t limit_;
  size_t points_ = 0;
};

/// Where a read goes on, inclusive, as opaque bytes.
std::string TokenOf(const codec::TableMeta& schema, const Key& key);

/// Errors:  Failure for bytes that are no token of that table.
Key KeyOfToken(const codec::TableMeta& schema, const std::string& token);

}  // namespace hopline::emulator::tablestore
