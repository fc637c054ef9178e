#include "client.h"

#include <utility>

#include "wire/tablestore/plain_buffer_reader.h"
#include "wire/tablestore/plain_buffer_writer.h"

namespace hopline::emulator::tablestore {

Client::Client(const std::filesystem::path& folder)
    : service(&clock, {{"id", "secret", false}, {"anyId", "anySecret", true}}, folder) {
  clock.Set(kStartMs * 1000);
  envelope.instance = kInstance;
  envelope.credentials = {"id", "secret", ""};
}

HttpResponse Client::Send(const std::string& operation, const std::string& body) {
  envelope.operation = operation;
  envelope.now_unix_ms = clock.NowUnixUs() / 1000;
  HttpRequest request;
  request.method = "POST";
  request.target = "/" + operation;
  request.headers = codec::MakeRequestHeaders(envelope, body);
  request.body = body;
  const auto fault = std::exchange(row_fault, std::nullopt);
  HttpResponse response =
      fault ? service.HandleFailingRows(request, *fault) : service.Handle(request);
  const codec::Status status =
      codec::VerifyResponse(envelope, response.headers, response.body);
  CHECK_MESSAGE(status.ok(), status.message());
  return response;
}

codec::ServiceError Client::ErrorOf(const HttpResponse& http) {
  codec::ServiceError error;
  if (http.status != 200) REQUIRE(codec::Decode(http.body, &error).ok());
  return error;
}

void Client::Put(const std::string& table, const codec::Row& row) {
  Call<codec::WriteRowResponse>("PutRow", PutRequest(table, row));
}

void Client::Update(const std::string& table, const codec::Row& row) {
  Call<codec::WriteRowResponse>("UpdateRow", PutRequest(table, row));
}

void Client::Delete(const std::string& table, const codec::PrimaryKey& key) {
  codec::WriteRowRequest request;
  request.table_name = table;
  request.row = codec::EncodeDeletion(key);
  Call<codec::WriteRowResponse>("DeleteRow", request);
}

std::optional<codec::Row> Client::Get(const std::string& table,
                                      const codec::PrimaryKey& key) {
  codec::GetRowRequest request;
  request.table_name = table;
  request.primary_key = codec::EncodeKey(key);
  request.selection.max_versions = 100;
  const auto response = Call<codec::GetRowResponse>("GetRow", request);
  if (response.row.empty()) return std::nullopt;
  return RowsIn(response.row).at(0);
}

std::string Client::StreamIdOf(const std::string& table) {
  const auto streams =
      Call<codec::ListStreamResponse>("ListStream", codec::ListStreamRequest{table});
  REQUIRE(streams.streams.size() == 1);
  return streams.streams[0].stream_id;
}

std::string Client::IteratorOf(const std::string& table, const std::string& shard,
                               std::optional<int64_t> timestamp_us) {
  codec::GetShardIteratorRequest request;
  request.stream_id = StreamIdOf(table);
  request.shard_id = shard;
  request.timestamp_us = timestamp_us;
  return Call<codec::GetShardIteratorResponse>("GetShardIterator", request)
      .shard_iterator;
}

codec::CreateTableRequest TableRequest(const std::string& name) {
  codec::CreateTableRequest request;
  request.meta.name = name;
  request.meta.key = {{"pk1", codec::KeyType::kString, false},
                      {"pk2", codec::KeyType::kInteger, false}};
  request.options = codec::TableOptions{-1, 3, {}, {}, {}};
  return request;
}

codec::CreateTableRequest TableWithStream(const std::string& name) {
  codec::CreateTableRequest request = TableRequest(name);
  request.stream = codec::StreamSpecification{true, 24, {}};
  return request;
}

codec::PrimaryKey KeyOf(const std::string& pk1, int64_t pk2) {
  return {{"pk1", codec::Value::String(pk1)}, {"pk2", codec::Value::Integer(pk2)}};
}

codec::Row RowOf(const std::string& pk1, int64_t pk2, std::vector<codec::Cell> cells) {
  codec::Row row;
  row.key = KeyOf(pk1, pk2);
  row.cells = std::move(cells);
  return row;
}

codec::Cell PutCell(const std::string& name, codec::Value value,
                    std::optional<int64_t> timestamp_ms) {
  return {name, std::move(value), timestamp_ms, codec::CellOperation::kPut};
}

codec::WriteRowRequest PutRequest(const std::string& table, const codec::Row& row) {
  codec::WriteRowRequest request;
  request.table_name = table;
  request.row = codec::EncodeRow(row);
  return request;
}

std::vector<codec::Row> RowsIn(const std::string& bytes) {
  codec::PlainBufferReader reader(bytes, codec::PlainBufferReader::Lengths::kChecked);
  codec::RowView view;
  std::vector<codec::Row> rows;
  while (reader.Next(&view)) rows.push_back(codec::ToRow(view));
  CHECK_FALSE(reader.failed());
  return rows;
}

Batch ReadStream(Client* client, const std::string& iterator,
                 std::optional<int32_t> limit) {
  codec::GetStreamRecordRequest request;
  request.shard_iterator = iterator;
  request.limit = limit;
  const HttpResponse http = client->Send("GetStreamRecord", codec::Encode(request));
  REQUIRE_MESSAGE(http.status == 200, Client::ErrorOf(http).code);
  codec::StreamRecordReader reader;
  REQUIRE(reader.Open(http.body).ok());
  Batch batch;
  if (reader.next_shard_iterator()) batch.next_iterator = *reader.next_shard_iterator();
  batch.may_more = reader.may_more_record();
  codec::StreamRecordView record;
  while (reader.Next(&record)) {
    batch.actions.push_back(record.action);
    batch.rows.push_back(RowsIn(std::string(record.row)).at(0));
  }
  return batch;
}

}  // namespace hopline::emulator::tablestore
