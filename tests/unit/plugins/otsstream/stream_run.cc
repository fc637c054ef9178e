#include "tests/unit/plugins/otsstream/stream_run.h"

#include <doctest/doctest.h>
#include <hopline/builder.hpp>

#include "plugins/otsstream/status_rows.h"
#include "plugins/otsstream/status_table.h"
#include "wire/tablestore/plain_buffer_reader.h"
#include "wire/tablestore/plain_buffer_writer.h"
#include "wire/tablestore/table_messages.h"

namespace hopline::plugins::otsstream {

namespace ts = wire::tablestore;

ts::Cell Put(std::string name, ts::Value value) {
  return {std::move(name), std::move(value), std::nullopt, ts::CellOperation::kPut};
}
ts::Cell Put(std::string name, std::string text) {
  return Put(std::move(name), ts::Value::String(std::move(text)));
}
ts::Cell Put(std::string name, int64_t number) {
  return Put(std::move(name), ts::Value::Integer(number));
}
ts::Cell DeleteAll(std::string name) {
  return {std::move(name), std::nullopt, std::nullopt,
          ts::CellOperation::kDeleteAllVersions};
}
ts::Cell DeleteOne(std::string name, int64_t timestamp_ms) {
  return {std::move(name), std::nullopt, timestamp_ms,
          ts::CellOperation::kDeleteOneVersion};
}

TestTable::TestTable(const TableShape& shape) {
  At(kT0 - 60 * kMinute);
  ts::CreateTableRequest request;
  request.meta = {kTable, shape.key, shape.defined};
  ts::TableOptions options;
  options.time_to_live_s = -1;
  options.max_versions = 1;
  request.options = options;
  if (shape.stream) request.stream = {true, 24, shape.old_values_of};
  NewClient()->CreateTable(request, {});
}

void TestTable::Write(const char* operation, const ts::Row& row) {
  ts::WriteRowRequest message;
  message.table_name = kTable;
  message.row = ts::EncodeRow(row);
  Send(operation, Encode(message));
}

void TestTable::PutRow(const std::string& id, Cells cells) {
  Write("PutRow",
        {{{"id", ts::Value::String(id)}}, std::move(cells), false, std::nullopt});
}
void TestTable::UpdateRow(const std::string& id, Cells cells) {
  Write("UpdateRow",
        {{{"id", ts::Value::String(id)}}, std::move(cells), false, std::nullopt});
}
void TestTable::DeleteRow(const std::string& id) {
  Write("DeleteRow", {{{"id", ts::Value::String(id)}}, {}, true, std::nullopt});
}

std::vector<std::string> TestTable::Split(const std::string& table) {
  for (const emulator::ShardInfo& shard : Shards(table)) {
    if (shard.open) return service.SplitShard(kInstance, table, shard.id);
  }
  return {};
}

std::string TestTable::StreamId() {
  return NewClient()->ListStream(kTable, {}).at(0).stream_id;
}

std::optional<std::vector<ts::Row>> TestTable::StatusRows() {
  const auto client = NewClient();
  if (!client->DescribeTable(kStatusTable, {}).has_value()) return std::nullopt;
  ts::GetRangeRequest request;
  request.table_name = kStatusTable;
  request.selection.max_versions = 1;
  ts::PrimaryKey from;
  ts::PrimaryKey to;
  for (const char* name : {"StreamId", "StatusType", "StatusValue"}) {
    from.push_back({name, ts::Value::InfMin()});
    to.push_back({name, ts::Value::InfMax()});
  }
  request.start_key = ts::EncodeKey(from);
  request.end_key = ts::EncodeKey(to);
  const ts::GetRangeResponse response = client->GetRange(request, {});
  REQUIRE(!response.next_start_key.has_value());
  std::vector<ts::Row> rows;
  ts::PlainBufferReader reader(response.rows);
  ts::RowView view;
  while (reader.Next(&view)) rows.push_back(ts::ToRow(view));
  return rows;
}

void TestTable::WriteStatusRow(const ts::Row& row) {
  const auto client = NewClient();
  StatusTable(*client, kStatusTable, StreamId(), {}).Create();
  client->PutRow(kStatusTable, ts::EncodeRow(row), {});
}

TestWindow::TestWindow(TestTable& table, int64_t start_ms, int64_t end_ms,
                       std::string parameters)
    : table_(table),
      config_(R"({"endpoint":"http://127.0.0.1:1","instanceName":"demo",)"
              R"("accessId":"testAccessId","accessKey":"testAccessKey",)"
              R"("dataTable":"orders","statusTable":"status",)"
              R"("startTimestampMillis":)" +
              std::to_string(start_ms) + R"(,"endTimestampMillis":)" +
              std::to_string(end_ms) + std::move(parameters) + "}") {}

std::unique_ptr<OtsStreamReader> TestWindow::Open() {
  JobContext context;
  context.config = Config(config_);
  context.settings = Config("{}");
  context.scope = scope;
  // Not owned: the table outlives every handle.
  return std::make_unique<OtsStreamReader>(
      std::move(context), std::shared_ptr<Transport>(&table_.transport, [](auto*) {}));
}

void TestWindow::MakePlan(uint32_t want_tasks) {
  plan = Open()->MakePlan({want_tasks, 0});
}

std::vector<std::string> TestWindow::ReadTasks() {
  std::vector<std::string> rows;
  checkpoints.clear();
  const auto reader = Open();
  const Schema schema = reader->ReadSchema();
  const Fields fields = Fields::Read(*schema);
  for (size_t i = 0; i < plan.tasks.size(); ++i) {
    TaskContext context;
    context.task = plan.tasks[i].entry;
    context.task_index = static_cast<uint32_t>(i);
    context.max_batch_rows = max_batch_rows;
    context.max_batch_bytes = max_batch_bytes;
    context.scope = scope;
    const auto task = reader->OpenTask(std::move(context));
    while (const Batch batch = task->Next()) {
      ++batches;
      CHECK(batch->length <= max_batch_rows);
      AppendRows(batch, fields, rows);
    }
    checkpoints.push_back(task->Checkpoint());
  }
  return rows;
}

void TestWindow::Acknowledge() {
  std::vector<AcknowledgedTask> tasks;
  for (size_t i = 0; i < plan.tasks.size(); ++i) {
    tasks.push_back({plan.tasks[i].entry, checkpoints[i]});
  }
  Open()->Acknowledge(tasks);
}

std::vector<std::string> TestWindow::Run(uint32_t want_tasks) {
  MakePlan(want_tasks);
  std::vector<std::string> rows = ReadTasks();
  Acknowledge();
  return rows;
}

std::vector<std::string> TestWindow::ColumnNames() {
  const Schema schema = Open()->ReadSchema();
  std::vector<std::string> names;
  for (const Field& field : Fields::Read(*schema)) names.push_back(field.name);
  return names;
}

std::string RowMode(const std::vector<std::string>& columns) {
  std::string json = R"(,"mode":"single_version_and_update_only","column":[)";
  for (size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) json += ',';
    json += R"({"name":")" + columns[i] + "\"}";
  }
  return json + "]";
}

}  // namespace hopline::plugins::otsstream
