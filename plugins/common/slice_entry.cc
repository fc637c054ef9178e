#include "plugins/common/slice_entry.h"

#include <utility>

#include "plugins/common/saved_state.h"

namespace hopline::plugins {
namespace {

constexpr int64_t kFormat = 2;
// The host takes 1 MiB; the rest is for the members around the slices.
constexpr size_t kMostBytes = 1'000'000;

std::string Encode(const Slice& slice) {
  return "{\"name\":" + JsonString(slice.object.name) +
         ",\"size\":" + std::to_string(slice.object.size) +
         ",\"version\":" + JsonString(slice.object.version) +
         ",\"begin\":" + std::to_string(slice.begin) +
         ",\"end\":" + std::to_string(slice.end) + "}";
}

uint64_t Unsigned(const Config& json, const std::string& at) {
  return static_cast<uint64_t>(json.Int64(at));
}

}  // namespace

std::string Encode(const SliceEntry& entry) {
  std::string out = "{\"format\":" + std::to_string(kFormat) +
                    ",\"width\":" + std::to_string(entry.width) + ",\"slices\":[";
  for (const Slice& slice : entry.slices) {
    if (out.back() != '[') out += ',';
    out += Encode(slice);
  }
  return out + "]}";
}

SliceEntry DecodeSliceEntry(std::string_view bytes) {
  return ReadSaved(bytes, "the plan entry of a task", kFormat, [](const Config& json) {
    SliceEntry entry;
    entry.width = Unsigned(json, "/width");
    const uint64_t count = json.Count("/slices");
    for (uint64_t i = 0; i < count; ++i) {
      const std::string at = "/slices/" + std::to_string(i);
      entry.slices.push_back({{json.Text(at + "/name"), Unsigned(json, at + "/size"),
                               json.Text(at + "/version")},
                              Unsigned(json, at + "/begin"),
                              Unsigned(json, at + "/end")});
    }
    return entry;
  });
}

std::vector<SliceEntry> FitEntries(SliceEntry entry) {
  std::vector<SliceEntry> out = {{entry.width, {}}};
  size_t bytes = 0;
  for (Slice& slice : entry.slices) {
    const size_t more = Encode(slice).size() + 1;
    if (bytes > 0 && bytes + more > kMostBytes) {
      out.push_back({entry.width, {}});
      bytes = 0;
    }
    bytes += more;
    out.back().slices.push_back(std::move(slice));
  }
  return out;
}

}  // namespace hopline::plugins
