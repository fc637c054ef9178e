#pragma once

#include <string>
#include <vector>

#include "plugins/ots/key_encoder.h"
#include "plugins/ots/row_change.h"
#include "plugins/ots/writer_options.h"

namespace hopline::plugins::ots {

/// Column mode: records of key, column name, version in milliseconds and value.
/// Consecutive records of one key become one update; a null value deletes that version.
class CellChanges final : public ChangeEncoder {
 public:
  /// Borrows the options.
  CellChanges(const WriterOptions& options, std::vector<KeyPart> key,
              const ColumnFormats& formats);

  void Encode(const SourceRow& record, ChangeSink& sink) override;
  void Finish(ChangeSink& sink) override;

 private:
  bool ReadCell(const SourceRow& record, RecordProblem* problem);
  bool ReadVersion(const SourceRow& record, RecordProblem* problem);
  void Open(const SourceRow& record, ChangeSink& sink);

  const WriterOptions& options_;
  tablestore::CellValueConverter converter_;
  tablestore::CellValueConverter key_converter_;
  KeyEncoder key_;
  std::string next_key_;  ///< of the record at hand
  std::string row_;       ///< being put together
  size_t key_bytes_ = 0;  ///< of row_; 0: none is open
  wire::tablestore::PlainBufferWriter out_{&row_};
  std::vector<SourceRow> sources_;
  std::string name_;
  wire::tablestore::CellView cell_;  ///< of the record at hand
};

}  // namespace hopline::plugins::ots
