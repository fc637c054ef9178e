#pragma once

#include <hopline/builder.hpp>
#include <hopline/connector.hpp>

#include <string>
#include <vector>

#include "plugins/odps/cell_reader.h"
#include "plugins/odps/row_pages.h"
#include "plugins/odps/source.h"

namespace hopline::plugins::odps {

/// One task: the rows of a slice.
class ReadTask final : public ReaderTask {
 public:
  /// Borrows tunnel and columns.
  ReadTask(Tunnel& tunnel, const SourceColumns& columns, BodyForm form,
           const ColumnFormats& formats, bool empty_as_null, RowSlice rows,
           const TaskContext& context);

  Batch Next() override;

 private:
  bool TakePart();
  void AppendRows(int64_t end);
  void AppendKey(const SourceColumns::Output& output, ColumnBuilder& out);

  const SourceColumns& columns_;
  std::vector<std::string> keys_;  ///< values of the partition columns
  CellReader cells_;
  BatchBuilder builder_;
  const int64_t most_rows_;
  Scope scope_;
  RowPages::Page page_;
  size_t next_part_ = 0;  ///< of page_
  std::vector<wire::maxcompute::ColumnView> views_;
  int64_t part_rows_ = 0, next_row_ = 0;
  RowPages pages_;
};

}  // namespace hopline::plugins::odps
