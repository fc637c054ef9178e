#pragma once

#include <string>
#include <vector>

#include "plugins/ots/row_change.h"
#include "plugins/ots/target_key.h"
#include "plugins/tablestore/cell_value.h"
#include "wire/tablestore/plain_buffer_writer.h"

namespace hopline::plugins::ots {

/// Why a record cannot be written.
struct RecordProblem {
  std::string column;
  std::string reason;
};

/// Why a cell of a record cannot be stored as `type`.
std::string ConversionReason(const Field& from, tablestore::ColumnType type,
                             const char* why);

/// Writes the key of a record.
///
/// Threads: one at a time.
class KeyEncoder {
 public:
  /// Borrows the converter.
  KeyEncoder(std::vector<KeyPart> key, tablestore::CellValueConverter& converter);

  /// Adds the key cells to a row that has begun. False, and *problem filled: the key is
  /// null or cannot be converted.
  bool Add(const SourceRow& record, wire::tablestore::PlainBufferWriter& out,
           RecordProblem* problem);

  /// The service makes up one of the columns.
  bool is_new_key() const { return is_new_key_; }

 private:
  std::vector<KeyPart> key_;
  tablestore::CellValueConverter& converter_;
  bool is_new_key_ = false;
};

}  // namespace hopline::plugins::ots
