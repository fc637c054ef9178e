#include "plugins/otsstream/options.h"

#include <algorithm>
#include <cctype>

#include "plugins/common/config_checks.h"

namespace hopline::plugins::otsstream {
namespace {

constexpr char kRowMode[] = "single_version_and_update_only";

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

std::string NeedText(const Config& config, const char* pointer, const char* hint) {
  std::string text = config.Text(pointer, "");
  if (text.empty()) Refuse(std::string(pointer) + ": missing the key; " + hint);
  return text;
}

ColumnImage ReadImage(const std::string& pointer, const std::string& word) {
  const std::string lower = Lower(word);
  if (lower.empty() || lower == "new") return ColumnImage::kNew;
  if (lower == "old") return ColumnImage::kOld;
  if (lower == "latest") return ColumnImage::kLatest;
  Refuse(pointer + ": unknown image " + word + "; one of new, old, latest");
}

std::vector<OutputColumn> ReadColumns(const Config& config, const Scope& scope) {
  std::vector<OutputColumn> columns;
  const uint64_t n = config.Count("/column");
  for (uint64_t i = 0; i < n; ++i) {
    const std::string at = "/column/" + std::to_string(i);
    if (config.Kind(at) != HOPLINE_JSON_OBJECT) {
      Refuse(at + ": Parse column fail, please check your config: write {\"name\": …}");
    }
    OutputColumn column;
    column.name = config.Text(at + "/name", "");
    if (column.name.empty()) Refuse(at + "/name: missing the key");
    if (config.Has(at + "/type")) {
      column.type = tablestore::ReadColumnType(at + "/type", config.Text(at + "/type"),
                                               kComponent, scope);
    }
    column.image = ReadImage(at + "/dataType", config.Text(at + "/dataType", ""));
    column.tag = config.Bool(at + "/is_timeseries_tag", false);
    columns.push_back(std::move(column));
  }
  return columns;
}

/// What goes with which kind of table.
void CheckColumn(const Options& options, size_t i) {
  const OutputColumn& column = options.columns[i];
  const std::string at = "/column/" + std::to_string(i);
  if (options.timeseries && column.image != ColumnImage::kNew) {
    Refuse(at +
           "/dataType: points of a time series are written, never changed; use new, or "
           "leave it out");
  }
  if (!options.timeseries && column.tag) {
    Refuse(at +
           "/is_timeseries_tag: only time-series tables have tags; set isTimeseriesTable "
           "to true, or leave it out");
  }
}

bool ReadRowMode(const Config& config) {
  const std::string mode = config.Text("/mode", "");
  if (mode.empty()) return false;
  if (Lower(mode) == kRowMode) return true;
  Refuse("/mode: Unsupported Mode: " + mode + ", please check your config; " + kRowMode +
         ", or leave it out for one record per cell");
}

void ReadRowModeKeys(const Config& config, const Scope& scope, Options& options) {
  if (options.sequence_info) {
    Refuse(
        "/isExportSequenceInfo: must be false with this mode; set false, or leave out "
        "mode");
  }
  options.timeseries = config.Bool("/isTimeseriesTable", false);
  options.columns = ReadColumns(config, scope);
  for (size_t i = 0; i < options.columns.size(); ++i) {
    CheckColumn(options, i);
  }
  options.any_latest = std::any_of(
      options.columns.begin(), options.columns.end(),
      [](const auto& column) { return column.image == ColumnImage::kLatest; });
}

}  // namespace

Options ReadOptions(const Config& config, const Config& settings, const Scope& scope) {
  Options options;
  options.data_table = NeedText(config, "/dataTable", "name the table to read");
  options.status_table =
      NeedText(config, "/statusTable",
               "name the table that keeps read positions, for example "
               "TableStoreStreamReaderStatusTable; it is made when missing");
  if (options.status_table == options.data_table) {
    Refuse("/statusTable: must not be the data table");
  }
  options.window = ReadWindow(config, settings.Text("/column/timeZone", "GMT+8"), scope);
  options.row_mode = ReadRowMode(config);
  options.sequence_info = config.Bool("/isExportSequenceInfo", false);
  options.seek_iterator = config.Bool("/enableSeekIterator", false);
  options.table_group = config.Bool("/enableTableGroupSupport", false);
  options.max_retries = static_cast<uint32_t>(
      std::clamp<int64_t>(config.Int64("/maxRetries", 30), 0, 10'000));
  if (options.row_mode) {
    ReadRowModeKeys(config, scope, options);
  } else {
    for (const char* key : {"/column", "/isTimeseriesTable"}) {
      if (!config.Has(key)) continue;
      scope.Log(HOPLINE_LOG_WARN, kComponent,
                std::string(key + 1) +
                    " has no effect without mode: every cell change "
                    "is a record of its own");
    }
  }
  return options;
}

}  // namespace hopline::plugins::otsstream
