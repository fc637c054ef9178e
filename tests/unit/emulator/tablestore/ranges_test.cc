#include <doctest/doctest.h>

#include "client.h"
#include "wire/tablestore/filter.h"
#include "wire/tablestore/plain_buffer_writer.h"

namespace hopline::emulator::tablestore {
namespace {

using codec::Value;

codec::PrimaryKey EveryColumn(Value value) { return {{"pk1", value}, {"pk2", value}}; }

struct WithRows : Client {
  WithRows() {
    Send("CreateTable", codec::Encode(TableRequest("t")));
    for (const char* pk1 : {"a", "b", "c"}) {
      for (const int64_t pk2 : {-1, 1}) {
        Put("t", RowOf(pk1, pk2, {PutCell(pk1, Value::Integer(pk2), kStartMs)}));
      }
    }
  }

  static codec::GetRangeRequest Everything(codec::Direction direction) {
    codec::GetRangeRequest request;
    request.table_name = "t";
    request.direction = direction;
    request.selection.max_versions = 1;
    request.start_key = codec::EncodeKey(EveryColumn(Value::InfMin()));
    request.end_key = codec::EncodeKey(EveryColumn(Value::InfMax()));
    if (direction == codec::Direction::kBackward)
      std::swap(request.start_key, request.end_key);
    return request;
  }

  // Keys in the order read, as "a-1"; pages are followed to the end.
  std::vector<std::string> Keys(codec::GetRangeRequest request, int* pages = nullptr) {
    std::vector<std::string> keys;
    while (true) {
      const auto response = Call<codec::GetRangeResponse>("GetRange", request);
      if (pages != nullptr) ++*pages;
      for (const codec::Row& row : RowsIn(response.rows)) {
        keys.push_back(row.key[0].value.bytes() +
                       std::to_string(row.key[1].value.AsInteger()));
      }
      if (!response.next_start_key) return keys;
      request.start_key = *response.next_start_key;
    }
  }
};

using Names = std::vector<std::string>;

TEST_CASE_FIXTURE(WithRows, "Ranges.AreReadForwardAndBackward") {
  CHECK(Keys(Everything(codec::Direction::kForward)) ==
        Names{"a-1", "a1", "b-1", "b1", "c-1", "c1"});
  CHECK(Keys(Everything(codec::Direction::kBackward)) ==
        Names{"c1", "c-1", "b1", "b-1", "a1", "a-1"});
}

TEST_CASE_FIXTURE(WithRows, "Ranges.IncludeTheirStartAndExcludeTheirEnd") {
  auto request = Everything(codec::Direction::kForward);
  request.start_key = codec::EncodeKey(KeyOf("a", 1));
  request.end_key = codec::EncodeKey(KeyOf("b", 1));
  CHECK(Keys(request) == Names{"a1", "b-1"});
  request.direction = codec::Direction::kBackward;
  std::swap(request.start_key, request.end_key);
  CHECK(Keys(request) == Names{"b1", "b-1"});
}

TEST_CASE_FIXTURE(WithRows, "Ranges.ComeInPagesOfTheLimit") {
  for (const auto direction : {codec::Direction::kForward, codec::Direction::kBackward}) {
    auto request = Everything(direction);
    request.limit = 2;
    int pages = 0;

    CHECK(Keys(request, &pages).size() == 6);
    CHECK(pages == 3);
  }
}

TEST_CASE_FIXTURE(WithRows, "Ranges.MayHaveEmptyPagesWithANextKey") {
  codec::Filter filter;
  filter.column_name = "c";
  filter.comparator = codec::Filter::Comparator::kExists;
  auto request = Everything(codec::Direction::kForward);
  request.selection.filter = codec::Encode(filter);
  request.limit = 1;

  CHECK(Keys(request) == Names{"c-1", "c1"});
}

TEST_CASE_FIXTURE(WithRows, "Ranges.SkipRowsWithoutTheColumnsAskedFor") {
  auto request = Everything(codec::Direction::kForward);
  request.selection.columns_to_get = {"b"};
  CHECK(Keys(request) == Names{"b-1", "b1"});
  request.selection.columns_to_get = {"b", "pk2"};
  CHECK(Keys(request).size() == 6);
}

TEST_CASE_FIXTURE(WithRows, "Ranges.AreBoundedByColumnNames") {
  auto request = Everything(codec::Direction::kForward);
  request.selection.start_column = "b";
  request.selection.end_column = "c";

  const auto response = Call<codec::GetRangeResponse>("GetRange", request);

  size_t cells = 0;
  for (const codec::Row& row : RowsIn(response.rows)) cells += row.cells.size();
  CHECK(cells == 2);
}

TEST_CASE_FIXTURE(WithRows, "Ranges.TheWrongWayRoundAreRefused") {
  auto request = Everything(codec::Direction::kForward);
  std::swap(request.start_key, request.end_key);
  CHECK(Refused("GetRange", request).message ==
        "Begin key must less than end key in FORWARD");
  request.direction = codec::Direction::kBackward;
  std::swap(request.start_key, request.end_key);
  CHECK(Refused("GetRange", request).message ==
        "Begin key must more than end key in BACKWARD");
}

TEST_CASE_FIXTURE(WithRows, "Ranges.OfNoRowsAreRefused") {
  auto request = Everything(codec::Direction::kForward);
  request.limit = 0;

  CHECK(Refused("GetRange", request).message == "The limit must be greater than 0.");
}

TEST_CASE_FIXTURE(WithRows, "Ranges.TolerateZerosBehindTheirKeys") {
  auto request = Everything(codec::Direction::kForward);
  request.start_key.append(2, '\0');
  request.end_key.append(2, '\0');

  CHECK(Keys(request).size() == 6);
}

TEST_CASE("Ranges.OfMuchDataComeInSeveralPages") {
  Client client;
  client.Send("CreateTable", codec::Encode(TableRequest("t")));
  const std::string two_megabytes(2 << 20, 'x');
  for (const char* key : {"a", "b", "c"}) {
    client.Put("t", RowOf(key, 1, {PutCell("c", Value::String(two_megabytes))}));
  }

  const auto response = client.Call<codec::GetRangeResponse>(
      "GetRange", WithRows::Everything(codec::Direction::kForward));

  CHECK(RowsIn(response.rows).size() == 2);
  CHECK(response.next_start_key.has_value());
}

}  // namespace
}  // namespace hopline::emulator::tablestore
