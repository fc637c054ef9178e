#include "emulator/maxcompute/sql_executor.h"

#include <utility>

#include "emulator/maxcompute/failure.h"
#include "emulator/maxcompute/sql.h"
#include "emulator/maxcompute/sql_query.h"
#include "wire/common/encoding.h"

namespace hopline::emulator::maxcompute {
namespace {

namespace wm = wire::maxcompute;

std::string SettingOf(const wm::SqlTask& task, std::string_view name) {
  for (const auto& [setting, value] : task.settings) {
    if (setting == name) return wire::ToLower(value);
  }
  return {};
}

/// Runs one statement after the other.
class Executor {
 public:
  Executor(const wm::SqlTask& task, const SqlContext& context) : context_(context) {
    two_parts_are_schema_ = SettingOf(task, "odps.namespace.schema") == "true";
    const std::string schema = SettingOf(task, "odps.default.schema");
    if (!schema.empty()) default_schema_ = schema;
  }

  QueryResult TakeResult() { return std::move(result_); }

  void operator()(const sql::CreateTable& statement) {
    TableSettings settings;
    settings.key = KeyOf(statement.table);
    settings.id = context_.ids->NewSessionId(context_.now_unix_s);
    settings.comment = statement.comment;
    settings.owner = context_.owner;
    settings.created_unix_s = context_.now_unix_s;
    settings.lifecycle_days = statement.lifecycle_days;
    settings.schema = statement.schema;
    const std::string name = settings.key.project + "." + settings.key.name;
    if (context_.store->Create(std::move(settings)) || statement.if_not_exists) return;
    throw Failure(
        400, "ODPS-0130071",
        "ODPS-0130071:Semantic analysis exception - table " + name + " already exists");
  }

  void operator()(const sql::DropTable& statement) {
    const TableKey key = KeyOf(statement.table);
    if (context_.store->Drop(key) || statement.if_exists) return;
    throw NoSuchTable(key.project, key.name);
  }

  void operator()(const sql::AddPartitions& statement) {
    const TablePtr table = context_.store->Get(KeyOf(statement.table));
    for (const std::string& partition : TextsOf(*table, statement.partitions)) {
      if (table->HasPartition(partition) && !statement.if_not_exists) {
        throw Failure(400, "ODPS-0130071",
                      "ODPS-0130071:Semantic analysis exception - partition " +
                          partition + " already exists");
      }
      table->AddPartition(partition, context_.now_unix_s);
    }
  }

  void operator()(const sql::DropPartitions& statement) {
    const TablePtr table = context_.store->Get(KeyOf(statement.table));
    for (const std::string& partition : TextsOf(*table, statement.partitions)) {
      if (!table->HasPartition(partition) && !statement.if_exists)
        throw NoSuchPartition();
      table->DropPartition(partition);
    }
  }

  void operator()(const sql::Truncate& statement) {
    const TablePtr table = context_.store->Get(KeyOf(statement.table));
    std::vector<std::string> partitions = TextsOf(*table, statement.partitions);
    if (statement.partitions.empty()) {
      for (const wm::Partition& partition : table->ListPartitions()) {
        partitions.push_back(PartitionText(partition.spec));
      }
    }
    for (const std::string& partition : partitions) {
      table->Truncate(partition, context_.now_unix_s);
    }
  }

  void operator()(const sql::Select& statement) {
    result_ = RunSelect(statement, *context_.store->Get(KeyOf(statement.table)));
  }

 private:
  TableKey KeyOf(const sql::TableName& name) const {
    TableKey key = {wire::ToLower(context_.project), default_schema_, name.back()};
    if (name.size() == 2) {
      (two_parts_are_schema_ ? key.schema : key.project) = name[0];
    } else if (name.size() == 3) {
      key.project = name[0];
      key.schema = name[1];
    }
    return key;
  }

  static std::vector<std::string> TextsOf(const Table& table,
                                          const std::vector<wm::PartitionSpec>& specs) {
    std::vector<std::string> texts;
    for (wm::PartitionSpec spec : specs) {
      const wire::Status status =
          wm::OrderPartitionSpec(table.settings().PartitionNames(), &spec);
      if (!status.ok()) {
        throw Failure(400, "ODPS-0130071",
                      "ODPS-0130071:Semantic analysis exception - " + status.message());
      }
      for (const auto& [name, value] : spec) {
        if (!value.empty()) continue;
        throw Failure(400, "ODPS-0130071",
                      "ODPS-0130071:Semantic analysis exception - partition column " +
                          name + " has no value");
      }
      texts.push_back(PartitionText(spec));
    }
    return texts;
  }

  const SqlContext& context_;
  std::string default_schema_ = "default";
  bool two_parts_are_schema_ = false;
  QueryResult result_;
};

}  // namespace

QueryResult RunSql(const wm::SqlTask& task, const SqlContext& context) {
  Executor executor(task, context);
  for (const sql::Statement& statement : sql::Parse(task.query)) {
    std::visit(executor, statement);
  }
  return executor.TakeResult();
}

}  // namespace hopline::emulator::maxcompute
