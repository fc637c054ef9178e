#include "plugins/ots/plan_entry.h"

#include "plugins/common/base64.h"
#include "plugins/common/saved_state.h"
#include "wire/tablestore/plain_buffer_reader.h"
#include "wire/tablestore/plain_buffer_writer.h"

namespace hopline::plugins::ots {

namespace ts = wire::tablestore;

namespace {

constexpr int64_t kFormat = 1;

constexpr char kWhat[] = "the plan entry of a task";

[[noreturn]] void RefuseEntry(const std::string& why) {
  throw Error(HOPLINE_STATUS_INVALID_STATE, why);
}

std::string BytesAt(const Config& json, const std::string& pointer) {
  auto bytes = DecodeBase64(json.Text(pointer));
  if (!bytes.has_value()) RefuseEntry(pointer + " is no Base64");
  return std::move(*bytes);
}

ts::PrimaryKey KeyAt(const Config& json, const char* pointer) {
  ts::PrimaryKey key;
  const ts::Status status = ts::DecodeKey(BytesAt(json, pointer), &key);
  if (!status.ok()) RefuseEntry(status.message());
  return key;
}

}  // namespace

std::string EncodeRange(const KeyRange& range) {
  return "{\"format\":" + std::to_string(kFormat) +
         ",\"begin\":" + JsonString(EncodeBase64(ts::EncodeKey(range.begin))) +
         ",\"end\":" + JsonString(EncodeBase64(ts::EncodeKey(range.end))) +
         ",\"backward\":" + (range.backward() ? "true" : "false") + "}";
}

std::string EncodeScanSplits(const std::vector<std::string>& splits) {
  std::string list;
  for (const std::string& split : splits) {
    if (!list.empty()) list += ',';
    list += JsonString(EncodeBase64(split));
  }
  return "{\"format\":" + std::to_string(kFormat) + ",\"splits\":[" + list + "]}";
}

KeyRange DecodeRange(std::string_view bytes) {
  return ReadSaved(bytes, kWhat, kFormat, [](const Config& json) {
    return KeyRange{
        KeyAt(json, "/begin"), KeyAt(json, "/end"),
        json.Bool("/backward") ? ts::Direction::kBackward : ts::Direction::kForward};
  });
}

std::vector<std::string> DecodeScanSplits(std::string_view bytes) {
  return ReadSaved(bytes, kWhat, kFormat, [](const Config& json) {
    std::vector<std::string> splits;
    if (json.Kind("/splits") != HOPLINE_JSON_ARRAY) RefuseEntry("it has no splits");
    const uint64_t n = json.Count("/splits");
    for (uint64_t i = 0; i < n; ++i) {
      splits.push_back(BytesAt(json, "/splits/" + std::to_string(i)));
    }
    return splits;
  });
}

}  // namespace hopline::plugins::ots
