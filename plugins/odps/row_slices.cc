#include "plugins/odps/row_slices.h"

#include <algorithm>

#include "plugins/common/saved_state.h"

namespace hopline::plugins::odps {
namespace {

constexpr int64_t kSliceFormat = 1;

}  // namespace

std::string Encode(const RowSlice& slice) {
  return R"({"format":)" + std::to_string(kSliceFormat) + R"(,"session":)" +
         JsonString(slice.session) + R"(,"instance":)" + JsonString(slice.instance) +
         R"(,"partition":)" + JsonString(slice.partition) + R"(,"start":)" +
         std::to_string(slice.start) + R"(,"count":)" + std::to_string(slice.count) +
         R"(,"types":)" + JsonArray(slice.types, JsonString) + "}";
}

RowSlice DecodeSlice(std::string_view bytes) {
  return ReadSaved(bytes, "the plan entry of a task", kSliceFormat,
                   [](const Config& json) {
                     RowSlice slice{json.Text("/session"), json.Text("/instance", ""),
                                    json.Text("/partition", ""), json.Int64("/start"),
                                    json.Int64("/count")};
                     const uint64_t types = json.Count("/types");
                     for (uint64_t i = 0; i < types; ++i) {
                       slice.types.push_back(json.Text("/types/" + std::to_string(i)));
                     }
                     return slice;
                   });
}

std::vector<RowSlice> CutRows(const RowSlice& whole, int64_t parts) {
  parts = std::clamp<int64_t>(parts, 1, std::max<int64_t>(1, whole.count));
  std::vector<RowSlice> slices;
  for (int64_t i = 0; i < parts; ++i) {
    RowSlice slice = whole;
    slice.start =
        whole.start + whole.count / parts * i + std::min(i, whole.count % parts);
    slice.count = whole.count / parts + (i < whole.count % parts ? 1 : 0);
    slices.push_back(std::move(slice));
  }
  return slices;
}

}  // namespace hopline::plugins::odps
