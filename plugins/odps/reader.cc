#include "plugins/odps/reader.h"

#include <algorithm>
#include <utility>

#include "plugins/odps/read_task.h"
#include "plugins/odps/target.h"

namespace hopline::plugins::odps {

namespace mc = wire::maxcompute;

namespace {

constexpr int64_t kIdleTimeoutMs = 300'000;  // the service closes downloads after that

}  // namespace

OdpsReader::OdpsReader(JobContext context) : OdpsReader(std::move(context), nullptr) {}

OdpsReader::OdpsReader(JobContext context, std::shared_ptr<Transport> transport)
    : context_(std::move(context)),
      options_(ReadReaderOptions(context_.config, context_.scope)),
      formats_(ColumnFormats::Read(context_.settings)),
      project_(context_, std::move(transport), options_.tries, kIdleTimeoutMs) {}

const mc::TableSchema& OdpsReader::Table() {
  const std::lock_guard lock(mutex_);
  if (!table_.has_value()) {
    table_ = project_.metadata().DescribeTable(context_.scope).schema;
    if (table_->is_virtual_view) {
      table_.reset();
      throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
                  "/table: " + project_.address().table +
                      " is a view, which Tunnel does not read; name a table");
    }
  }
  return *table_;
}

const SourceColumns& OdpsReader::Columns() {
  const mc::TableSchema& table = Table();
  const std::lock_guard lock(mutex_);
  if (columns_.has_value()) return *columns_;
  SourceColumns columns = ResolveSource(options_, table);
  if (columns.NeedsResult()) {
    const std::string instance = RunQuery(columns, " LIMIT 1");
    BindResult(project_.tunnel().DescribeResult(instance, context_.scope), &columns);
  }
  columns_ = std::move(columns);
  return *columns_;
}

std::vector<std::string> OdpsReader::Partitions() {
  const mc::TableSchema& table = Table();
  const bool partitioned = !table.partition_keys.empty();
  return ChoosePartitions(options_, table,
                          partitioned ? project_.metadata().ListPartitions(context_.scope)
                                      : std::vector<mc::PartitionSpec>());
}

void OdpsReader::Check() {
  Columns();
  if (options_.where.empty()) Partitions();
}

Schema OdpsReader::ReadSchema() { return MakeSchema(Columns().fields); }

void OdpsReader::RunAll(const std::vector<std::string>& statements, const char* key,
                        bool once) {
  for (size_t i = 0; i < statements.size(); ++i) {
    if (statements[i].empty()) continue;
    project_.metadata().RunSql(
        statements[i] + (statements[i].ends_with(';') ? "" : ";"),
        "running " + std::string(key) + "[" + std::to_string(i) + "]", context_.scope,
        once);
  }
}

/// Returns the instance whose result holds the rows.
std::string OdpsReader::RunQuery(const SourceColumns& columns, const char* limit) {
  std::string items;
  for (const std::string& item : columns.read) {
    items += (items.empty() ? "" : ", ") + item;
  }
  return project_.metadata().RunSql("SELECT " + items + " FROM " +
                                        project_.metadata().TableInSql() + " WHERE " +
                                        options_.where + limit + ";",
                                    "choosing rows by where", context_.scope);
}

Plan OdpsReader::MakePlan(const PlanRequest& request) {
  RunAll(options_.pre_sql, "preSql", true);
  const int64_t wanted = std::max(1U, request.want_tasks);
  Plan plan;
  const auto add = [&](RowSlice of, int64_t parts) {
    const mc::DownloadSession session =
        project_.tunnel().CreateDownload(of, context_.scope);
    of.session = session.id;
    of.count = session.record_count;
    of.types = TypesTold(session.schema, Columns(), !of.instance.empty());
    NeedSameTypes(of.types, Columns());
    for (const RowSlice& slice : CutRows(of, parts)) {
      std::string label = slice.partition.empty() ? "rows" : slice.partition + " rows";
      label += " " + std::to_string(slice.start) + " to " +
               std::to_string(slice.start + slice.count);
      plan.tasks.push_back({Encode(slice), std::move(label), slice.count, -1});
    }
  };
  RowSlice of;
  if (!options_.where.empty()) {
    of.instance = RunQuery(Columns(), "");
    add(of, wanted);
    return plan;
  }
  const std::vector<std::string> partitions = Partitions();
  const auto count = static_cast<int64_t>(partitions.size());
  const int64_t parts =
      options_.by_partition || count == 0 ? 1 : (wanted + count - 1) / count;
  for (const std::string& partition : partitions) {
    of.partition = partition;
    add(of, parts);
  }
  if (plan.tasks.empty())
    plan.tasks.push_back({Encode(RowSlice{}), "no partitions", 0, 0});
  return plan;
}

void OdpsReader::Acknowledge(const std::vector<AcknowledgedTask>&) {
  RunAll(options_.post_sql, "postSql", false);
}

std::unique_ptr<ReaderTask> OdpsReader::OpenTask(TaskContext context) {
  const SourceColumns& columns = Columns();
  RowSlice rows = DecodeSlice(context.task);
  NeedSameTypes(rows.types, columns);
  BodyForm form;
  // A query's result has timestamps of another form.
  form.arrow = rows.instance.empty() && UsesArrow(options_.arrow, columns.types);
  form.encoding = options_.encoding;
  if (form.arrow && form.encoding == mc::ContentEncoding::kLz4Frame) {
    form.encoding = mc::ContentEncoding::kOdpsLz4Frame;
  }
  return std::make_unique<ReadTask>(project_.tunnel(), columns, form, formats_,
                                    options_.empty_as_null, std::move(rows), context);
}

}  // namespace hopline::plugins::odps
