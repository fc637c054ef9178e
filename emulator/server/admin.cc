#include "emulator/server/admin.h"

#include <charconv>
#include <exception>
#include <vector>

#include "emulator/server/admin_json.h"
#include "wire/oss/encoding.h"

namespace hopline::emulator {
namespace {

HttpResponse Json(std::string body, int status = 200) {
  HttpResponse response;
  response.status = status;
  response.headers.emplace_back("Content-Type", "application/json");
  response.body = std::move(body);
  response.body += '\n';
  return response;
}

[[noreturn]] void NoSuchMethod(const HttpRequest& request) {
  throw AdminError(405, request.method + " is not defined for " + request.target +
                            "; docs/emulator.md lists the calls");
}

std::string_view PathOf(const HttpRequest& request) {
  const std::string_view target = request.target;
  return target.substr(0, target.find('?'));
}

}  // namespace

HttpResponse Admin::Answer(const HttpRequest& request) const {
  try {
    return Route(request);
  } catch (const AdminError& error) {
    return Json(WriteError(error.what()), error.status());
  } catch (const std::exception& error) {
    return Json(WriteError(error.what()), 500);
  }
}

HttpResponse Admin::Route(const HttpRequest& request) const {
  const std::string_view path = PathOf(request);
  if (path == "/clock") return AnswerClock(request);
  if (path == "/faults") return AnswerFaults(request);
  if (path == "/requests") {
    if (request.method != "GET") NoSuchMethod(request);
    const std::string_view target = request.target;
    return AnswerRequests(path.size() == target.size() ? ""
                                                       : target.substr(path.size() + 1));
  }
  if (path == "/maxcompute/limits") return AnswerLimits(request);
  constexpr std::string_view kTables = "/tablestore/";
  if (path.starts_with(kTables))
    return AnswerShards(request, path.substr(kTables.size()));
  throw AdminError(404, "no such call: " + std::string(path) +
                            "; there are /clock, /faults, /requests, "
                            "/maxcompute/limits and "
                            "/tablestore/INSTANCE/TABLE/shards, split, merge");
}

HttpResponse Admin::AnswerClock(const HttpRequest& request) const {
  if (request.method == "POST") {
    const ClockWish wish = ReadClockWish(request.body);
    if (const auto* set = std::get_if<ClockSet>(&wish)) {
      clock_->Set(set->unix_us);
    } else if (const auto* advance = std::get_if<ClockAdvance>(&wish)) {
      clock_->Advance(advance->us);
    } else {
      clock_->UseRealTime();
    }
  } else if (request.method != "GET") {
    NoSuchMethod(request);
  }
  return Json(WriteClock(clock_->NowUnixUs(), clock_->IsReal()));
}

HttpResponse Admin::AnswerFaults(const HttpRequest& request) const {
  if (request.method == "POST") {
    faults_->Add(ReadFaultRules(request.body));
  } else if (request.method == "DELETE") {
    faults_->Clear();
  } else if (request.method != "GET") {
    NoSuchMethod(request);
  }
  return Json(WriteFaults(faults_->List()));
}

HttpResponse Admin::AnswerRequests(std::string_view query) const {
  const wire::oss::Fields fields = wire::oss::ParseQuery(query);
  int64_t since = 0;
  if (const std::string* text = wire::oss::FindQuery(fields, "since")) {
    const auto result = std::from_chars(text->data(), text->data() + text->size(), since);
    if (result.ec != std::errc() || result.ptr != text->data() + text->size()) {
      throw AdminError(400, "since is \"" + *text + "\"; it must be a whole number");
    }
  }
  return Json(WriteRequests(log_->Since(since), log_->Last()));
}

HttpResponse Admin::AnswerLimits(const HttpRequest& request) const {
  if (tunnel_limits_ == nullptr) {
    throw AdminError(404, "this emulator runs without MaxCompute");
  }
  if (request.method == "POST") {
    const LimitsWish wish = ReadLimitsWish(request.body);
    if (wish.idle_cut_s) tunnel_limits_->idle_cut_s = *wish.idle_cut_s;
    if (wish.bytes_per_second) tunnel_limits_->bytes_per_second = *wish.bytes_per_second;
  } else if (request.method != "GET") {
    NoSuchMethod(request);
  }
  return Json(WriteLimits(tunnel_limits_->idle_cut_s, tunnel_limits_->bytes_per_second));
}

HttpResponse Admin::AnswerShards(const HttpRequest& request,
                                 std::string_view path) const {
  if (shards_ == nullptr) throw AdminError(404, "this emulator runs without Tablestore");
  std::vector<std::string> parts;
  while (true) {
    const size_t slash = path.find('/');
    parts.push_back(wire::oss::PercentDecode(path.substr(0, slash)));
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
  }
  if (parts.size() != 3) {
    throw AdminError(404, "write /tablestore/INSTANCE/TABLE/shards, …/split or …/merge");
  }
  const std::string& instance = parts[0];
  const std::string& table = parts[1];
  const bool post = request.method == "POST";
  if (parts[2] == "shards" && request.method == "GET") {
    return Json(WriteShards(shards_->ListShards(instance, table)));
  }
  if (parts[2] == "split" && post) {
    return Json(
        WriteShardIds(shards_->SplitShard(instance, table, ReadSplit(request.body))));
  }
  if (parts[2] == "merge" && post) {
    return Json(
        WriteShardIds({shards_->MergeShards(instance, table, ReadMerge(request.body))}));
  }
  NoSuchMethod(request);
}

}  // namespace hopline::emulator
