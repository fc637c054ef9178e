#include "emulator/tablestore/shard_iterator.h"

#include <fmt/format.h>

#include <charconv>

#include "emulator/tablestore/failure.h"

namespace hopline::emulator::tablestore {

std::string Format(const ShardIterator& iterator) {
  return fmt::format("{}/{}/{:012}", iterator.stream_id, iterator.shard_id,
                     iterator.position);
}

ShardIterator ParseShardIterator(std::string_view text) {
  const size_t second = text.rfind('/');
  const size_t first = second == 0 ? second : text.rfind('/', second - 1);
  if (second == std::string_view::npos || first == std::string_view::npos ||
      first == second) {
    FailParameter("Invalid shard iterator.");
  }
  ShardIterator iterator;
  iterator.stream_id = text.substr(0, first);
  iterator.shard_id = text.substr(first + 1, second - first - 1);
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data() + second + 1, end, iterator.position);
  if (parsed.ec != std::errc() || parsed.ptr != end)
    FailParameter("Invalid shard iterator.");
  return iterator;
}

std::string StreamIdOf(std::string_view table, int64_t enabled_us) {
  return fmt::format("{}_{}", table, enabled_us);
}

std::string TableOfStream(std::string_view stream_id) {
  return std::string(stream_id.substr(0, stream_id.rfind('_')));
}

}  // namespace hopline::emulator::tablestore
