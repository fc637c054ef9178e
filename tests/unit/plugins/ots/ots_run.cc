#include "tests/unit/plugins/ots/ots_run.h"

#include <doctest/doctest.h>

#include "wire/tablestore/plain_buffer_reader.h"
#include "wire/tablestore/plain_buffer_writer.h"
#include "wire/tablestore/row_messages.h"
#include "wire/tablestore/table_messages.h"
#include "wire/tablestore/timeseries_rows_writer.h"
#include "wire/tablestore/timeseries_table_messages.h"

namespace hopline::plugins::ots {

namespace ts = wire::tablestore;

namespace {

std::string ValueText(const ts::ValueView& value) {
  switch (value.type) {
    case ts::ValueType::kInteger:
      return std::to_string(value.AsInteger());
    case ts::ValueType::kDouble:
      return "d" + std::to_string(value.AsDouble());
    case ts::ValueType::kBoolean:
      return value.AsBoolean() ? "true" : "false";
    case ts::ValueType::kBinary:
      return "b:" + std::string(value.bytes);
    default:
      return std::string(value.bytes);
  }
}

}  // namespace

Value Text(std::string text) { return Value::String(std::move(text)); }
Value Int(int64_t number) { return Value::Integer(number); }
Value Real(double number) { return Value(ts::ValueView::Double(number)); }
Value Bool(bool truth) { return Value(ts::ValueView::Boolean(truth)); }
Value Bytes(std::string bytes) { return Value::Binary(std::move(bytes)); }

ts::Cell Put(std::string name, Value value) {
  return {std::move(name), std::move(value), std::nullopt, ts::CellOperation::kPut};
}
ts::Cell Put(std::string name, Value value, int64_t version_ms) {
  return {std::move(name), std::move(value), version_ms, ts::CellOperation::kPut};
}

TestTable::TestTable(std::vector<KeyType> key, int32_t max_versions)
    : client_(NewClient()) {
  clock.Set(kNowMs * 1000);
  std::vector<ts::KeyColumnSchema> schema;
  for (size_t i = 0; i < key.size(); ++i) {
    schema.push_back({"pk" + std::to_string(i), key[i], false});
  }
  AddTable(kTable, std::move(schema), max_versions);
}

void TestTable::AddTable(const std::string& name, std::vector<ts::KeyColumnSchema> key,
                         int32_t max_versions) {
  ts::CreateTableRequest request;
  request.meta = {name, std::move(key), {}};
  ts::TableOptions options;
  options.time_to_live_s = -1;
  options.max_versions = max_versions;
  options.max_version_deviation_s = int64_t{1} << 32;
  request.options = options;
  client_->CreateTable(request, {});
}

void TestTable::Write(const char* operation, Values key, Cells cells) {
  ts::Row row;
  for (size_t i = 0; i < key.size(); ++i) {
    row.key.push_back({"pk" + std::to_string(i), std::move(key[i])});
  }
  row.cells = std::move(cells);
  ts::BatchRowSlice slice;
  if (std::string_view(operation) == "UpdateRow") {
    slice.operation = ts::BatchOperation::kUpdate;
  }
  const std::string bytes = ts::EncodeRow(row);
  slice.row = bytes;
  const auto failures =
      client_->BatchWriteRow(kTable, ts::EncodeBatchWrite(kTable, {slice}), 1, {});
  for (const auto& failure : failures) FAIL(failure.error.message);
}

void TestTable::PutRow(Values key, Cells cells) {
  Write("PutRow", std::move(key), std::move(cells));
}
void TestTable::UpdateRow(Values key, Cells cells) {
  Write("UpdateRow", std::move(key), std::move(cells));
}

std::vector<std::string> TestTable::Dump(const std::string& table, bool with_versions) {
  const auto described = client_->DescribeTable(table, {});
  REQUIRE(described.has_value());
  ts::GetRangeRequest request;
  request.table_name = table;
  request.selection.max_versions = 1000;
  ts::PrimaryKey from;
  ts::PrimaryKey to;
  for (const auto& column : described->meta.key) {
    from.push_back({column.name, Value::InfMin()});
    to.push_back({column.name, Value::InfMax()});
  }
  request.start_key = ts::EncodeKey(from);
  request.end_key = ts::EncodeKey(to);
  std::vector<std::string> lines;
  for (;;) {
    const ts::GetRangeResponse page = client_->GetRange(request, {});
    ts::PlainBufferReader reader(page.rows);
    ts::RowView row;
    while (reader.Next(&row)) {
      std::string key;
      for (const auto& cell : row.key) key += ValueText(cell.value) + "|";
      if (row.cells.empty()) lines.push_back(key);
      for (const auto& cell : row.cells) {
        lines.push_back(
            key + std::string(cell.name) + "|" +
            (with_versions ? std::to_string(cell.timestamp_ms) + "|" : std::string()) +
            ValueText(cell.value));
      }
    }
    REQUIRE(!reader.failed());
    if (!page.next_start_key.has_value()) return lines;
    request.start_key = *page.next_start_key;
  }
}

void TestTable::AddTimeseriesTable(const std::string& name) {
  ts::CreateTimeseriesTableRequest request;
  request.meta.name = name;
  request.meta.time_to_live_s = -1;
  Send("CreateTimeseriesTable", ts::Encode(request));
}

void TestTable::PutPoint(const std::string& table, const std::string& measurement,
                         const std::string& source, const std::string& tags,
                         int64_t time_us,
                         const std::vector<std::pair<std::string, Value>>& fields) {
  ts::TimeseriesRowView point;
  point.measurement = measurement;
  point.source = source;
  point.tags = tags;
  point.time_us = time_us;
  for (const auto& [name, value] : fields) point.fields.push_back({name, value.view()});
  ts::TimeseriesRowsWriter writer;
  writer.Add(point);
  ts::PutTimeseriesDataRequest request;
  request.table_name = table;
  request.rows = writer.Finish();
  for (const auto& failed : client_->PutTimeseries(request, {})) FAIL(failed.message);
}

std::vector<std::string> TestTable::DumpPoints(const std::string& table) {
  std::vector<std::string> lines;
  ts::ScanTimeseriesDataRequest request;
  request.table_name = table;
  request.encoding = ts::TimeseriesEncoding::kPlainBuffer;
  do {
    const ts::ScanTimeseriesDataResponse page = client_->ScanTimeseries(request, {});
    ts::PlainBufferReader reader(page.rows);
    ts::RowView row;
    ts::TimeseriesRowView point;
    while (reader.Next(&row)) {
      REQUIRE(ts::ReadPhysicalRow(row, &point).ok());
      for (const ts::FieldView& field : point.fields) {
        lines.push_back(std::string(point.measurement) + "|" + std::string(point.source) +
                        "|" + std::string(point.tags) + "|" +
                        std::to_string(point.time_us) + "|" + std::string(field.name) +
                        "|" + ValueText(field.value));
      }
    }
    REQUIRE(!reader.failed());
    request.token = page.next_token;
  } while (request.token.has_value() && !request.token->empty());
  return Sorted(lines);
}

JobContext MakeContext(const std::string& parameters, const TestScope& scope) {
  JobContext context;
  context.config = Config(R"({"endpoint":"http://127.0.0.1:1","instanceName":"demo",)"
                          R"("accessId":"testAccessId","accessKey":"testAccessKey",)" +
                          parameters + "}");
  context.settings = Config("{}");
  context.scope = scope;
  return context;
}

std::unique_ptr<OtsReader> TestRead::Open() {
  // The transport is not owned: the table outlives every handle.
  return std::make_unique<OtsReader>(
      MakeContext(R"("table":"orders",)" + parameters_, scope),
      std::shared_ptr<Transport>(&table_.transport, [](auto*) {}));
}

std::vector<std::string> TestRead::Run(uint32_t want_tasks) {
  plan = Open()->MakePlan({want_tasks, 0});
  std::vector<std::string> records;
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
      AppendRows(batch, fields, records);
    }
    CHECK(!task->Next());
  }
  return records;
}

std::vector<std::string> TestRead::Columns() {
  const Schema schema = Open()->ReadSchema();
  std::vector<std::string> columns;
  for (const Field& field : Fields::Read(*schema)) {
    columns.push_back(field.name + ":" +
                      (field.type == Type::kVariant ? "variant" : field.format));
  }
  return columns;
}

Error TestRead::Fails() {
  try {
    Open()->Check();
  } catch (const Error& error) {
    return error;
  }
  FAIL("must be refused");
  return Error(0, "");
}

}  // namespace hopline::plugins::ots
