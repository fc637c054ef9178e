#include "tests/bench/stream_rows.h"

#include <array>
#include <cstdio>

#include "wire/tablestore/plain_buffer_writer.h"

namespace hopline::bench {

namespace ts = wire::tablestore;

namespace {

// Chosen so that a record has kRecordBytes.
constexpr size_t kTextBytes = 34;
constexpr int64_t kVersionMs = 1'700'000'000'000;

std::string KeyOf(uint64_t i, uint64_t keys) {
  const uint64_t number = i % keys;
  std::array<char, 24> text{};
  const int n = std::snprintf(
      text.data(), text.size(), "%c%c-%08llu", static_cast<char>('a' + number % 26),
      static_cast<char>('a' + number / 26 % 26), static_cast<unsigned long long>(number));
  return {text.data(), static_cast<size_t>(n)};
}

}  // namespace

ts::TableMeta TableOfRows(std::string name) {
  return {std::move(name), {{"id", ts::KeyType::kString, false}}, {}};
}

ts::Row MakeRow(uint64_t i, uint64_t keys) {
  static const std::string kText =
      std::string("The quick brown fox jumps over the lazy dog").substr(0, kTextBytes);
  ts::Row row;
  row.key = {{"id", ts::Value::String(KeyOf(i, keys))}};
  const auto add = [&row](const char* name, ts::Value value) {
    row.cells.push_back({name, std::move(value), kVersionMs, ts::CellOperation::kPut});
  };
  add("n", ts::Value::Integer(static_cast<int64_t>(i)));
  add("x", ts::Value::Double(static_cast<double>(i) * 0.25));
  add("ok", ts::Value::Boolean(i % 2 == 0));
  add("t", ts::Value::String(kText));
  return row;
}

std::string EncodeRecord(uint64_t i, uint64_t keys, int64_t timestamp_us) {
  ts::Row row = MakeRow(i, keys);
  row.sequence = ts::SequenceInfo{0, timestamp_us, static_cast<uint32_t>(i % 1000)};
  return ts::EncodeRow(row);
}

}  // namespace hopline::bench
