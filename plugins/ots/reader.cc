#include "plugins/ots/reader.h"

#include <utility>

#include "plugins/common/http_client.h"
#include "plugins/ots/cell_records.h"
#include "plugins/ots/plan_entry.h"
#include "plugins/ots/planner.h"
#include "plugins/ots/read_task.h"
#include "plugins/ots/row_records.h"
#include "wire/tablestore/plain_buffer_writer.h"

namespace hopline::plugins::ots {

namespace ts = wire::tablestore;

namespace {

/// Asks for the pages of a range, one after the other.
class RangePages {
 public:
  RangePages(tablestore::Client& client, std::string table, ts::ReadSelection selection,
             const KeyRange& range, Scope scope)
      : client_(client), scope_(scope) {
    request_.table_name = std::move(table);
    request_.direction = range.direction;
    request_.selection = std::move(selection);
    request_.start_key = ts::EncodeKey(range.begin);
    request_.end_key = ts::EncodeKey(range.end);
  }

  std::optional<std::string> operator()() {
    if (ended_) return std::nullopt;
    ts::GetRangeResponse page = client_.GetRange(request_, scope_);
    ended_ = !page.next_start_key.has_value();
    if (!ended_) request_.start_key = std::move(*page.next_start_key);
    return std::move(page.rows);
  }

 private:
  tablestore::Client& client_;
  Scope scope_;
  ts::GetRangeRequest request_;
  bool ended_ = false;
};

}  // namespace

OtsReader::OtsReader(JobContext context) : OtsReader(std::move(context), nullptr) {}

OtsReader::OtsReader(JobContext context, std::shared_ptr<Transport> transport)
    : context_(std::move(context)),
      options_(ReadReaderOptions(context_.config, context_.scope)),
      formats_(ColumnFormats::Read(context_.settings)),
      transport_(transport != nullptr
                     ? std::move(transport)
                     : std::make_shared<HttpClient>(ReadHttpLimits(context_.config))),
      client_(std::make_unique<tablestore::Client>(
          tablestore::ReadInstanceAddress(context_.config),
          MakeCredentials(context_.config, context_.scope), *transport_,
          ReadRetryPolicy(context_.config, "/retryPauseInMillisecond"))) {}

const ts::TableMeta& OtsReader::Table() {
  const std::lock_guard lock(mutex_);
  if (!table_.has_value()) {
    table_ = client_->DescribeTable(options_.table, context_.scope);
  }
  if (!table_.has_value()) {
    throw Error(HOPLINE_STATUS_NOT_FOUND,
                "/table: table " + options_.table +
                    " does not exist in the instance; correct table or the data source, "
                    "and set isTimeseriesTable for a time-series table");
  }
  return table_->meta;
}

void OtsReader::Check() {
  ReadSchema();
  MakePlan({1, 0});
}

Schema OtsReader::ReadSchema() {
  const ts::TableMeta& table = Table();
  return MakeSchema(
      options_.form == RecordForm::kCell
          ? CellRecords::MakeFields(options_, table)
          : tablestore::RowAssembler::FieldsOf(RowRecords::Columns(options_, table)));
}

Plan OtsReader::MakePlan(const PlanRequest& request) {
  return MakeRangePlan(*client_, options_, Table(), request, context_.scope);
}

std::unique_ptr<ReaderTask> OtsReader::OpenTask(TaskContext context) {
  const ts::TableMeta& table = Table();
  const bool cells = options_.form == RecordForm::kCell;
  std::unique_ptr<RecordBuilder> records;
  if (cells) {
    records = std::make_unique<CellRecords>(options_, table);
  } else {
    records = std::make_unique<RowRecords>(options_, table, formats_, context.scope);
  }
  RangePages pages(
      *client_, options_.table,
      cells ? CellRecords::Selection(options_) : RowRecords::Selection(options_, table),
      DecodeRange(context.task), context.scope);
  return std::make_unique<ReadTask>(std::move(context), std::move(records),
                                    std::move(pages),
                                    "reading rows of table " + options_.table);
}

}  // namespace hopline::plugins::ots
