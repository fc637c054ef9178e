#include "tests/unit/emulator/maxcompute/tunnel_client.h"

#include <doctest/doctest.h>

#include "wire/maxcompute/error.h"
#include "wire/maxcompute/instance.h"
#include "wire/maxcompute/record_writer.h"
#include "wire/maxcompute/signature.h"

namespace hopline::emulator::maxcompute::test {

namespace wm = wire::maxcompute;

TunnelClient::TunnelClient(const std::filesystem::path& folder) : folder_(folder) {
  Restart();
}

void TunnelClient::Restart() {
  service_.reset();
  service_ = std::make_unique<MaxComputeService>(
      &clock, std::vector<AccessKey>{{"id", "secret", false}}, folder_);
  service_->SetTunnelAddress("127.0.0.1:1");
}

HttpResponse TunnelClient::Call(const std::string& method, const std::string& target,
                                const std::string& body, HeaderList headers) {
  Address address = ParseAddress(target);
  wm::SignedRequest request = {method, address.resource, address.query,
                               std::move(headers)};
  wm::SignV2({"id", "secret", ""}, clock.NowUnixUs() / 1000000, &request);
  return service_->Handle({method, target, request.headers, body});
}

std::string TunnelClient::Body(const std::string& method, const std::string& target,
                               const std::string& body) {
  const HttpResponse response = Call(method, target, body);
  REQUIRE_MESSAGE(response.status / 100 == 2, response.body);
  return response.body;
}

wm::TaskResult TunnelClient::Run(const std::string& query) {
  wm::SqlTask task;
  task.query = query;
  const HttpResponse made =
      Call("POST", "/projects/p/instances", wm::FormatInstanceRequest(task));
  REQUIRE(made.status == 201);
  const std::string location = *FindHeader(made.headers, "location");
  const std::string id = location.substr(location.rfind('/') + 1);
  wm::TaskResult result;
  REQUIRE(
      wm::ParseTaskResult(Body("GET", "/projects/p/instances/" + id + "?result"), &result)
          .ok());
  return result;
}

std::string TunnelClient::Sql(const std::string& query) {
  const wm::TaskResult result = Run(query);
  return result.status == "Failed" ? result.content : "";
}

std::string TunnelClient::Csv(const std::string& query) {
  const wm::TaskResult result = Run(query);
  REQUIRE_MESSAGE(result.status == "Success", result.content);
  return result.content;
}

std::string TunnelClient::BeginUpload(const std::string& table, const std::string& more) {
  wm::UploadSession session;
  REQUIRE(wm::ParseUploadSession(
              Body("POST", "/projects/p/tables/" + table + "?uploads" + more), &session)
              .ok());
  return session.id;
}

HttpResponse TunnelClient::PutBlock(const std::string& table, const std::string& upload,
                                    int64_t block, const std::vector<int64_t>& values,
                                    const std::string& more) {
  return Call("PUT",
              "/projects/p/tables/" + table + "?uploadid=" + upload +
                  "&blockid=" + std::to_string(block) + more,
              BigintStream(values));
}

HttpResponse TunnelClient::Commit(const std::string& table, const std::string& upload,
                                  const std::string& more) {
  return Call("POST", "/projects/p/tables/" + table + "?uploadid=" + upload + more);
}

wm::UploadSession TunnelClient::Reload(const std::string& table,
                                       const std::string& upload,
                                       const std::string& more) {
  wm::UploadSession session;
  REQUIRE(wm::ParseUploadSession(
              Body("GET", "/projects/p/tables/" + table + "?uploadid=" + upload + more),
              &session)
              .ok());
  return session;
}

std::string BigintStream(const std::vector<int64_t>& values) {
  wm::Type bigint;
  bigint.kind = wm::TypeKind::kBigint;
  wm::Columns columns = wm::MakeColumns({bigint}, wm::TimestampForm::kNanoseconds);
  for (const int64_t value : values) {
    columns[0].AppendBytes(&value, sizeof value);
    columns[0].AppendValid();
  }
  std::string out;
  wm::RecordWriter writer(&out);
  writer.Write(wm::ViewsOf(columns), 0, columns[0].rows);
  writer.Finish();
  return out;
}

std::string CodeOf(const HttpResponse& response) {
  const auto error = wm::ParseError(response.body);
  REQUIRE_MESSAGE(error.has_value(), response.body);
  return std::to_string(response.status) + " " + error->code;
}

}  // namespace hopline::emulator::maxcompute::test
