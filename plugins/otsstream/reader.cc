#include "plugins/otsstream/reader.h"

#include <map>
#include <utility>

#include "plugins/common/http_client.h"
#include "plugins/otsstream/plan_entry.h"
#include "plugins/otsstream/planner.h"
#include "plugins/otsstream/record_rows.h"
#include "plugins/otsstream/source_table.h"
#include "plugins/otsstream/status_table.h"
#include "plugins/otsstream/task.h"

namespace hopline::plugins::otsstream {

namespace ts = wire::tablestore;

namespace {

// Source: DataX's stream reader pauses 100 ms, doubled, at most 10 s.
RetryPolicy PolicyOf(const Options& options) {
  RetryPolicy policy;
  policy.max_retries = options.max_retries;
  policy.base_ms = 100;
  policy.cap_ms = 10'000;
  return policy;
}

}  // namespace

OtsStreamReader::OtsStreamReader(JobContext context)
    : OtsStreamReader(std::move(context), std::make_shared<HttpClient>()) {}

OtsStreamReader::OtsStreamReader(JobContext context, std::shared_ptr<Transport> transport)
    : context_(std::move(context)),
      options_(ReadOptions(context_.config, context_.settings, context_.scope)),
      formats_(ColumnFormats::Read(context_.settings)),
      transport_(std::move(transport)),
      client_(std::make_unique<tablestore::Client>(
          tablestore::ReadInstanceAddress(context_.config),
          MakeCredentials(context_.config, context_.scope), *transport_,
          PolicyOf(options_))) {
  if (context_.check_only) Explain();
}

void OtsStreamReader::Explain() const {
  context_.scope.Log(
      HOPLINE_LOG_INFO, kComponent,
      "the window must begin 10 minutes after the oldest record that the stream keeps (7 "
      "days at most), and end 5 minutes ago, by the service's clock");
  context_.scope.Log(
      HOPLINE_LOG_INFO, kComponent,
      "a task reads whole families of shards, parents first: there are at most as many "
      "tasks as families; shards that are born meanwhile belong to the next window");
}

uint64_t OtsStreamReader::Capabilities(uint64_t declared) {
  return options_.row_mode ? declared : declared & ~HOPLINE_CAP_SPARSE;
}

const ts::DescribeTableResponse& OtsStreamReader::Table() {
  const std::lock_guard lock(mutex_);
  if (!table_.has_value()) {
    table_ = DescribeSource(*client_, options_, context_.scope);
  }
  return *table_;
}

void OtsStreamReader::Check() { MakePlan({1, 0}); }

Schema OtsStreamReader::ReadSchema() {
  return MakeSchema(MakeFields(options_, Table().meta));
}

Plan OtsStreamReader::MakePlan(const PlanRequest& request) {
  return MakeStreamPlan(*client_, options_, Table(), request, context_.scope);
}

std::unique_ptr<ReaderTask> OtsStreamReader::OpenTask(TaskContext context) {
  return std::make_unique<StreamTaskReader>(*client_, options_, Table().meta, formats_,
                                            std::move(context));
}

void OtsStreamReader::Acknowledge(const std::vector<AcknowledgedTask>& tasks) {
  if (tasks.empty()) return;
  JobRow job;
  job.table = options_.data_table;
  TaskCheckpoint all;
  for (const AcknowledgedTask& task : tasks) {
    PlanEntry entry = DecodePlanEntry(task.entry);
    TaskCheckpoint checkpoint = DecodeTaskCheckpoint(task.checkpoint);
    if (checkpoint.ends.size() != entry.shards.size()) {
      throw Error(HOPLINE_STATUS_INVALID_STATE,
                  "acknowledging a window: a task of " +
                      std::to_string(entry.shards.size()) + " shards has finished " +
                      std::to_string(checkpoint.ends.size()));
    }
    job.version = std::move(entry.version);
    job.stream_id = std::move(entry.stream_id);
    job.window = entry.window;
    for (ShardEnd& end : checkpoint.ends) {
      job.shard_ids.push_back(end.id);
      all.ends.push_back(std::move(end));
    }
    for (TimeMark& mark : checkpoint.marks) all.marks.push_back(std::move(mark));
  }
  StatusTable status(*client_, options_.status_table, job.stream_id, context_.scope);
  status.Create();
  status.WriteWindow(job, all);
}

}  // namespace hopline::plugins::otsstream
