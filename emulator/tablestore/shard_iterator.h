#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hopline::emulator::tablestore {

/// A place in a shard: the number of records before it since the shard began. Written as
/// a string it is what clients store for days and send again; it needs no memory of the
/// server.
///
/// Shape:   `<stream id>/<shard id>/<position>`; opaque to clients.
struct ShardIterator {
  std::string stream_id;
  std::string shard_id;
  uint64_t position = 0;
};

std::string Format(const ShardIterator& iterator);

/// Errors:  Failure with OTSParameterInvalid for a string that Format() did not make.
ShardIterator ParseShardIterator(std::string_view text);

/// The id of a stream that a table gets at that time: `<table>_<microseconds>`, as the
/// service makes them.
std::string StreamIdOf(std::string_view table, int64_t enabled_us);

/// The table name in a stream id; the id itself if it has no such form.
std::string TableOfStream(std::string_view stream_id);

}  // namespace hopline::emulator::tablestore
