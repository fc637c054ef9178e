#include "plugins/ots/reader.h"

#include <utility>

#include "plugins/common/http_client.h"
#include "plugins/ots/cell_records.h"
#include "plugins/ots/pages.h"
#include "plugins/ots/plan_entry.h"
#include "plugins/ots/planner.h"
#include "plugins/ots/point_records.h"
#include "plugins/ots/read_task.h"
#include "plugins/ots/row_records.h"

namespace hopline::plugins::ots {

namespace ts = wire::tablestore;

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
  using tablestore::RowAssembler;
  switch (options_.form) {
    case RecordForm::kCell:
      return MakeSchema(CellRecords::MakeFields(options_, Table()));
    case RecordForm::kPoint:
      return MakeSchema(RowAssembler::FieldsOf(PointRecords::Columns(options_)));
    case RecordForm::kRow:
      break;
  }
  return MakeSchema(RowAssembler::FieldsOf(RowRecords::Columns(options_, Table())));
}

Plan OtsReader::MakePlan(const PlanRequest& request) {
  return options_.form == RecordForm::kPoint
             ? MakeScanPlan(*client_, options_, request, context_.scope)
             : MakeRangePlan(*client_, options_, Table(), request, context_.scope);
}

std::unique_ptr<ReaderTask> OtsReader::OpenTask(TaskContext context) {
  const Scope scope = context.scope;
  const std::string doing = "reading table " + options_.table;
  const auto open = [&](std::unique_ptr<RecordBuilder> records, auto pages) {
    return std::make_unique<ReadTask>(std::move(context), std::move(records),
                                      std::move(pages), doing);
  };
  const auto range = [&](ts::ReadSelection selection) {
    return RangePages(*client_, options_.table, std::move(selection),
                      DecodeRange(context.task), scope);
  };
  switch (options_.form) {
    case RecordForm::kCell:
      return open(std::make_unique<CellRecords>(options_, Table()),
                  range(CellRecords::Selection(options_)));
    case RecordForm::kPoint:
      return open(std::make_unique<PointRecords>(options_, formats_, scope),
                  ScanPages(*client_, options_, DecodeScanSplits(context.task), scope));
    case RecordForm::kRow:
      break;
  }
  return open(std::make_unique<RowRecords>(options_, Table(), formats_, scope),
              range(RowRecords::Selection(options_, Table())));
}

}  // namespace hopline::plugins::ots
