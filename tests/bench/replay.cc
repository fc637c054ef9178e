// Moves the bytes of a job with plain libcurl: the same calls in the same order and of
// the same sizes, nothing decoded, encoded or checked. Prints {"wall_s": SECONDS}: how
// long the transfers took, without what was prepared for them.
//
//   replay TRANSFER…
//
// Each transfer is done on a thread of its own, by one connection:
//   stream,URL,INSTANCE,ID,KEY,TABLE,SHARD     every page of a shard, from its oldest
//   record upload,URL,BUCKET,ID,KEY,OBJECT,SIZE,…     a multipart upload of parts of
//   these sizes
// or, with tables as a whole, as replay_tables.h says.
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

class Upload {
 public:
  explicit Upload(Words words) : words_(std::move(words)) {
    if (words_.size() < 7) Fail("upload takes at least six values");
    const auto endpoint = oss::ParseEndpoint(words_[1]);
    if (!endpoint.has_value()) Fail("no address of OSS");
    endpoint_ = *endpoint;
  }

  void Run() {
    const Reply begun = Send("POST", {{"uploads", ""}}, {});
    const auto upload = oss::ParseInitiateMultipart(begun.body);
    if (!upload.has_value()) Fail("no upload id");
    std::vector<oss::CompletedPart> parts;
    for (size_t i = 6; i < words_.size(); ++i) {
      const std::string body(std::strtoull(words_[i].c_str(), nullptr, 10), 'x');
      const uint64_t number = i - 5;
      const Reply reply =
          Send("PUT",
               {{"partNumber", std::to_string(number)}, {"uploadId", upload->upload_id}},
               body);
      parts.push_back({number, reply.etag});
    }
    Send("POST", {{"uploadId", upload->upload_id}}, oss::FormatCompleteMultipart(parts));
  }

 private:
  Reply Send(const char* method, oss::Fields query, std::string_view body) {
    oss::SignedRequest request{method, words_[2], words_[5], std::move(query), {}};
    request.headers.emplace_back("Content-Type", "application/octet-stream");
    oss::SignV1({words_[3], words_[4], ""}, std::time(nullptr), &request);
    return http_.Send(method, oss::UrlOf(endpoint_, request), request.headers, body);
  }

  Words words_;
  oss::Endpoint endpoint_;
  PlainHttp http_;
};

std::function<void()> Prepare(const Words& words) {
  if (words.empty()) Fail("a transfer without words");
  if (words[0] == "stream") return [words] { ReadStream(words); };
  if (words[0] == "upload") return [words] { Upload(words).Run(); };
  auto transfer = PrepareTableTransfer(words);
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
