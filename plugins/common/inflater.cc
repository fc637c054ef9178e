#include "plugins/common/inflater.h"

#include <algorithm>
#include <limits>

namespace hopline::plugins {

size_t Inflater::Read(PackedInput& in, char* out, size_t most) {
  // zlib counts in 32 bits.
  const auto room =
      static_cast<uInt>(std::min<size_t>(most, std::numeric_limits<uInt>::max()));
  stream_.next_out = reinterpret_cast<Bytef*>(out);
  stream_.avail_out = room;
  while (!ended_ && stream_.avail_out > 0) {
    const std::string_view window = in.Window();
    if (window.empty()) in.ThrowCutOff();
    stream_.next_in = reinterpret_cast<z_const Bytef*>(const_cast<char*>(window.data()));
    stream_.avail_in = static_cast<uInt>(window.size());
    const int result = inflate(&stream_, Z_NO_FLUSH);
    in.Skip(window.size() - stream_.avail_in);
    if (result == Z_MEM_ERROR) throw std::bad_alloc();
    ended_ = result == Z_STREAM_END;
    if (!ended_ && result != Z_OK && result != Z_BUF_ERROR) {
      in.ThrowDamaged(stream_.msg == nullptr ? "it asks for a dictionary" : stream_.msg);
    }
  }
  return room - stream_.avail_out;
}

}  // namespace hopline::plugins
