#include "tests/bench/replay_odps.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <utility>

#include "tests/bench/plain_http.h"
#include "wire/maxcompute/session.h"
#include "wire/maxcompute/signature.h"

namespace hopline::bench {
namespace {

namespace mc = wire::maxcompute;

using Words = std::vector<std::string>;
using Bodies = std::vector<std::string>;

[[noreturn]] void Fail(const char* what) {
  std::fprintf(stderr, "replay: %s\n", what);
  std::_Exit(1);  // other threads may be sending
}

/// One table, over one connection.
class Table {
 public:
  /// TUNNEL, PROJECT, ID, KEY are words 1 to 4, FORM is word 6.
  Table(const Words& words, const std::string& name)
      : tunnel_(words[1]),
        keys_{words[3], words[4], ""},
        resource_("/projects/" + words[2] + "/tables/" + name),
        arrow_(words[6] == "arrow") {}

  std::string BeginDownload() {
    mc::DownloadSession session;
    if (!mc::ParseDownloadSession(Send("POST", {{"downloads", ""}}, {}), &session).ok()) {
      Fail("no download");
    }
    return session.id;
  }

  std::string Page(const std::string& download, uint64_t first, uint64_t rows) {
    const std::string range =
        "(" + std::to_string(first) + "," + std::to_string(rows) + ")";
    return SendRows("GET", {{"data", ""}, {"downloadid", download}, {"rowrange", range}},
                    {});
  }

  void Replace(const Bodies& blocks) {
    mc::UploadSession session;
    const wire::Fields overwrite = {{"uploads", ""}, {"overwrite", "true"}};
    if (!mc::ParseUploadSession(Send("POST", overwrite, {}), &session).ok()) {
      Fail("no upload");
    }
    const std::pair upload("uploadid", session.id);
    for (size_t i = 0; i < blocks.size(); ++i) {
      SendRows("PUT", {upload, {"blockid", std::to_string(i)}}, blocks[i]);
    }
    Send("GET", {upload}, {});
    Send("POST", {upload}, {});
  }

 private:
  std::string SendRows(const char* method, wire::Fields query, std::string_view body) {
    if (arrow_) query.emplace_back("arrow", "");
    return Send(method, std::move(query), body);
  }

  std::string Send(const char* method, wire::Fields query, std::string_view body) {
    mc::SignedRequest request{method, resource_, std::move(query), {}};
    request.headers.emplace_back("Content-Type", "application/octet-stream");
    mc::SignV2(keys_, std::time(nullptr), &request);
    const std::string url =
        tunnel_ + request.resource + "?" + wire::FormatQuery(request.query);
    return http_.Send(method, url, request.headers, body).body;
  }

  std::string tunnel_;
  mc::Credentials keys_;
  std::string resource_;
  bool arrow_;
  PlainHttp http_;
};

void ForEachPage(Table& table, const std::vector<uint64_t>& pages,
                 const std::function<void(std::string)>& take) {
  const std::string download = table.BeginDownload();
  uint64_t first = 0;
  for (const uint64_t rows : pages) {
    take(table.Page(download, first, rows));
    first += rows;
  }
}

}  // namespace

std::function<void()> PrepareOdpsTransfer(const Words& words) {
  const bool blocks = words[0] == "blocks";
  const size_t fixed = blocks ? 8 : 7;
  if ((!blocks && words[0] != "pages") || words.size() <= fixed) return {};
  std::vector<uint64_t> rows;
  for (size_t i = fixed; i < words.size(); ++i) {
    rows.push_back(std::strtoull(words[i].c_str(), nullptr, 10));
  }
  const auto source = std::make_shared<Table>(words, words[5]);
  if (!blocks) {
    return [source, rows] { ForEachPage(*source, rows, [](const std::string&) {}); };
  }
  const auto bodies = std::make_shared<Bodies>();
  ForEachPage(*source, rows,
              [&](std::string body) { bodies->push_back(std::move(body)); });
  const auto target = std::make_shared<Table>(words, words[7]);
  return [target, bodies] { target->Replace(*bodies); };
}

}  // namespace hopline::bench
