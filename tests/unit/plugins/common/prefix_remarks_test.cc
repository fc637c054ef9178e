#include "plugins/common/prefix_remarks.h"

#include <doctest/doctest.h>

namespace hopline::plugins {
namespace {

ObjectOptions Truncating(const std::string& object) {
  ObjectOptions options;
  options.object = object;
  options.write_mode = WriteMode::kTruncate;
  return options;
}

TEST_CASE("a prefix that ends in the middle of a word is remarked on") {
  CHECK(PrefixRemark(Truncating("dir/a")).find("'dir/ab.csv' too") != std::string::npos);
  CHECK_FALSE(PrefixRemark(Truncating("dir/表")).empty());
  for (const char* object : {"dir/", "dir/a-", "dir/a_"}) {
    CHECK(PrefixRemark(Truncating(object)).empty());
  }
}

TEST_CASE("nothing is remarked on where nothing is removed by prefix") {
  ObjectOptions options = Truncating("dir/a");
  options.single_object = true;
  CHECK(PrefixRemark(options).empty());
  CHECK(NeighbourRemark(options, "dir/ab.csv").empty());
  options = Truncating("dir/a");
  options.write_mode = WriteMode::kAppend;
  CHECK(PrefixRemark(options).empty());
  CHECK(NeighbourRemark(options, "dir/ab.csv").empty());
}

TEST_CASE("a name that no such writer made is a neighbour") {
  const ObjectOptions options = Truncating("dir/a");
  CHECK(NeighbourRemark(options, "dir/ab.csv").find("'dir/ab.csv' too") !=
        std::string::npos);
  CHECK_FALSE(NeighbourRemark(options, "dir/a__notes.txt").empty());
  CHECK(
      NeighbourRemark(options, "dir/a__0123456789abcdef0123456789abcdef_1.csv").empty());
  CHECK(NeighbourRemark(Truncating("dir/"), "dir/other.csv").empty());
}

}  // namespace
}  // namespace hopline::plugins
