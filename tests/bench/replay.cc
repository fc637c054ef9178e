// Moves the bytes of a job with plain libcurl: the same calls in the same order and of
// the same sizes, nothing decoded, encoded or checked. Prints {"wall_s": SECONDS}: how
// long the transfers took, without what was prepared for them.
//
//   replay TRANSFER…
//
// Each transfer is done on a thread of its own, by one connection:
// stream,URL,INSTANCE,ID,KEY,TABLE,SHARD     a shard's pages, from its oldest record
//
// upload,URL,BUCKET,ID,KEY,OBJECT,SIZE,…     an upload of parts of these sizes
//
// download,URL,BUCKET,ID,KEY,OBJECT,SIZE,…   ranges of these sizes, from the front
//
// or, with tables as a whole, as replay_tables.h and replay_odps.h say.
#include <curl/curl.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/bench/plain_http.h"
#include "tests/bench/replay_odps.h"
#include "tests/bench/replay_tables.h"
#include "wire/oss/address.h"
#include "wire/oss/messages.h"
#include "wire/oss/signature.h"
#include "wire/tablestore/stream_messages.h"
#include "wire/tablestore/stream_records.h"

namespace hopline::bench {
namespace {

namespace ts = wire::tablestore;
namespace oss = wire::oss;

using Words = std::vector<std::string>;

Words Split(const std::string& text) {
  Words words;
  std::istringstream in(text);
  for (std::string word; std::getline(in, word, ',');) words.push_back(word);
  return words;
}

[[noreturn]] void Fail(const char* what) {
  std::fprintf(stderr, "replay: %s\n", what);
  std::_Exit(1);  // other threads may be sending
}

void ReadStream(const Words& words) {
  if (words.size() != 7) Fail("stream takes six values");
  const Instance instance{words[1], words[2], words[3], words[4]};
  PlainHttp http;
  ts::ListStreamResponse streams;
  const std::string listed = SendTablestore(http, instance, "ListStream",
                                            Encode(ts::ListStreamRequest{words[5]}));
  if (!ts::Decode(listed, &streams).ok() || streams.streams.empty()) Fail("no stream");
  ts::GetShardIteratorResponse start;
  const std::string begun = SendTablestore(
      http, instance, "GetShardIterator",
      Encode(ts::GetShardIteratorRequest{streams.streams[0].stream_id, words[6],
                                         std::nullopt, std::nullopt}));
  if (!ts::Decode(begun, &start).ok()) Fail("no iterator");
  ts::GetStreamRecordRequest request;
  request.shard_iterator = start.shard_iterator;
  for (;;) {
    const std::string page =
        SendTablestore(http, instance, "GetStreamRecord", Encode(request));
    ts::StreamRecordReader reader;  // for the next iterator only
    if (!reader.Open(page).ok()) Fail("a page cannot be read");
    if (reader.record_count() == 0 || !reader.next_shard_iterator()) return;
    request.shard_iterator = *reader.next_shard_iterator();
  }
}

/// One object of a bucket, over one connection.
class Object {
 public:
  /// URL, BUCKET, ID, KEY, OBJECT are words 1 to 5.
  explicit Object(const Words& words)
      : bucket_(words.at(2)), keys_{words.at(3), words.at(4), ""}, key_(words.at(5)) {
    const auto endpoint = oss::ParseEndpoint(words[1]);
    if (!endpoint.has_value()) Fail("no address of OSS");
    endpoint_ = *endpoint;
  }

  Reply Send(const char* method, oss::Fields query, oss::Fields headers,
             std::string_view body) {
    oss::SignedRequest request{method, bucket_, key_, std::move(query),
                               std::move(headers)};
    request.headers.emplace_back("Content-Type", "application/octet-stream");
    oss::SignV1(keys_, std::time(nullptr), &request);
    return http_.Send(method, oss::UrlOf(endpoint_, request), request.headers, body);
  }

 private:
  std::string bucket_;
  oss::Credentials keys_;
  std::string key_;
  oss::Endpoint endpoint_;
  PlainHttp http_;
};

/// The sizes behind the object's name.
std::vector<uint64_t> SizesOf(const Words& words) {
  if (words.size() < 7) Fail("a transfer of an object takes at least six values");
  std::vector<uint64_t> sizes;
  for (size_t i = 6; i < words.size(); ++i) {
    sizes.push_back(std::strtoull(words[i].c_str(), nullptr, 10));
  }
  return sizes;
}

void Upload(const Words& words) {
  const std::vector<uint64_t> sizes = SizesOf(words);
  Object object(words);
  const Reply begun = object.Send("POST", {{"uploads", ""}}, {}, {});
  const auto upload = oss::ParseInitiateMultipart(begun.body);
  if (!upload.has_value()) Fail("no upload id");
  std::vector<oss::CompletedPart> parts;
  for (const uint64_t size : sizes) {
    const uint64_t number = parts.size() + 1;
    const Reply reply = object.Send(
        "PUT", {{"partNumber", std::to_string(number)}, {"uploadId", upload->upload_id}},
        {}, std::string(size, 'x'));
    parts.push_back({number, reply.etag});
  }
  object.Send("POST", {{"uploadId", upload->upload_id}}, {},
              oss::FormatCompleteMultipart(parts));
}

void Download(const Words& words) {
  const std::vector<uint64_t> sizes = SizesOf(words);
  Object object(words);
  uint64_t begin = 0;
  for (const uint64_t size : sizes) {
    const std::string range =
        "bytes=" + std::to_string(begin) + "-" + std::to_string(begin + size - 1);
    if (object.Send("GET", {}, {{"Range", range}}, {}).body.size() != size) {
      Fail("a range has another size");
    }
    begin += size;
  }
}

std::function<void()> Prepare(const Words& words) {
  if (words.empty()) Fail("a transfer without words");
  if (words[0] == "stream") return [words] { ReadStream(words); };
  if (words[0] == "upload") return [words] { Upload(words); };
  if (words[0] == "download") return [words] { Download(words); };
  auto transfer = PrepareTableTransfer(words);
  if (!transfer) transfer = PrepareOdpsTransfer(words);
  if (!transfer) Fail("unknown kind of transfer");
  return transfer;
}

int Main(int argc, char** argv) {
  curl_global_init(CURL_GLOBAL_ALL);
  std::vector<std::function<void()>> transfers;
  for (int i = 1; i < argc; ++i) transfers.push_back(Prepare(Split(argv[i])));
  const auto begin = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  for (auto& transfer : transfers) threads.emplace_back(transfer);
  for (std::thread& thread : threads) thread.join();
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
  std::printf("{\"wall_s\": %.6f}\n", wall.count());
  return 0;
}

}  // namespace
}  // namespace hopline::bench

int main(int argc, char** argv) { return hopline::bench::Main(argc, argv); }
