#pragma once

#include <hopline/connector.hpp>

#include <memory>
#include <optional>
#include <string>

#include "plugins/common/read_ahead.h"
#include "plugins/ots/record_builder.h"
#include "plugins/tablestore/batch_gauge.h"
#include "wire/tablestore/plain_buffer_reader.h"

namespace hopline::plugins::ots {

/// Reads pages of rows, the next ones while this one is decoded, and makes batches of
/// them. Holds four pages and one batch.
class ReadTask final : public ReaderTask {
 public:
  /// A page: rows as PlainBuffer. Nothing at the end; an empty page is not the end.
  using Pages = ReadAhead<std::string>;

  /// `doing` names what is read, for errors.
  ReadTask(TaskContext context, std::unique_ptr<RecordBuilder> records,
           Pages::Fetch fetch, std::string doing);

  Batch Next() override;

 private:
  bool NextRow();

  tablestore::BatchGauge gauge_;
  std::unique_ptr<RecordBuilder> records_;
  std::string doing_;
  std::string page_;
  wire::tablestore::PlainBufferReader reader_{""};
  wire::tablestore::RowView row_;
  size_t row_bytes_ = 0;      ///< that it takes in its page
  bool row_is_open_ = false;  ///< not yet taken by records_ as a whole
  Pages pages_;
};

}  // namespace hopline::plugins::ots
