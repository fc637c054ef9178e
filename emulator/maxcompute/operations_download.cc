#include <algorithm>
#include <charconv>
#include <utility>

#include "emulator/maxcompute/failure.h"
#include "emulator/maxcompute/operations.h"
#include "emulator/maxcompute/row_output.h"
#include "wire/common/date.h"
#include "wire/maxcompute/session.h"

namespace hopline::emulator::maxcompute {
namespace {

namespace wm = wire::maxcompute;

DownloadPtr DownloadOf(const Call& call, const Registry<Download>& downloads) {
  DownloadPtr download = downloads.Find(call.QueryOr("downloadid"));
  if (download == nullptr) {
    throw Failure(404, "NoSuchDownload", "The specified download id does not exist");
  }
  if (wire::ToLower(download->resource) != wire::ToLower(call.address.resource)) {
    throw Failure(400, "InvalidResourceSpec",
                  "The specified table differs from the one of the download");
  }
  return download;
}

bool IsExpired(const Call& call, const Download& download) {
  return call.now_unix_s() >= download.created_unix_s + kSessionLifeS;
}

/// "(START,COUNT)".
bool ParseRowRange(std::string_view text, int64_t* first, int64_t* count) {
  const size_t comma = text.find(',');
  if (text.size() < 5 || text.front() != '(' || text.back() != ')' ||
      comma == std::string_view::npos) {
    return false;
  }
  const auto number = [](std::string_view part, int64_t* out) {
    const auto result = std::from_chars(part.data(), part.data() + part.size(), *out);
    return result.ec == std::errc() && result.ptr == part.data() + part.size() &&
           *out >= 0;
  };
  return number(wire::Trim(text.substr(1, comma - 1)), first) &&
         number(wire::Trim(text.substr(comma + 1, text.size() - comma - 2)), count);
}

void SelectRows(const Call& call, const Download& download, Selection* selection) {
  if (!ParseRowRange(call.QueryOr("rowrange"), &selection->first, &selection->count) ||
      selection->first > download.count() ||
      selection->count > download.count() - selection->first) {
    throw Failure(400, "InvalidRowRange", "The specified row range is not valid");
  }
}

/// Columns by name, in the order of the request; without names all of them.
void SelectColumns(const Call& call, const wm::TableSchema& schema,
                   Selection* selection) {
  const std::string names = call.QueryOr("columns");
  if (names.empty()) {
    for (size_t i = 0; i < schema.columns.size(); ++i) selection->columns.push_back(i);
    return;
  }
  std::string_view rest = names;
  while (true) {
    const size_t comma = std::min(rest.find(','), rest.size());
    const std::string name = wire::ToLower(wire::Trim(rest.substr(0, comma)));
    const auto found =
        std::find_if(schema.columns.begin(), schema.columns.end(),
                     [&](const wm::Column& column) { return column.name == name; });
    if (found == schema.columns.end()) {
      throw Failure(400, "InvalidColumnSpec", "column \"" + name + "\" does not exist");
    }
    selection->columns.push_back(static_cast<size_t>(found - schema.columns.begin()));
    if (comma == rest.size()) return;
    rest.remove_prefix(comma + 1);
  }
}

/// The first encoding of Accept-Encoding that there is.
wm::ContentEncoding AcceptedEncoding(const Call& call) {
  std::string_view rest = call.http.HeaderOr("accept-encoding");
  while (!rest.empty()) {
    const size_t comma = std::min(rest.find(','), rest.size());
    const std::string_view item = rest.substr(0, comma);
    const auto encoding = wm::ParseContentEncoding(item.substr(0, item.find(';')));
    if (encoding) return *encoding;
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return wm::ContentEncoding::kRaw;
}

void CheckArrow(const wm::TableSchema& schema, const Selection& selection) {
  for (const size_t index : selection.columns) {
    const wm::Type& type = schema.columns[index].type;
    if (wm::HasArrowForm(type)) continue;
    throw InvalidArgument("type " + wm::FormatType(type) +
                          " cannot be read as Arrow; read records");
  }
}

}  // namespace

HttpResponse DownloadReply(const Call& call, const Download& download) {
  wm::DownloadSession session;
  session.id = download.id;
  if (IsExpired(call, download)) session.status = wm::kSessionExpired;
  session.owner = "ALIYUN$hopline";
  session.initiated = wire::FormatHttpDate(download.created_unix_s);
  session.record_count = download.count();
  session.quota_name = call.Has("quotaName") ? call.QueryOr("quotaName") : "default";
  session.schema = download.schema;
  return PlainReply("application/json", wm::FormatDownloadSession(session));
}

HttpResponse CreateDownload(const Call& call, const Table& table,
                            Registry<Download>* downloads, IdSource* ids) {
  auto download = std::make_shared<Download>();
  download->id = ids->NewSessionId(call.now_unix_s());
  download->resource = call.address.resource;
  download->partition = PartitionOf(call, table);
  download->created_unix_s = call.now_unix_s();
  download->schema = table.settings().schema;
  download->rows = table.Read(download->partition);
  download->limit_rows = download->rows.count();
  HttpResponse response = DownloadReply(call, *download);
  downloads->Add(std::move(download));
  return response;
}

HttpResponse GetDownload(const Call& call, const Registry<Download>& downloads) {
  return DownloadReply(call, *DownloadOf(call, downloads));
}

HttpResponse ReadRows(const Call& call, const Registry<Download>& downloads) {
  const DownloadPtr download = DownloadOf(call, downloads);
  if (IsExpired(call, *download)) throw StatusConflict();
  Selection selection;
  SelectRows(call, *download, &selection);
  SelectColumns(call, download->schema, &selection);
  const wm::ContentEncoding encoding = AcceptedEncoding(call);
  HttpResponse response;
  if (call.Has("arrow")) {
    CheckArrow(download->schema, selection);
    // Instances answer moments as seconds and nanoseconds, tables as nanoseconds.
    const auto form = call.operation == Operation::kReadInstanceRows
                          ? wm::TimestampForm::kSecondsAndNanos
                          : wm::TimestampForm::kNanoseconds;
    response.body = WriteArrow(download->rows, selection, form, encoding);
  } else {
    response.body = WriteRecords(download->rows, selection, encoding);
  }
  response.headers.emplace_back("Content-Type", "application/octet-stream");
  if (encoding != wm::ContentEncoding::kRaw) {
    response.headers.emplace_back("Content-Encoding",
                                  std::string(wm::ContentEncodingName(encoding)));
  }
  return response;
}

HttpResponse PreviewTable(const Call& call, const Table& table) {
  const wm::TableSchema& schema = table.settings().schema;
  Rows rows;
  if (call.Has("partition") || !table.settings().partitioned()) {
    rows = table.Read(PartitionOf(call, table));
  } else {
    for (const wm::Partition& partition : table.ListPartitions()) {
      rows.Append(table.Read(PartitionText(partition.spec)));
    }
  }
  constexpr int64_t kMaxPreviewRows = 10000;
  Selection selection;
  SelectColumns(call, schema, &selection);
  CheckArrow(schema, selection);
  const auto limit = wire::ParseUnsigned(call.QueryOr("limit"));
  selection.count = std::min(rows.count(), kMaxPreviewRows);
  if (limit) {
    selection.count = std::min<int64_t>(
        selection.count, static_cast<int64_t>(std::min<uint64_t>(*limit, INT32_MAX)));
  }
  std::vector<std::string> names;
  std::vector<wm::Type> types;
  for (const size_t index : selection.columns) {
    names.push_back(schema.columns[index].name);
    types.push_back(schema.columns[index].type);
  }
  const std::string accepted = wire::ToLower(call.http.HeaderOr("accept-encoding"));
  auto compression = wm::BufferCompression::kNone;
  if (accepted.find("zstd") != std::string::npos) {
    compression = wm::BufferCompression::kZstd;
  } else if (accepted.find("lz4_frame") != std::string::npos) {
    compression = wm::BufferCompression::kLz4Frame;
  }
  return PlainReply("application/octet-stream",
                    WriteIpcStream(rows, selection, names, types, compression));
}

}  // namespace hopline::emulator::maxcompute
