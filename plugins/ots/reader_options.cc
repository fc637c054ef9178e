#include "plugins/ots/reader_options.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

#include "plugins/common/base64.h"
#include "plugins/common/config_checks.h"

namespace hopline::plugins::ots {

using tablestore::ColumnType;
using wire::tablestore::Value;

namespace {

constexpr char kComponent[] = "ots.reader";

[[noreturn]] void RefuseConstant(const std::string& at, const char* what) {
  Refuse(at + "/value: Parse 'column' fail, the constant is no " + what);
}

template <class Number>
Number ParseNumber(const std::string& at, const std::string& text, const char* what) {
  Number number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, number);
  if (failure != std::errc() || stop != end) RefuseConstant(at, what);
  return number;
}

Value ReadConstant(const std::string& at, ColumnType type, std::string text) {
  switch (type) {
    case ColumnType::kInt:
      return Value::Integer(ParseNumber<int64_t>(at, text, "integer of 64 bits"));
    case ColumnType::kDouble:
      return Value(wire::tablestore::ValueView::Double(
          ParseNumber<double>(at, text, "decimal number")));
    case ColumnType::kBool: {
      const std::string word = Lower(text);
      if (word != "true" && word != "false") RefuseConstant(at, "true or false");
      return Value(wire::tablestore::ValueView::Boolean(word == "true"));
    }
    case ColumnType::kBinary: {
      auto bytes = DecodeBase64(text);
      if (!bytes.has_value()) RefuseConstant(at, "Base64 with its padding");
      return Value::Binary(std::move(*bytes));
    }
    case ColumnType::kString:
      break;
  }
  return Value::String(std::move(text));
}

ReadColumn ReadColumnItem(const Config& config, const std::string& at,
                          const Scope& scope) {
  if (config.Kind(at) != HOPLINE_JSON_OBJECT) {
    Refuse(at +
           ": Parse 'column' fail, the item of column format support '{\"name\":\"\"}' "
           "or '{\"type\":\"\", \"value\":\"\"}'");
  }
  ReadColumn column;
  column.name = config.Text(at + "/name", "");
  column.is_tag = config.Bool(at + "/is_timeseries_tag", false);
  if (config.Has(at + "/type")) {
    column.type = tablestore::ReadColumnType(at + "/type", config.Text(at + "/type"),
                                             kComponent, scope);
  }
  if (!column.name.empty()) return column;
  if (!config.Has(at + "/value") || !column.type.has_value()) {
    Refuse(at +
           ": Parse 'column' fail, the item of column format support '{\"name\":\"\"}' "
           "or '{\"type\":\"\", \"value\":\"\"}'; give a name, or type and value");
  }
  column.constant = ReadConstant(at, *column.type, config.Text(at + "/value"));
  return column;
}

void CheckCellColumns(const std::vector<ReadColumn>& columns) {
  std::set<std::string> names;
  for (size_t i = 0; i < columns.size(); ++i) {
    const std::string at = "/column/" + std::to_string(i);
    if (columns[i].constant.has_value()) {
      Refuse(at +
             ": in mode:'multiVersion', the 'column' can not have const column; leave it "
             "out");
    }
    if (!names.insert(columns[i].name).second) {
      Refuse(at + ": in mode:'multiVersion', the 'column' has column " + columns[i].name +
             " twice; leave one out");
    }
  }
}

std::vector<ReadColumn> ReadColumns(const Config& config, RecordForm form,
                                    const Scope& scope) {
  std::vector<ReadColumn> columns;
  const uint64_t n = config.Count("/column");
  for (uint64_t i = 0; i < n; ++i) {
    columns.push_back(ReadColumnItem(config, "/column/" + std::to_string(i), scope));
  }
  if (form == RecordForm::kCell) CheckCellColumns(columns);
  if (form != RecordForm::kCell && columns.empty()) {
    Refuse(
        "/column: in mode:'normal', the 'column' must specify at least one column_name "
        "or const column; write \"column\": [{\"name\": \"…\"}]");
  }
  return columns;
}

TimeBounds ReadTimeBounds(const Config& config, RecordForm form, const Scope& scope) {
  TimeBounds bounds;
  if (!config.Has("/timeRange")) return bounds;
  if (form == RecordForm::kRow) {
    scope.Log(HOPLINE_LOG_WARN, kComponent,
              "timeRange has no effect on rows of a wide-column table: it needs "
              "\"mode\": \"multiVersion\" or a time-series table");
    return bounds;
  }
  bounds.begin = config.Int64("/timeRange/begin", bounds.begin);
  bounds.end = config.Int64("/timeRange/end", bounds.end);
  if (bounds.begin < 0) Refuse("/timeRange/begin: must not be negative");
  if (bounds.begin >= bounds.end) {
    Refuse("/timeRange: 'begin' " + std::to_string(bounds.begin) +
           " must be less than 'end' " + std::to_string(bounds.end));
  }
  return bounds;
}

void CheckMetaMode(const Config& config) {
  const std::string word = Lower(config.Text("/metaMode", ""));
  if (word.empty() || word == "false") return;
  Refuse("/metaMode: metadata of a table is not data to transfer; leave the key out");
}

}  // namespace

ReaderOptions ReadReaderOptions(const Config& config, const Scope& scope) {
  ReaderOptions options;
  options.table = NeedText(config, "/table", "name the table to read");
  CheckMetaMode(config);
  options.form = ReadRecordForm(config, kComponent, scope);
  options.columns = ReadColumns(config, options.form, scope);
  options.time = ReadTimeBounds(config, options.form, scope);
  options.max_versions = static_cast<int32_t>(
      std::clamp<int64_t>(config.Int64("/maxVersion", options.max_versions), 1,
                          std::numeric_limits<int32_t>::max()));
  if (options.form == RecordForm::kPoint) {
    options.measurement = config.Text("/measurementName", "");
    if (config.Has("/range")) {
      scope.Log(HOPLINE_LOG_WARN, kComponent,
                "range has no effect on a time-series table; the service splits it");
    }
  } else {
    options.range = ReadRangeOptions(config);
  }
  return options;
}

}  // namespace hopline::plugins::ots
