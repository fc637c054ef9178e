#include "plugins/ots/writer_options.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include "plugins/common/config_checks.h"
#include "wire/tablestore/timeseries_rows.h"

namespace hopline::plugins::ots {

using tablestore::ColumnType;

namespace {

constexpr char kComponent[] = "ots.writer";
// Source: the service takes no more in one request; some room for what frames the rows.
constexpr int64_t kMostBatchBytes = (int64_t{4} << 20) - (int64_t{64} << 10);

// Points grow when they are encoded for the request.
constexpr size_t kMostPointBytes = size_t{2} << 20;

WriteMode ReadWriteMode(const Config& config) {
  const std::string word = config.Text("/writeMode", "");
  const std::string lower = Lower(word);
  if (lower == "putrow") return WriteMode::kPut;
  if (lower == "updaterow") return WriteMode::kUpdate;
  if (lower == "deleterow") return WriteMode::kDelete;
  Refuse(word.empty()
             ? "/writeMode: missing the key; PutRow replaces rows, UpdateRow merges into "
               "them, DeleteRow deletes them by key"
             : "/writeMode: The 'writeMode' only support 'PutRow', 'UpdateRow' and "
               "'DeleteRow' not '" +
                   word + "'");
}

WriteKey ReadKeyItem(const Config& config, const std::string& at, const Scope& scope) {
  if (config.Kind(at) == HOPLINE_JSON_STRING) return {config.Text(at), std::nullopt};
  WriteKey key;
  key.name = NeedText(config, at + "/name", "name the key column");
  const std::string type_at = at + "/type";
  if (!config.Has(type_at)) return key;
  key.type = tablestore::ReadColumnType(type_at, config.Text(type_at), kComponent, scope);
  if (key.type == ColumnType::kDouble || key.type == ColumnType::kBool) {
    Refuse(type_at + ": key columns are STRING, INT or BINARY");
  }
  return key;
}

std::vector<WriteKey> ReadKey(const Config& config, const Scope& scope) {
  std::vector<WriteKey> keys;
  std::set<std::string> names;
  const uint64_t n = config.Count("/primaryKey");
  for (uint64_t i = 0; i < n; ++i) {
    const std::string at = "/primaryKey/" + std::to_string(i);
    keys.push_back(ReadKeyItem(config, at, scope));
    if (!names.insert(keys.back().name).second) {
      Refuse(at + ": Duplicate item in 'primaryKey', column name : " + keys.back().name);
    }
  }
  if (keys.empty()) {
    Refuse(
        "/primaryKey: missing the key; list every key column of the table, for example "
        "[{\"name\": \"id\", \"type\": \"STRING\"}]");
  }
  return keys;
}

WriteColumn ReadColumnItem(const Config& config, const std::string& at, RecordForm form,
                           const Scope& scope) {
  if (config.Kind(at) != HOPLINE_JSON_OBJECT) {
    Refuse(at + ": Parse 'column' fail, write {\"name\": \"…\", \"type\": \"STRING\"}");
  }
  WriteColumn column;
  column.name = NeedText(config, at + "/name", "name the column");
  column.is_tag = config.Bool(at + "/is_timeseries_tag", false);
  const std::string type_at = at + "/type";
  if (config.Has(type_at)) {
    column.type =
        tablestore::ReadColumnType(type_at, config.Text(type_at), kComponent, scope);
  } else if (form == RecordForm::kRow) {
    Refuse(type_at + ": missing the key; one of STRING, INT, DOUBLE, BOOL, BINARY");
  }
  return column;
}

std::vector<WriteColumn> ReadColumns(const Config& config, const WriterOptions& options,
                                     const Scope& scope) {
  if (options.form == RecordForm::kRow && config.Kind("/column") != HOPLINE_JSON_ARRAY) {
    Refuse("/column: missing the key; list the attribute columns, [] for none");
  }
  std::vector<WriteColumn> columns;
  std::set<std::string> names;
  const uint64_t n = config.Count("/column");
  for (uint64_t i = 0; i < n; ++i) {
    const std::string at = "/column/" + std::to_string(i);
    columns.push_back(ReadColumnItem(config, at, options.form, scope));
    const std::string& name = columns.back().name;
    if (!names.insert(name).second) {
      Refuse(at + ": Duplicate item in 'column', column name : " + name);
    }
    for (const WriteKey& key : options.key) {
      if (key.name != name) continue;
      Refuse(at + ": Duplicate item in 'column' and 'primaryKey', column name : " + name +
             "; leave it out of column");
    }
  }
  return columns;
}

void ReadRowKeys(const Config& config, const Scope& scope, WriterOptions& options) {
  options.mode = ReadWriteMode(config);
  options.key = ReadKey(config, scope);
  options.columns = ReadColumns(config, options, scope);
  if (options.mode == WriteMode::kUpdate && options.columns.empty()) {
    Refuse("/column: UpdateRow needs at least one column");
  }
  if (options.auto_increment && options.mode != WriteMode::kPut) {
    Refuse("/writeMode: with enableAutoIncrement rows are always new; write \"PutRow\"");
  }
}

void ReadCellKeys(const Config& config, const Scope& scope, WriterOptions& options) {
  options.key = ReadKey(config, scope);
  options.name_prefix = config.Text("/columnNamePrefixFilter", "");
  const auto warn = [&](const char* key) {
    scope.Log(HOPLINE_LOG_WARN, kComponent,
              std::string(key) +
                  " has no effect with \"mode\": \"multiVersion\": records say column, "
                  "version and value");
  };
  if (config.Has("/column")) warn("column");
  if (config.Has("/writeMode")) warn("writeMode");
  if (options.version_ms.has_value()) warn("defaultTimestampInMillisecond");
  options.version_ms.reset();
}

void ReadPointKeys(const Config& config, const Scope& scope, WriterOptions& options) {
  options.columns = ReadColumns(config, options, scope);
  const auto need = [&](std::string_view name, const char* what) {
    for (const WriteColumn& column : options.columns) {
      if (column.name == name && !column.is_tag) return;
    }
    Refuse("/column: The '" + std::string(name) +
           "' field should be set in columns because '" + what +
           "' is required in timeseries data");
  };
  need(wire::tablestore::timeseries_column::kMeasurement, "measurement");
  need(wire::tablestore::timeseries_column::kTime, "time");
  for (size_t i = 0; i < options.columns.size(); ++i) {
    if (options.columns[i].name.find(':') == std::string::npos) continue;
    Refuse("/column/" + std::to_string(i) +
           "/name: names of fields and tags have no colon");
  }
  options.batch_bytes = std::min(options.batch_bytes, kMostPointBytes);
  static constexpr std::array kUnits{"nanoseconds", "microseconds", "milliseconds",
                                     "seconds", "minutes"};
  const std::string word = config.Text("/timeunit", "MICROSECONDS");
  const auto found = std::find(kUnits.begin(), kUnits.end(), Lower(word));
  if (found == kUnits.end()) {
    Refuse("/timeunit: '" + word +
           "' is no unit; one of NANOSECONDS, MICROSECONDS, MILLISECONDS, SECONDS, "
           "MINUTES");
  }
  options.time_unit = static_cast<PointTimeUnit>(found - kUnits.begin());
}

void CheckAutoIncrement(const Config& config, const WriterOptions& options) {
  if (!options.auto_increment) return;
  const std::string at = "/enableAutoIncrement: ";
  if (!config.Bool("/newVersion", false)) {
    Refuse(at +
           "The old version do not support auto increment keys; please add config in "
           "otswriter: \"newVersion\":\"true\"");
  }
  if (options.form != RecordForm::kRow) {
    Refuse(at + (options.form == RecordForm::kCell
                     ? "multiVersion mode do not support auto increment keys; set "
                       "\"mode\": \"normal\""
                     : "time-series tables have no auto increment keys; leave it out"));
  }
}

size_t Bounded(const Config& config, const char* key, int64_t absent, int64_t most) {
  return static_cast<size_t>(std::clamp<int64_t>(config.Int64(key, absent), 1, most));
}

}  // namespace

size_t WriterOptions::record_width() const {
  switch (form) {
    case RecordForm::kCell:
      return key.size() + 3;
    case RecordForm::kPoint:
      return columns.size();
    case RecordForm::kRow:
      break;
  }
  return key.size() + columns.size();
}

WriterOptions ReadWriterOptions(const Config& config, const Scope& scope) {
  WriterOptions options;
  options.table = NeedText(config, "/table", "name the table to write");
  options.form = ReadRecordForm(config, kComponent, scope);
  options.auto_increment = config.Bool("/enableAutoIncrement", false);
  CheckAutoIncrement(config, options);
  const int64_t version = config.Int64("/defaultTimestampInMillisecond", -1);
  if (version > 0) options.version_ms = version;
  options.batch_bytes =
      Bounded(config, "/requestTotalSizeLimitation", 1 << 20, kMostBatchBytes);
  options.batch_rows = Bounded(config, "/batchWriteCount", 100, 200);
  options.lanes = Bounded(config, "/concurrencyWrite", 5, 64);
  switch (options.form) {
    case RecordForm::kRow:
      ReadRowKeys(config, scope, options);
      break;
    case RecordForm::kCell:
      ReadCellKeys(config, scope, options);
      break;
    case RecordForm::kPoint:
      ReadPointKeys(config, scope, options);
      break;
  }
  return options;
}

}  // namespace hopline::plugins::ots
