#include "plugins/common/object_selection.h"

#include <doctest/doctest.h>

#include "plugins/common/slice_entry.h"
#include "tests/unit/plugins/support/test_host.h"

#include <algorithm>
#include <map>
#include <utility>

namespace hopline::plugins {
namespace {

constexpr uint64_t kMiB = uint64_t{1} << 20;
constexpr uint64_t kLine = 1000;  // bytes of a line in every object here

/// Objects without content: a line ends wherever the position says so.
class LinesPlace final : public ObjectPlace {
 public:
  explicit LinesPlace(std::map<std::string, uint64_t> sizes) : sizes_(std::move(sizes)) {}

  std::string Describe(const std::string& name) const override {
    return "object " + name;
  }
  std::string Describe() const override { return "the place"; }
  std::vector<FoundObject> List(const std::string& prefix, const Scope&) override {
    std::vector<FoundObject> found;
    for (const auto& [name, size] : sizes_) {
      if (name.starts_with(prefix)) found.push_back({name, size, "v"});
    }
    return found;
  }
  std::optional<FoundObject> Look(const std::string& name, const Scope&) override {
    const auto found = sizes_.find(name);
    if (found == sizes_.end()) return std::nullopt;
    return FoundObject{name, found->second, "v"};
  }
  std::unique_ptr<SliceStream> Open(std::vector<Slice> slices, uint64_t,
                                    const Scope&) override {
    return std::make_unique<Stream>(std::move(slices.at(0)));
  }

 private:
  class Stream final : public SliceStream {
   public:
    explicit Stream(Slice slice) : slice_(std::move(slice)), at_(slice_.begin) {}
    const Slice* Next() override { return &slice_; }
    size_t Read(char* out, size_t most) override {
      const size_t n = std::min<size_t>(most, slice_.end - at_);
      for (size_t i = 0; i < n; ++i, ++at_)
        out[i] = at_ % kLine == kLine - 1 ? '\n' : 'x';
      return n;
    }

