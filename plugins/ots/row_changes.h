#pragma once

#include <hopline/scope.hpp>

#include <string>
#include <vector>

#include "plugins/ots/key_encoder.h"
#include "plugins/ots/row_change.h"
#include "plugins/ots/writer_options.h"

namespace hopline::plugins::ots {

/// Row mode: one change per record. What a null does depends on the write mode: PutRow
/// leaves the column out, UpdateRow deletes it.
class RowChanges final : public ChangeEncoder {
 public:
  /// Borrows the options.
  RowChanges(const WriterOptions& options, std::vector<KeyPart> key,
             const ColumnFormats& formats, Scope scope);

  void Encode(const SourceRow& record, ChangeSink& sink) override;
  /// Tells how many records were left out because they had nothing to write.
  void Finish(ChangeSink& sink) override;

 private:
  bool AddCells(const SourceRow& record, wire::tablestore::PlainBufferWriter& out,
                RecordProblem* problem);

  const WriterOptions& options_;
  tablestore::CellValueConverter converter_;
  KeyEncoder key_;
  Scope scope_;
  wire::tablestore::BatchOperation operation_;
  std::string row_;
  size_t cells_ = 0;  ///< of the row being made
  uint64_t left_out_ = 0;
};

}  // namespace hopline::plugins::ots
