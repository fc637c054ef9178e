#include "host/run/dirty_file.h"

#include <fmt/format.h>

#include <filesystem>
#include <hopline/error.hpp>
#include <vector>

#include "host/run/cells.h"
#include "host/run/validate.h"

namespace hopline::run {
namespace {

using services::JsonWriter;

/// The details of each row, by row.
std::vector<std::vector<const hopline_dirty*>> ByRow(const hopline_dirty* const* details,
                                                     uint64_t n, int64_t rows) {
  std::vector<std::vector<const hopline_dirty*>> by_row(static_cast<size_t>(rows));
  for (uint64_t i = 0; i < n; ++i) {
    if (details == nullptr || details[i] == nullptr) {
      throw Error(HOPLINE_STATUS_INVALID_STATE,
                  fmt::format("reporting dirty rows: detail {} is missing", i));
    }
    const int64_t row = details[i]->row;
    if (row < 0 || row >= rows) {
      throw Error(HOPLINE_STATUS_INVALID_STATE,
                  fmt::format("reporting dirty rows: detail {} speaks of row {} of {}", i,
                              row, rows));
    }
    by_row[static_cast<size_t>(row)].push_back(details[i]);
  }
  return by_row;
}

void WriteReasons(JsonWriter& json, const std::vector<const hopline_dirty*>& details,
                  const services::Secrets& secrets) {
  json.BeginArray();
  for (const hopline_dirty* detail : details) {
    json.BeginObject();
    json.Key("column").String(detail->column == nullptr ? "" : detail->column);
    json.Key("code").Integer(detail->code);
    json.Key("reason").String(
        secrets.Redact(detail->reason == nullptr ? "" : detail->reason));
    json.EndObject();
  }
  json.EndArray();
}

/// "column 'n': the text is no number".
std::string InWords(const std::vector<const hopline_dirty*>& details,
                    const services::Secrets& secrets) {
  if (details.empty()) return "no reason given";
  const hopline_dirty& detail = *details.front();
  const std::string reason =
      secrets.Redact(detail.reason == nullptr ? "no reason given" : detail.reason);
  return detail.column == nullptr ? reason
                                  : fmt::format("column '{}': {}", detail.column, reason);
}

}  // namespace

DirtyFile::DirtyFile(const Context& context, std::string path,
                     std::optional<uint64_t> limit)
    : context_(context), path_(std::move(path)), limit_(limit) {}

void DirtyFile::Report(const std::string& step, const ArrowArray& rows,
                       const ArrowSchema& schema, const hopline_dirty* const* details,
                       uint64_t n) {
  ValidateSchema(schema);
  const Fields fields = Fields::Read(schema);
  ValidateBatch(rows, fields, UINT32_MAX);
  const BatchView view(rows, fields);
  const auto by_row = ByRow(details, n, rows.length);
  JsonWriter columns;
  WriteFields(columns, fields);

  const services::MutexLock lock(mutex_);
  std::string lines;
  const int number = SchemaNumber(columns.text(), lines);
  for (int64_t row = 0; row < rows.length; ++row) {
    JsonWriter json;
    json.BeginObject();
    json.Key("schema").Integer(number);
    json.Key("step").String(step);
    json.Key("reasons");
    WriteReasons(json, by_row[static_cast<size_t>(row)], context_.secrets);
    json.Key("cells");
    WriteCells(json, view, fields, row);
    json.EndObject();
    lines.append(json.text()).append(1, '\n');
  }
  Append(lines);
  const auto count = static_cast<uint64_t>(rows.length);
  if (count == 0) return;
  const bool is_first = summary_.rows == 0;
  summary_.rows += count;
  summary_.rows_of_step[step] += count;
  context_.progress.dirty += count;
  if (limit_ && summary_.rows > *limit_) {
    summary_.over_limit = true;
    throw Error(
        HOPLINE_STATUS_DIRTY_LIMIT,
        fmt::format("{} dirty rows, errorLimit allows {}: {}; they are kept in {}",
                    summary_.rows, *limit_, InWords(by_row.front(), context_.secrets),
                    path_));
  }
  if (is_first) {
    context_.log.Warn(
        fmt::format("first dirty row of this task: step '{}', {}; they are "
                    "kept in {}",
                    step, InWords(by_row.front(), context_.secrets), path_));
  }
}

int DirtyFile::SchemaNumber(const std::string& columns, std::string& lines) {
  const auto [place, is_new] =
      schemas_.emplace(columns, static_cast<int>(schemas_.size()) + 1);
  if (is_new) {
    JsonWriter json;
    json.BeginObject();
    json.Key("schema").Integer(place->second);
    json.Key("columns").Raw(columns);
    json.EndObject();
    lines.append(json.text()).append(1, '\n');
  }
  return place->second;
}

void DirtyFile::Append(const std::string& lines) {
  if (!file_) file_ = context_.env.OpenAppend(path_);
  file_->Append(lines);
  digest_.Update(lines);
  summary_.bytes += lines.size();
}

DirtyFile::Summary DirtyFile::Finish() {
  const services::MutexLock lock(mutex_);
  if (file_) {
    file_->Sync();
    context_.env.SyncDirectory(std::filesystem::path(path_).parent_path().string());
    summary_.sha256 = digest_.FinishHex();
    file_.reset();
  }
  return summary_;
}

bool DirtyFile::over_limit() const {
  const services::MutexLock lock(mutex_);
  return summary_.over_limit;
}

}  // namespace hopline::run
