#include "plugins/odps/writer.h"

#include <utility>

#include "plugins/odps/committer.h"
#include "plugins/odps/errors.h"
#include "plugins/odps/target.h"
#include "plugins/odps/write_task.h"

namespace hopline::plugins::odps {

namespace mc = wire::maxcompute;

namespace {

constexpr char kComponent[] = "odps.writer";

}  // namespace

OdpsWriter::OdpsWriter(JobContext context) : OdpsWriter(std::move(context), nullptr) {}

OdpsWriter::OdpsWriter(JobContext context, std::shared_ptr<Transport> transport)
    : context_(std::move(context)),
      options_(ReadWriterOptions(context_.config)),
      formats_(ColumnFormats::Read(context_.settings)),
      project_(context_, std::move(transport), options_.tries, options_.block_timeout_ms),
      uploads_(project_, options_.truncate) {}

/// What a run without a literal partition does to the others.
void OdpsWriter::TellOfPartitions() {
  if (!options_.partition.empty() || !options_.dynamic.value_or(true) ||
      options_.columns.front() == "*") {
    return;
  }
  const std::string where = options_.dynamic.has_value()
                                ? ""
                                : "if column names the table's partition columns, ";
  context_.scope.Log(
      HOPLINE_LOG_INFO, kComponent,
      where +
          (options_.truncate
               ? "exactly the partitions that receive rows are replaced, not all in one "
                 "step; all others stay as they are"
               : "rows are added to the partitions that they name, not to all in one "
                 "step"));
}

uint64_t OdpsWriter::Capabilities(uint64_t declared) {
  if (context_.check_only) {
    context_.scope.Log(
        HOPLINE_LOG_INFO, kComponent,
        "an upload session takes at most 20,000 blocks and lives 24 hours: "
        "blocks grow as a task goes on, and a run must commit within a day");
    TellOfPartitions();
  }
  // Rows choose what is replaced, so the target is not the same for every window.
  const bool replaces = options_.truncate && !options_.dynamic.value_or(false);
  return replaces ? declared : declared & ~HOPLINE_CAP_REPLACES;
}

mc::Table OdpsWriter::Table() {
  mc::Table table = project_.metadata().DescribeTable(context_.scope);
  if (table.schema.is_virtual_view || table.is_materialized_view || table.is_external) {
    throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
                "/table: " + table.name +
                    " is a view or an external table, which takes no uploads");
  }
  return table;
}

void OdpsWriter::Check() {
  const mc::Table table = Table();
  if (!RowsNamePartitions(options_, table.schema)) {
    ResolvePartition(options_, table.schema);
  }
  ResolveColumns(options_, table.schema, {});
  UsesArrow(options_.arrow, mc::TypesOf(table.schema.columns));
}

void OdpsWriter::RunAll(const std::vector<std::string>& statements, const char* key,
                        bool once) {
  for (size_t i = 0; i < statements.size(); ++i) {
    std::string statement = statements[i];
    if (statement.empty()) continue;
    if (!statement.ends_with(';')) statement += ';';
    project_.metadata().RunSql(
        statement, "running " + std::string(key) + "[" + std::to_string(i) + "]",
        context_.scope, once);
  }
}

std::string OdpsWriter::Prepare(const ArrowSchema& in) {
  const mc::Table table = Table();
  const bool from_rows = RowsNamePartitions(options_, table.schema);
  Upload upload;
  if (!from_rows) upload.partition = ResolvePartition(options_, table.schema);
  const TargetColumns target = ResolveColumns(options_, table.schema, Fields::Read(in));
  UsesArrow(options_.arrow, target.types);
  if (target.partial) {
    context_.scope.Log(HOPLINE_LOG_WARN, kComponent,
                       "fewer columns come in than column names; the rest become null");
  }
  if (!from_rows && !options_.partition_formats.empty()) {
    context_.scope.Log(HOPLINE_LOG_WARN, kComponent,
                       "partitionColumnMapping has no effect: rows do not name their "
                       "partitions");
  }
  RunAll(options_.pre_sql, "preSql", true);
  if (from_rows) return Encode(upload);
  if (!upload.partition.empty()) {
    mc::PartitionSpec spec;
    NeedReadable(mc::ParsePartitionSpec(upload.partition, &spec),
                 "reading the partition");
    project_.metadata().AddPartition(spec, context_.scope);
  }
  upload.session = project_.tunnel()
                       .CreateUpload(upload.partition, options_.truncate, context_.scope)
                       .id;
  return Encode(upload);
}

void OdpsWriter::Precommit(const Staged& staged) {
  Committer(project_.tunnel(), context_.scope).Precommit(staged);
}

void OdpsWriter::Commit(const Staged& staged, std::vector<int32_t>& outcomes) {
  Committer(project_.tunnel(), context_.scope).Commit(staged, outcomes);
  RunAll(options_.post_sql, "postSql", false);
}

std::unique_ptr<WriterTask> OdpsWriter::OpenTask(TaskContext context,
                                                 const ArrowSchema& in) {
  const Fields fields = Fields::Read(in);
  WriteTarget target{DecodeToken(context.task),
                     uploads_,
                     {},
                     mc::kMaxFieldBytes,
                     WriteLimits::Of(context.task_count, context.memory_budget)};
  if (target.upload.session.empty()) {
    // The limit is told with a session, of which there is none yet.
    target.columns = ResolveColumns(options_, Table().schema, fields);
  } else {
    const mc::UploadSession session = project_.tunnel().ReloadUpload(
        target.upload.session, target.upload.partition, context_.scope);
    target.columns = ResolveColumns(options_, session.schema, fields);
    target.max_field_bytes = static_cast<uint64_t>(session.max_field_bytes);
  }
  return std::make_unique<WriteTask>(project_.tunnel(), options_, formats_,
                                     std::move(target), fields, std::move(context));
}

}  // namespace hopline::plugins::odps
