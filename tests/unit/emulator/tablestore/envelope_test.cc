#include <doctest/doctest.h>

#include "client.h"
#include "wire/tablestore/compression.h"
#include "wire/tablestore/dates.h"

namespace hopline::emulator::tablestore {
namespace {

// A correct ListTable request, to be spoiled.
HttpRequest ListTable(Client* client) {
  client->envelope.operation = "ListTable";
  client->envelope.now_unix_ms = client->clock.NowUnixUs() / 1000;
  HttpRequest request;
  request.method = "POST";
  request.target = "/ListTable";
  request.headers = codec::MakeRequestHeaders(client->envelope, "");
  return request;
}

void SetHeader(HttpRequest* request, const std::string& name, const std::string& value) {
  for (auto& header : request->headers) {
    if (header.first == name) header.second = value;
  }
}

void CheckRefused(Client* client, const HttpRequest& request, int status,
                  const std::string& message) {
  const HttpResponse response = client->service.Handle(request);
  CHECK(response.status == status);
  CHECK(Client::ErrorOf(response).message == message);
  CHECK(FindHeader(response.headers, "x-ots-requestid") != nullptr);
}

TEST_CASE("Envelope.OfARightRequestIsAnsweredSigned") {
  Client client;

  const HttpResponse response = client.Send("ListTable", "");

  CHECK(response.status == 200);
  CHECK(response.body.empty());
}

TEST_CASE("Envelope.AcceptsTheV4Signature") {
  Client client;
  client.envelope.region = "cn-hangzhou";

  CHECK(client.Send("ListTable", "").status == 200);
}

TEST_CASE("Envelope.WithAMissingHeaderIsRefused") {
  Client client;
  for (const char* name : {"x-ots-date", "x-ots-apiversion", "x-ots-accesskeyid",
                           "x-ots-contentmd5", "x-ots-instancename", "x-ots-signature"}) {
    HttpRequest request = ListTable(&client);
    std::erase_if(request.headers,
                  [&](const auto& header) { return header.first == name; });

    CheckRefused(&client, request, 400, "Missing header: '" + std::string(name) + "'.");
  }
}

TEST_CASE("Envelope.WithAWrongSignatureIsRefused") {
  Client client;
  HttpRequest request = ListTable(&client);
  SetHeader(&request, "x-ots-instancename", "other");

  CheckRefused(&client, request, 403, "Signature mismatch.");
}

TEST_CASE("Envelope.OfAnUnknownKeyIsRefusedUnsigned") {
  Client client;
  client.envelope.credentials.access_key_id = "nobody";
  const HttpRequest request = ListTable(&client);

  CheckRefused(&client, request, 403, "The AccessKeyID does not exist.");
  CHECK(FindHeader(client.service.Handle(request).headers, "authorization") == nullptr);
}

TEST_CASE("Envelope.DatedMoreThanAQuarterOfAnHourOffIsRefused") {
  Client client;
  HttpRequest request = ListTable(&client);
  const std::string date = *FindHeader(request.headers, "x-ots-date");

  client.clock.Advance(int64_t{14} * 60 * 1000 * 1000);
  CHECK(client.service.Handle(request).status == 200);
  client.clock.Advance(int64_t{2} * 60 * 1000 * 1000);
  CheckRefused(&client, request, 403,
               "Mismatch between system time and x-ots-date: " + date + ".");
}

TEST_CASE("Envelope.WithADateThatIsNoneIsRefused") {
  Client client;
  HttpRequest request = ListTable(&client);
  SetHeader(&request, "x-ots-date", "yesterday");
  std::erase_if(request.headers,
                [](const auto& header) { return header.first == "x-ots-signature"; });
  request.headers.emplace_back(
      "x-ots-signature",
      codec::SignRequestV2("secret",
                           codec::RequestStringToSign("ListTable", request.headers)));

  CheckRefused(&client, request, 400, "Invalid date format: yesterday.");
}

TEST_CASE("Envelope.OfTheAnyClockKeyIsAnsweredWithItsOwnDate") {
  Client client;
  client.envelope.credentials = {"anyId", "anySecret", ""};
  const HttpRequest request = ListTable(&client);
  client.clock.Advance(int64_t{365} * 86400 * 1000 * 1000);

  const HttpResponse response = client.service.Handle(request);

  CHECK(response.status == 200);
  CHECK(*FindHeader(response.headers, "x-ots-date") ==
        *FindHeader(request.headers, "x-ots-date"));
}

TEST_CASE("Envelope.WithAWrongDigestIsRefused") {
  Client client;
  HttpRequest request = ListTable(&client);
  request.body = "x";

  CheckRefused(
      &client, request, 403,
      "Mismatch between MD5 value of request body and x-ots-contentmd5 in header.");
}

TEST_CASE("Envelope.OfAnotherMethodIsRefused") {
  Client client;
  HttpRequest request = ListTable(&client);
  request.method = "GET";

  CHECK(client.service.Handle(request).status == 405);
}

TEST_CASE("Envelope.OfAnUnknownOperationIsRefused") {
  Client client;

  const HttpResponse response = client.Send("MakeCoffee", "");

  CHECK(response.status == 400);
  CHECK(Client::ErrorOf(response).message == "Unsupported operation: 'MakeCoffee'.");
  HttpRequest request;
  request.target = "/MakeCoffee";
  CHECK(client.service.OperationOf(request) == "Unknown");
  request.target = "/PutRow";
  CHECK(client.service.OperationOf(request) == "PutRow");
}

TEST_CASE("Envelope.WithABodyThatIsNoMessageIsRefused") {
  Client client;

  const HttpResponse response = client.Send("PutRow", "\xff\xff\xff");

  CHECK(response.status == 400);
  CHECK(Client::ErrorOf(response).code == codec::error_code::kParameterInvalid);
}

TEST_CASE("Envelope.MayBeCompressedBothWays") {
  Client client;
  client.Send("CreateTable", codec::Encode(TableRequest("t")));
  const std::string plain = codec::Encode(codec::TableNameRequest{"t"});
  client.envelope.operation = "DescribeTable";
  client.envelope.now_unix_ms = client.clock.NowUnixUs() / 1000;
  HttpRequest request;
  request.method = "POST";
  request.target = "/DescribeTable";
  request.body = codec::Compress(plain);
  request.headers = codec::MakeRequestHeaders(
      client.envelope, request.body,
      {{"x-ots-request-compress-type", "deflate"},
       {"x-ots-request-compress-size", std::to_string(plain.size())},
       {"x-ots-response-compress-type", "deflate"}});

  const HttpResponse response = client.service.Handle(request);

  REQUIRE(response.status == 200);
  std::string content;
  REQUIRE(codec::Decompress(response.body, 1 << 20, &content).ok());
  CHECK(*FindHeader(response.headers, "x-ots-response-compress-size") ==
        std::to_string(content.size()));
  CHECK(codec::VerifyResponse(client.envelope, response.headers, content).ok());
  codec::DescribeTableResponse description;
  CHECK(codec::Decode(content, &description).ok());
}

TEST_CASE("Envelope.OfAnInjectedErrorIsTheServicesOwn") {
  Client client;

  const HttpResponse response = client.service.Refuse(
      ListTable(&client), {503, "OTSServerBusy", "Server is busy."});

  CHECK(response.status == 503);
  CHECK(Client::ErrorOf(response).code == "OTSServerBusy");
  CHECK(codec::VerifyResponse(client.envelope, response.headers, response.body).ok());
}

TEST_CASE("Instances.HaveTablesOfTheirOwn") {
  Client client;
  client.Send("CreateTable", codec::Encode(TableRequest("t")));
  client.envelope.instance = "other";

  CHECK(client.Send("ListTable", "").body.empty());
}

}  // namespace
}  // namespace hopline::emulator::tablestore
