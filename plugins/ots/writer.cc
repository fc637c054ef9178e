#include "plugins/ots/writer.h"

#include <hopline/writer.h>

#include <algorithm>
#include <utility>

#include "plugins/common/http_client.h"
#include "plugins/common/planned_columns.h"
#include "plugins/ots/cell_changes.h"
#include "plugins/ots/point_changes.h"
#include "plugins/ots/point_sender.h"
#include "plugins/ots/row_changes.h"
#include "plugins/ots/row_sender.h"
#include "plugins/ots/write_task.h"

namespace hopline::plugins::ots {
namespace {

/// Why writing a row a second time leaves a trace; null if it does not.
const char* WhyNotIdempotent(const WriterOptions& options) {
  if (options.form != RecordForm::kRow || options.mode == WriteMode::kDelete) {
    return nullptr;
  }
  if (options.auto_increment) {
    return "enableAutoIncrement: a record that is written again becomes another row";
  }
  if (!options.version_ms.has_value()) {
    return "without defaultTimestampInMillisecond a value that is written again gets a "
           "new version";
  }
  return nullptr;
}

/// What a batch may hold so that all lanes together keep to the task's share of memory.
size_t BatchBytes(const TaskContext& context, size_t lanes) {
  constexpr size_t kSmallest = size_t{64} << 10;
  if (context.memory_budget == 0) return SIZE_MAX;
  return std::max<size_t>(kSmallest, context.memory_budget / (lanes * Lane::kBatches));
}

}  // namespace

OtsWriter::OtsWriter(JobContext context) : OtsWriter(std::move(context), nullptr) {}

OtsWriter::OtsWriter(JobContext context, std::shared_ptr<Transport> transport)
    : context_(std::move(context)),
      options_(ReadWriterOptions(context_.config, context_.scope)),
      formats_(ColumnFormats::Read(context_.settings)),
      policy_(ReadRetryPolicy(context_.config, "/retrySleepInMillisecond")),
      transport_(transport != nullptr
                     ? std::move(transport)
                     : std::make_shared<HttpClient>(ReadHttpLimits(context_.config))),
      client_(std::make_unique<tablestore::Client>(
          tablestore::ReadInstanceAddress(context_.config),
          MakeCredentials(context_.config, context_.scope), *transport_, policy_)) {}

uint64_t OtsWriter::Capabilities(uint64_t declared) {
  // PutRow replaces the row, UpdateRow deletes the columns that are null.
  const bool erases =
      options_.form == RecordForm::kRow && options_.mode != WriteMode::kDelete;
  if (!erases) declared &= ~HOPLINE_CAP_NULL_ERASES;
  const char* reason = WhyNotIdempotent(options_);
  if (reason == nullptr) return declared;
  if (context_.check_only) {
    context_.scope.Log(HOPLINE_LOG_INFO, "ots.writer",
                       std::string("the target is not idempotent: ") + reason);
  }
  return declared & ~HOPLINE_CAP_IDEMPOTENT;
}

void OtsWriter::FindTimeseriesTable() {
  if (client_->DescribeTimeseriesTable(options_.table, context_.scope)) return;
  throw Error(HOPLINE_STATUS_NOT_FOUND,
              "/table: time-series table " + options_.table +
                  " does not exist in the instance; create it, the writer never does; "
                  "leave isTimeseriesTable out for a wide-column table");
}

std::vector<KeyPart> OtsWriter::FindKey() {
  if (options_.form == RecordForm::kPoint) {
    FindTimeseriesTable();
    return {};
  }
  const auto table = client_->DescribeTable(options_.table, context_.scope);
  if (!table.has_value()) {
    throw Error(HOPLINE_STATUS_NOT_FOUND,
                "/table: table " + options_.table +
                    " does not exist in the instance; create it, the writer never does; "
                    "set isTimeseriesTable for a time-series table");
  }
  return ResolveKey(options_, table->meta);
}

void OtsWriter::Check() { FindKey(); }

std::string OtsWriter::Prepare(const ArrowSchema& in) {
  const Fields fields = Fields::Read(in);
  CheckWidth(options_, fields);
  return Encode(WriterToken{FindKey(), ColumnsOf(in)});
}

void OtsWriter::Commit(const Staged&, std::vector<int32_t>& outcomes) {
  std::fill(outcomes.begin(), outcomes.end(), HOPLINE_OUTCOME_COMMITTED);
}

std::unique_ptr<WriterTask> OtsWriter::OpenTask(TaskContext context,
                                                const ArrowSchema& in) {
  WriterToken token = DecodeWriterToken(context.task);
  WriteTask::Parts parts;
  parts.fields = Fields::Read(in);
  NeedPlannedColumns(token.columns, in);
  parts.policy = policy_;
  parts.lanes = options_.lanes;
  parts.limits = {options_.batch_rows,
                  std::min(options_.batch_bytes, BatchBytes(context, options_.lanes))};
  parts.doing = "writing table " + options_.table;
  switch (options_.form) {
    case RecordForm::kRow:
      parts.encoder = std::make_unique<RowChanges>(options_, std::move(token.key),
                                                   formats_, context.scope);
      break;
    case RecordForm::kCell:
      parts.encoder =
          std::make_unique<CellChanges>(options_, std::move(token.key), formats_);
      break;
    case RecordForm::kPoint:
      parts.encoder = std::make_unique<PointChanges>(options_, formats_);
      break;
  }
  if (options_.form == RecordForm::kPoint) {
    parts.sender = std::make_unique<PointSender>(*client_, options_.table);
  } else {
    parts.sender = std::make_unique<RowSender>(*client_, options_.table);
  }
  return std::make_unique<WriteTask>(std::move(parts), context.scope);
}

}  // namespace hopline::plugins::ots