   private:
    Slice slice_;
    uint64_t at_;
  };
  std::map<std::string, uint64_t> sizes_;
};

std::vector<std::string> NamesOf(const std::vector<Slice>& slices) {
  std::vector<std::string> names;
  for (const Slice& slice : slices) names.push_back(slice.object.name);
  return names;
}

std::vector<std::vector<Slice>> Share(LinesPlace& place, const ReadFormat& format,
                                      uint32_t tasks) {
  return ShareOut(place, format, FindObjects(place, format, {}), tasks, {});
}

uint64_t BytesOf(const std::vector<Slice>& slices) {
  uint64_t bytes = 0;
  for (const Slice& slice : slices) bytes += slice.size();
  return bytes;
}

TEST_CASE("names and patterns are taken in their order, each object once") {
  LinesPlace place({{"d/a", 1}, {"d/b", 2}, {"d/c", 3}, {"e", 0}});
  ReadFormat format;
  format.objects = {"e", "d/[bc]", "d/*"};
  std::vector<std::string> names;
  for (const auto& object : FindObjects(place, format, {})) names.push_back(object.name);
  CHECK(names == std::vector<std::string>{"e", "d/b", "d/c", "d/a"});
  format.objects = {"d/x", "e"};
  CHECK_THROWS_WITH_AS(
      FindObjects(place, format, {}),
      "/object: there is no object d/x; set successOnNoObject if that is "
      "no mistake",
      Error);
  format.success_on_no_object = true;
  CHECK(FindObjects(place, format, {}).size() == 1);
}

TEST_CASE("whole objects are shared by size, in their order inside a task") {
  LinesPlace place({{"a", 10}, {"b", 400}, {"c", 300}, {"d", 95}});
  ReadFormat format;
  format.objects = {"*"};
  const auto shares = Share(place, format, 2);
  REQUIRE(shares.size() == 2);
  CHECK(NamesOf(shares[0]) == std::vector<std::string>{"b"});
  CHECK(NamesOf(shares[1]) == std::vector<std::string>{"a", "c", "d"});
  CHECK(Share(place, format, 9).size() == 4);
  format.objects = {"none*"};
  format.success_on_no_object = true;
  CHECK(Share(place, format, 3).size() == 1);
}

TEST_CASE("a large text object is shared, cut after line ends, when that is allowed") {
  LinesPlace place({{"big", 400 * kMiB}, {"small", 1000 * kLine}});
  ReadFormat format;
  format.objects = {"*"};
  CHECK(Share(place, format, 4).size() == 2);
  format.may_cut_objects = true;
  const auto shares = Share(place, format, 4);
  REQUIRE(shares.size() == 4);
  std::vector<std::pair<uint64_t, uint64_t>> pieces;
  for (const auto& share : shares) {
    CHECK(BytesOf(share) < 112 * kMiB);
    for (const Slice& slice : share) {
      if (slice.object.name == "big") pieces.emplace_back(slice.begin, slice.end);
    }
  }
  std::sort(pieces.begin(), pieces.end());
  REQUIRE(pieces.size() == 4);
  uint64_t at = 0;
  for (const auto& [begin, end] : pieces) {
    CHECK(begin == at);
    CHECK((end % kLine == 0 || end == 400 * kMiB));
    at = end;
  }
  CHECK(at == 400 * kMiB);
}

TEST_CASE("what is small, even, or of one line is never cut") {
  ReadFormat format;
  format.objects = {"*"};
  format.may_cut_objects = true;
  LinesPlace small({{"a", 60 * kMiB}});
  CHECK(Share(small, format, 4).size() == 1);
  LinesPlace even({{"a", 100 * kMiB}, {"b", 105 * kMiB}});
  const auto shares = Share(even, format, 2);
  CHECK(shares[0][0].is_whole());
  CHECK(shares[1][0].is_whole());
  format.rules.record_delimiter = '|';  // there is none
  LinesPlace line({{"a", 200 * kMiB}});
  CHECK(Share(line, format, 2).size() == 1);
}

TEST_CASE("plan entries come back, and stay below the host's limit") {
  TestHost::Install();
  SliceEntry entry;
  entry.width = 3;
  for (int i = 0; i < 20'000; ++i) {
    entry.slices.push_back(
        {{"dir/\"q\"/" + std::to_string(i), 7, "ETAG"}, 0, static_cast<uint64_t>(i)});
  }
  size_t count = 0;
  for (const SliceEntry& part : FitEntries(entry)) {
    const std::string bytes = Encode(part);
    CHECK(bytes.size() < (size_t{1} << 20));
    const SliceEntry back = DecodeSliceEntry(bytes);
    CHECK(back.width == 3);
    for (const Slice& slice : back.slices) {
      CHECK(slice.object.name == entry.slices[count].object.name);
      CHECK(slice.object.version == "ETAG");
      CHECK(slice.end == count);
      ++count;
    }
  }
  CHECK(count == entry.slices.size());
  CHECK(FitEntries({}).size() == 1);
  CHECK_THROWS_WITH_AS(DecodeSliceEntry(R"({"format":1,"files":[]})"),
                       doctest::Contains("version that began it"), Error);
}

TEST_CASE("only text whose line ends are one byte is cut") {
  TestHost::Install();
  const auto may_cut = [](const std::string& encoding) {
    return ReadReadFormat(Config(R"({"object":"a","fileFormat":"text","encoding":")" +
                                 encoding + "\"}"),
                          {}, "test")
        .may_cut_objects;
  };
  for (const char* one : {"UTF-8", "GBK"}) CHECK(may_cut(one));
  for (const char* more : {"UTF-16", "utf16", "UTF_16", "UTF-16LE", "UTF32", "UCS-2"}) {
    CAPTURE(more);
    CHECK(!may_cut(more));
  }
}

}  // namespace
}  // namespace hopline::plugins
