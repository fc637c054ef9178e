#include "wire/tablestore/compression.h"

#include <zlib.h>

#include <algorithm>
#include <stdexcept>

namespace hopline::wire::tablestore {

std::string Compress(std::string_view bytes) {
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  std::string out(size, '\0');
  if (compress(reinterpret_cast<Bytef*>(out.data()), &size,
               reinterpret_cast<const Bytef*>(bytes.data()),
               static_cast<uLong>(bytes.size())) != Z_OK) {
    throw std::runtime_error("compressing a body: zlib ran out of memory");
  }
  out.resize(size);
  return out;
}

Status Decompress(std::string_view bytes, size_t max_bytes, std::string* out) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) {
    throw std::runtime_error("decompressing a body: zlib ran out of memory");
  }
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  out->clear();
  int result = Z_OK;
  while (result == Z_OK && out->size() <= max_bytes) {
    const size_t done = out->size();
    out->resize(std::max<size_t>(done * 2, 4096));
    stream.next_out = reinterpret_cast<Bytef*>(out->data() + done);
    stream.avail_out = static_cast<uInt>(out->size() - done);
    result = inflate(&stream, Z_NO_FLUSH);
    out->resize(out->size() - stream.avail_out);
  }
  const bool left_over = stream.avail_in != 0;
  inflateEnd(&stream);
  if (out->size() > max_bytes) {
    return Status::Error("body is larger than " + std::to_string(max_bytes) +
                         " bytes once decompressed");
  }
  if (result != Z_STREAM_END) return Status::Error("body is not a complete zlib stream");
  if (left_over) return Status::Error("compressed body is followed by unexpected bytes");
  return {};
}

}  // namespace hopline::wire::tablestore
