#include "emulator/storage/data_dir.h"

#include <doctest/doctest.h>

#include <fstream>
#include <memory>

#include "emulator/storage/journal.h"
#include "tests/unit/emulator/storage/temp_folder.h"

namespace hopline::emulator::storage {
namespace {

TEST_CASE("A data directory is made with its folders, and held by one at a time") {
  const TempFolder folder;
  const auto path = folder / "a/b";
  auto first = std::make_unique<DataDir>(path);
  CHECK(std::filesystem::is_directory(first->Folder("oss")));
  CHECK_THROWS_WITH_AS(DataDir{path}, doctest::Contains("in use by another emulator"),
                       DataDirError);
  first.reset();
  CHECK_NOTHROW(DataDir{path});
}

TEST_CASE("The any-clock keys of the first start are those of every later one") {
  const TempFolder folder;
  CHECK(DataDir(folder.path()).KeepAnyClockKey({"id1", "secret1", true}).id == "id1");
  const AccessKey key = DataDir(folder.path()).KeepAnyClockKey({"id2", "secret2", true});
  CHECK(key.id == "id1");
  CHECK(key.secret == "secret1");
  CHECK(key.any_clock);
}

TEST_CASE("Journals are found by name; unfinished ones are removed, others left alone") {
  const TempFolder folder;
  for (const char* name : {"b.journal", "a.journal", "c.journal.new", "note.txt"}) {
    std::ofstream(folder / name) << "x";
  }
  CHECK(FindJournals(folder.path()) ==
        std::vector<std::filesystem::path>{folder / "a.journal", folder / "b.journal"});
  CHECK_FALSE(std::filesystem::exists(folder / "c.journal.new"));
  CHECK(std::filesystem::exists(folder / "note.txt"));
  CHECK_THROWS_AS(FindJournals(folder / "absent"), DataDirError);
}

TEST_CASE("A place where no folder can be made is named") {
  const TempFolder folder;
  std::ofstream(folder / "file") << "x";
  CHECK_THROWS_WITH_AS(DataDir{folder / "file/d"}, doctest::Contains("file/d"),
                       DataDirError);
}

}  // namespace
}  // namespace hopline::emulator::storage
