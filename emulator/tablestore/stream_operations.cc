#include <algorithm>

#include "emulator/tablestore/limits.h"
#include "emulator/tablestore/operations.h"
#include "emulator/tablestore/shard_iterator.h"

namespace hopline::emulator::tablestore {

std::string ListStream(const Call& call) {
  const auto request = DecodeBody<codec::ListStreamRequest>(call);
  codec::ListStreamResponse response;
  for (const auto& table : call.store->Tables(call.instance)) {
    auto stream = table->StreamInfo();
    if (!stream) continue;
    if (request.table_name && stream->table_name != *request.table_name) continue;
    response.streams.push_back(std::move(*stream));
  }
  return codec::Encode(response);
}

std::string DescribeStream(const Call& call) {
  const auto request = DecodeBody<codec::DescribeStreamRequest>(call);
  if (request.shard_limit && *request.shard_limit <= 0) {
    FailParameter("The shard limit must be greater than 0.");
  }
  const auto table = call.store->FindStream(call.instance, request.stream_id);
  return codec::Encode(table->DescribeStream(request, call.now_us));
}

std::string GetShardIterator(const Call& call) {
  const auto request = DecodeBody<codec::GetShardIteratorRequest>(call);
  const auto table = call.store->FindStream(call.instance, request.stream_id);
  codec::GetShardIteratorResponse response;
  response.shard_iterator = table->ShardIteratorFor(request, call.now_us);
  return codec::Encode(response);
}

std::string GetStreamRecord(const Call& call) {
  const auto request = DecodeBody<codec::GetStreamRecordRequest>(call);
  if (request.limit && *request.limit <= 0)
    FailParameter("The limit must be greater than 0.");
  const ShardIterator from = ParseShardIterator(request.shard_iterator);
  const size_t wanted =
      request.limit ? static_cast<size_t>(*request.limit) : limits::kStreamRecords;
  const auto table = call.store->FindStream(call.instance, from.stream_id);
  return table->StreamRecords(from.stream_id, from.shard_id, from.position,
                              std::min(wanted, limits::kStreamRecords), call.now_us);
}

}  // namespace hopline::emulator::tablestore
