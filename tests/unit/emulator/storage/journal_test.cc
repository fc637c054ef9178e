#include "emulator/storage/journal.h"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <vector>

#include "emulator/storage/record.h"
#include "tests/unit/emulator/storage/temp_folder.h"

namespace hopline::emulator::storage {
namespace {

using Records = std::vector<std::string>;

Journal::Contents ContentsOf(const Records& records) {
  return [records](const Journal::Sink& sink) {
    for (const std::string& record : records) sink(record);
  };
}

/// The records of a file, as Open() gives them.
Records RecordsIn(const std::filesystem::path& path) {
  Records records;
  Journal::Open(path, [&](std::string_view record) { records.emplace_back(record); });
  return records;
}

std::string BytesOf(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void Overwrite(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

TEST_CASE("A journal gives back its first records and those appended, in order") {
  const TempFolder folder;
  {
    const auto journal = Journal::Create(folder / "j", ContentsOf({"a", "bb"}));
    journal->Append("ccc");
    journal->Append(std::string(3000000, 'd'));
    CHECK(journal->size_bytes() == std::filesystem::file_size(folder / "j"));
  }
  CHECK(RecordsIn(folder / "j") == Records{"a", "bb", "ccc", std::string(3000000, 'd')});
}

TEST_CASE("A journal that was opened goes on where it ended") {
  const TempFolder folder;
  Journal::Create(folder / "j", ContentsOf({"a"}))->Append("b");
  Journal::Open(folder / "j", [](std::string_view) {})->Append("c");
  CHECK(RecordsIn(folder / "j") == Records{"a", "b", "c"});
}

TEST_CASE("Wherever the end of the process cuts the last record off, it is removed") {
  const TempFolder folder;
  Journal::Create(folder / "j", ContentsOf({"first"}));
  const std::string whole = BytesOf(folder / "j");
  Journal::Open(folder / "j", [](std::string_view) {})->Append("second");
  const std::string longer = BytesOf(folder / "j");
  for (size_t size = whole.size(); size < longer.size(); ++size) {
    Overwrite(folder / "j", longer.substr(0, size));
    CHECK(RecordsIn(folder / "j") == Records{"first"});
    CHECK(BytesOf(folder / "j") == whole);
  }
  Overwrite(folder / "j", longer.substr(0, longer.size() - 1));
  Journal::Open(folder / "j", [](std::string_view) {})->Append("third");
  CHECK(RecordsIn(folder / "j") == Records{"first", "third"});
}

TEST_CASE("Any flipped byte of a record is told, and nothing is cut off for it") {
  const TempFolder folder;
  Journal::Create(folder / "j", ContentsOf({"first", "second"}));
  const std::string whole = BytesOf(folder / "j");
  constexpr size_t kHeadBytes = 16;
  for (size_t at = kHeadBytes; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    Overwrite(folder / "j", damaged);
    CHECK_THROWS_WITH_AS(RecordsIn(folder / "j"), doctest::Contains("is damaged at byte"),
                         JournalError);
    CHECK(BytesOf(folder / "j") == damaged);
  }
}

TEST_CASE("A file that is no journal is refused") {
  const TempFolder folder;
  Overwrite(folder / "j", "hopjrnl2 and whatever else");
  CHECK_THROWS_WITH_AS(RecordsIn(folder / "j"), doctest::Contains("is no journal"),
                       JournalError);
  CHECK_THROWS_AS(RecordsIn(folder / "absent"), JournalError);
}

TEST_CASE("What replay throws names the file and the place") {
  const TempFolder folder;
  Journal::Create(folder / "j", ContentsOf({"a"}));
  CHECK_THROWS_WITH_AS(
      Journal::Open(folder / "j", [](std::string_view) { throw RecordError("no"); }),
      doctest::Contains("the record at byte 16 cannot be used: no"), JournalError);
}

TEST_CASE(
    "A journal that has outgrown its contents is written anew, a small one is not") {
  const TempFolder folder;
  const auto journal = Journal::Create(folder / "j", ContentsOf({"state"}));
  journal->Append("change");
  journal->RewriteIfOutgrown(ContentsOf({"state 2"}));
  CHECK(RecordsIn(folder / "j") == Records{"state", "change"});

  journal->Append(std::string(Journal::kRewriteFromBytes, 'x'));
  journal->RewriteIfOutgrown(ContentsOf({"state 3"}));
  journal->Append("change 3");
  CHECK(RecordsIn(folder / "j") == Records{"state 3", "change 3"});
}

TEST_CASE("A large journal is not written anew before it has doubled, reopened or not") {
  const TempFolder folder;
  const std::string large(Journal::kRewriteFromBytes, 'x');
  auto journal = Journal::Create(folder / "j", ContentsOf({large}));
  journal->Append("change");
  journal->RewriteIfOutgrown(ContentsOf({"never"}));
  journal = Journal::Open(folder / "j", [](std::string_view) {});
  journal->RewriteIfOutgrown(ContentsOf({"never"}));
  CHECK(RecordsIn(folder / "j").size() == 2);

  journal->Append(large);
  journal->RewriteIfOutgrown(ContentsOf({"anew"}));
  CHECK(RecordsIn(folder / "j") == Records{"anew"});
}

TEST_CASE("A removed journal takes further records without bringing the file back") {
  const TempFolder folder;
  const auto journal = Journal::Create(folder / "j", ContentsOf({"a"}));
  journal->Remove();
  journal->Append("b");
  journal->Append(std::string(Journal::kRewriteFromBytes, 'x'));
  journal->RewriteIfOutgrown(ContentsOf({"state"}));
  CHECK_FALSE(std::filesystem::exists(folder / "j"));
}

TEST_CASE("A journal that cannot be written anew leaves the disk as it was") {
  const TempFolder folder;
  const auto journal = Journal::Create(folder / "j", ContentsOf({"state"}));
  journal->Append(std::string(Journal::kRewriteFromBytes, 'x'));
  journal->RewriteIfOutgrown([](const Journal::Sink& sink) {
    sink(std::string(2000000, 'y'));
    throw JournalError("no space is left");
  });
  CHECK_FALSE(
      std::filesystem::exists(folder / (std::string("j") + Journal::kUnfinished)));
  journal->Append("change");
  CHECK(RecordsIn(folder / "j").size() == 3);
}

TEST_CASE("A record gives back its fields and refuses to give more than it has") {
  const std::string bytes =
      RecordWriter(7).Number(~uint64_t{0}).Signed(-5).Text("").Text("a\0b").bytes();
  RecordReader reader(bytes);
  CHECK(reader.kind() == 7);
  CHECK(reader.Number() == ~uint64_t{0});
  CHECK(reader.Signed() == -5);
  CHECK(reader.Text().empty());
  CHECK(reader.View() == "a");
  CHECK_THROWS_AS(reader.Number(), RecordError);
  RecordReader cut(std::string_view(bytes).substr(0, bytes.size() - 1));
  cut.Number();
  cut.Number();
  CHECK(cut.View().empty());
  CHECK_THROWS_AS(cut.View(), RecordError);
  CHECK_THROWS_AS(RecordReader(""), RecordError);
}

}  // namespace
}  // namespace hopline::emulator::storage
