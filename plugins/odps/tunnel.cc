#include "plugins/odps/tunnel.h"

#include <algorithm>
#include <utility>

#include "plugins/odps/errors.h"

namespace hopline::plugins::odps {

namespace mc = wire::maxcompute;

namespace {

constexpr uint64_t kFirstPollMs = 100;
constexpr uint64_t kLongestPollMs = 5'000;

std::string Joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    if (!text.empty()) text += ',';
    text += name;
  }
  return text;
}

}  // namespace

Operation Tunnel::NewOperation(std::string method, wire::Fields query,
                               const std::string& partition, std::string doing) const {
  Operation operation;
  operation.doing = std::move(doing);
  mc::SignedRequest& request = operation.request;
  request.method = std::move(method);
  request.resource = "/projects/" + address_.project;
  if (!address_.schema.empty()) request.resource += "/schemas/" + address_.schema;
  request.resource += "/tables/" + address_.table;
  request.query = std::move(query);
  request.query.emplace_back("curr_project", address_.in_name_of);
  if (!partition.empty()) request.query.emplace_back("partition", partition);
  if (!address_.quota.empty()) request.query.emplace_back("quotaName", address_.quota);
  request.headers = {{"x-odps-tunnel-version", "6"}};
  return operation;
}

mc::UploadSession Tunnel::CreateUpload(const std::string& partition, bool overwrite,
                                       const Scope& scope) {
  wire::Fields query = {{"uploads", ""}};
  if (overwrite) query.emplace_back("overwrite", "true");
  Operation operation = NewOperation("POST", std::move(query), partition,
                                     "beginning an upload to table " + address_.table);
  operation.request.headers.emplace_back("odps-tunnel-date-transform", "v1");
  mc::UploadSession session;
  NeedReadable(ParseUploadSession(service_.Run(operation, scope).body, &session),
               operation.doing);
  if (overwrite && !session.is_overwrite) {
    throw Error(HOPLINE_STATUS_NOT_IMPLEMENTED,
                operation.doing +
                    ": the service does not replace the content of this table in an "
                    "upload; set truncate to false");
  }
  return session;
}

mc::UploadSession Tunnel::ReloadUpload(const std::string& id,
                                       const std::string& partition, const Scope& scope) {
  Operation operation = NewOperation("GET", {{"uploadid", id}, {"getblockid", "true"}},
                                     partition, "asking for the state of upload " + id);
  operation.request.headers.emplace_back("odps-tunnel-date-transform", "v1");
  mc::UploadSession session;
  NeedReadable(ParseUploadSession(service_.Run(operation, scope).body, &session),
               operation.doing);
  return session;
}

void Tunnel::PutBlock(const std::string& id, const std::string& partition, int64_t block,
                      const BodySource& body, BodyForm form, const Scope& scope) {
  wire::Fields query = {{"uploadid", id}, {"blockid", std::to_string(block)}};
  if (form.arrow) query.emplace_back("arrow", "");
  Operation operation = NewOperation(
      "PUT", std::move(query), partition,
      "uploading block " + std::to_string(block) + " to table " + address_.table);
  operation.source = &body;
  auto& headers = operation.request.headers;
  headers.emplace_back("Content-Type", "application/octet-stream");
  if (form.encoding != mc::ContentEncoding::kRaw) {
    headers.emplace_back("Content-Encoding", mc::ContentEncodingName(form.encoding));
  }
  service_.Run(operation, scope);
}

void Tunnel::CommitUpload(const std::string& id, const std::string& partition,
                          const Scope& scope) {
  Operation operation =
      NewOperation("POST", {{"uploadid", id}}, partition, "committing upload " + id);
  operation.request.headers.emplace_back("odps-tunnel-date-transform", "v1");
  service_.Run(operation, scope);
}

Operation Tunnel::NewDownload(std::string method, wire::Fields query, const RowSlice& of,
                              std::string doing) const {
  Operation operation =
      NewOperation(std::move(method), std::move(query), of.partition, std::move(doing));
  if (!of.instance.empty()) {
    operation.request.resource =
        "/projects/" + address_.project + "/instances/" + of.instance;
  }
  return operation;
}

mc::DownloadSession Tunnel::Ask(Operation operation, const Scope& scope) {
  operation.request.headers.emplace_back("odps-tunnel-date-transform", "v1");
  mc::DownloadSession session;
  NeedReadable(ParseDownloadSession(service_.Run(operation, scope).body, &session),
               operation.doing);
  return session;
}

mc::DownloadSession Tunnel::CreateDownload(const RowSlice& of, const Scope& scope) {
  wire::Fields query = {{"downloads", ""}};
  if (of.instance.empty()) query.emplace_back("asyncmode", "true");
  mc::DownloadSession session =
      Ask(NewDownload("POST", std::move(query), of,
                      "beginning a download of table " + address_.table),
          scope);
  for (uint64_t pause_ms = kFirstPollMs; session.status == mc::kSessionInitiating;
       pause_ms = std::min(2 * pause_ms, kLongestPollMs)) {
    scope.Wait(pause_ms);
    session = Ask(NewDownload("GET", {{"downloadid", session.id}}, of,
                              "asking for the state of download " + session.id),
                  scope);
  }
  return session;
}

mc::TableSchema Tunnel::DescribeResult(const std::string& instance, const Scope& scope) {
  RowSlice of;
  of.instance = instance;
  return Ask(NewDownload("POST", {{"downloads", ""}}, of,
                         "asking what a query of table " + address_.table + " gives"),
             scope)
      .schema;
}

HttpResponse Tunnel::ReadRows(const RowSlice& rows,
                              const std::vector<std::string>& columns, BodyForm form,
                              size_t most_bytes, const Scope& scope) {
  wire::Fields query = {{"data", ""},
                        {"downloadid", rows.session},
                        {"rowrange", "(" + std::to_string(rows.start) + "," +
                                         std::to_string(rows.count) + ")"}};
  if (!columns.empty() && rows.instance.empty()) {
    query.emplace_back("columns", Joined(columns));
  }
  if (form.arrow) query.emplace_back("arrow", "");
  Operation operation = NewDownload("GET", std::move(query), rows,
                                    "reading rows of table " + address_.table);
  operation.most_reply = most_bytes;
  if (form.encoding != mc::ContentEncoding::kRaw) {
    operation.request.headers.emplace_back("Accept-Encoding",
                                           mc::ContentEncodingName(form.encoding));
  }
  return service_.Run(operation, scope);
}

}  // namespace hopline::plugins::odps
