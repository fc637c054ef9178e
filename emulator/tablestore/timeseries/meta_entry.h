#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>

#include "emulator/tablestore/row_change.h"
#include "emulator/tablestore/table.h"

namespace hopline::emulator::tablestore {

/// What the table of time lines says about one of them.
struct MetaEntry {
  std::string attributes = "[]";
  int64_t update_time_us = 0;
};

MetaEntry EntryOf(const StoredRow& row);

/// Attributes and time in place of what was there; makes the entry if there is none.
RowChange EntryChange(const codec::TableMeta& schema, const Key& line,
                      std::string attributes, int64_t now_us);

/// Removes the entry.
RowChange EntryDeletion(const codec::TableMeta& schema, const Key& line);

/// Makes the entries of time lines that have got points.
///
/// An entry whose time is less than an hour old is left as it is: clients remember for
/// that long that they need not ask.
///
/// Threads: none of its own; one per request.
class MetaKeeper {
 public:
  MetaKeeper(std::shared_ptr<Table> meta, int64_t now_us)
      : meta_(std::move(meta)), now_us_(now_us) {}

  /// Whether the entry was written. Each line is looked at once.
  bool Touch(const Key& line);

  /// When it was written, in seconds.
  uint32_t time_s() const { return static_cast<uint32_t>(now_us_ / 1000000); }

 private:
  std::shared_ptr<Table> meta_;
  int64_t now_us_;
  std::set<Key, KeyLess> seen_;
};

}  // namespace hopline::emulator::tablestore
