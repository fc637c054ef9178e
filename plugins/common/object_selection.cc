#include "plugins/common/object_selection.h"

#include <hopline/error.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <numeric>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>

#include "plugins/common/object_pattern.h"

namespace hopline::plugins {
namespace {

// Smaller objects are never cut.
constexpr uint64_t kSmallestCutBytes = uint64_t{64} << 20;
// Line ends are looked for in pieces of this size.
constexpr size_t kLookBytes = size_t{64} << 10;

/// A slice with its place in the order of all.
struct Placed {
  size_t object = 0;  ///< index of the object
  Slice slice;
};
struct Share {
  std::vector<Placed> slices;
  uint64_t bytes = 0;

  void Add(Placed placed) {
    bytes += placed.slice.size();
    slices.push_back(std::move(placed));
  }
};

bool Fewer(const Share& a, const Share& b) { return a.bytes < b.bytes; }

/// Position after the first record end at or after `from`; the slice's end if none.
uint64_t AfterLineEnd(ObjectPlace& place, const Slice& slice, uint64_t from, char mark,
                      const Scope& scope) {
  const auto stream = place.Open({{slice.object, from, slice.end}}, 0, scope);
  stream->Next();
  std::array<char, kLookBytes> bytes{};
  uint64_t at = from;
  for (;;) {
    const size_t n = stream->Read(bytes.data(), bytes.size());
    if (n == 0) return slice.end;
    const void* end = std::memchr(bytes.data(), mark, n);
    if (end != nullptr) {
      return at + static_cast<uint64_t>(static_cast<const char*>(end) - bytes.data()) + 1;
    }
    at += n;
  }
}

/// Moves a piece of the fullest share to the emptiest. False when there is nothing to
/// move.
bool Balance(ObjectPlace& place, const ReadFormat& format, uint64_t average,
             std::vector<Share>& shares, const Scope& scope) {
  const auto [least, most] = std::minmax_element(shares.begin(), shares.end(), Fewer);
  const double tolerated =
      static_cast<double>(average) * (1 + format.balance_threshold / 100);
  if (static_cast<double>(most->bytes) <= tolerated) return false;
  const auto largest = std::max_element(
      most->slices.begin(), most->slices.end(),
      [](const Placed& a, const Placed& b) { return a.slice.size() < b.slice.size(); });
  Slice& from = largest->slice;
  if (least->bytes >= average || from.size() <= kSmallestCutBytes) return false;
  const uint64_t wanted = std::min(average - least->bytes, most->bytes - average);
  const char mark =
      format.rules.record_delimiter == 0 ? '\n' : format.rules.record_delimiter;
  const uint64_t cut = AfterLineEnd(place, from, from.begin + wanted, mark, scope);
  if (cut == from.end) return false;
  Placed piece{largest->object, {from.object, from.begin, cut}};
  most->bytes -= piece.slice.size();
  from.begin = cut;
  least->Add(std::move(piece));
  return true;
}

}  // namespace

std::vector<FoundObject> FindObjects(ObjectPlace& place, const ReadFormat& format,
                                     const Scope& scope) {
  std::vector<FoundObject> found;
  std::unordered_set<std::string> known;
  const auto add = [&](FoundObject object) {
    if (known.insert(object.name).second) found.push_back(std::move(object));
  };
  for (const std::string& name : format.objects) {
    if (HasWildcard(name)) {
      for (FoundObject& object : place.List(FixedPart(name), scope)) {
        if (MatchesPattern(name, object.name)) add(std::move(object));
      }
      continue;
    }
    std::optional<FoundObject> object = place.Look(name, scope);
    if (object.has_value()) {
      add(*std::move(object));
    } else if (!format.success_on_no_object) {
      throw Error(HOPLINE_STATUS_NOT_FOUND,
                  "/object: there is no " + place.Describe(name) +
                      "; set successOnNoObject if that is no mistake");
    }
  }
  if (found.empty() && !format.success_on_no_object) {
    throw Error(HOPLINE_STATUS_NOT_FOUND,
                "/object: nothing in " + place.Describe() +
                    " fits; set successOnNoObject if that is no mistake");
  }
  return found;
}

std::vector<std::vector<Slice>> ShareOut(ObjectPlace& place, const ReadFormat& format,
                                         const std::vector<FoundObject>& objects,
                                         uint32_t tasks, const Scope& scope) {
  std::vector<size_t> by_size(objects.size());
  std::iota(by_size.begin(), by_size.end(), 0);
  std::stable_sort(by_size.begin(), by_size.end(),
                   [&](size_t a, size_t b) { return objects[a].size > objects[b].size; });
  std::vector<Share> shares(std::max(1U, tasks));
  uint64_t sum = 0;
  for (const size_t i : by_size) {
    std::min_element(shares.begin(), shares.end(), Fewer)
        ->Add({i, {objects[i], 0, objects[i].size}});
    sum += objects[i].size;
  }
  if (format.may_cut_objects) {
    const uint64_t average = (sum + shares.size() - 1) / shares.size();
    for (size_t i = 0; i < shares.size(); ++i) {
      if (!Balance(place, format, average, shares, scope)) break;
    }
  }
  std::vector<std::vector<Slice>> out;
  for (Share& share : shares) {
    std::sort(
        share.slices.begin(), share.slices.end(), [](const Placed& a, const Placed& b) {
          return std::pair(a.object, a.slice.begin) < std::pair(b.object, b.slice.begin);
        });
    std::vector<Slice> slices;
    for (Placed& placed : share.slices) slices.push_back(std::move(placed.slice));
    if (!slices.empty()) out.push_back(std::move(slices));
  }
  if (out.empty()) out.emplace_back();
  return out;
}

}  // namespace hopline::plugins
