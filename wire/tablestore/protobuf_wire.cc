#include "wire/tablestore/protobuf_wire.h"

namespace hopline::wire::tablestore {

bool WireReader::Next(WireField* field) {
  if (failed_ || rest_.empty()) return false;
  uint64_t key = 0;
  uint64_t size = 0;
  bool complete = ReadVarint(&key);
  field->number = static_cast<uint32_t>(key >> 3U);
  field->type = static_cast<WireType>(key & 7U);
  complete = complete && field->number != 0 && key >> 3U <= 0x1FFFFFFF;
  switch (field->type) {
    case WireType::kVarint:
      complete = complete && ReadVarint(&field->varint);
      break;
    case WireType::kBytes:
      complete = complete && ReadVarint(&size) && ReadBytes(size, &field->bytes);
      break;
    case WireType::kFixed64:
      complete = complete && ReadBytes(8, &field->bytes);
      break;
    case WireType::kFixed32:
      complete = complete && ReadBytes(4, &field->bytes);
      break;
    default:
      complete = false;
  }
  failed_ = !complete;
  return complete;
}

bool WireReader::ReadVarint(uint64_t* out) {
  uint64_t value = 0;
  for (size_t i = 0; i < rest_.size() && i < 10; ++i) {
    const auto byte = static_cast<uint8_t>(rest_[i]);
    value |= static_cast<uint64_t>(byte & 0x7FU) << (7 * i);
    if ((byte & 0x80U) == 0) {
      rest_.remove_prefix(i + 1);
      *out = value;
      return true;
    }
  }
  return false;
}

bool WireReader::ReadBytes(uint64_t size, std::string_view* out) {
  if (size > rest_.size()) return false;
  *out = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return true;
}

void AppendVarint(uint64_t value, std::string* out) {
  while (value >= 0x80) {
    out->push_back(static_cast<char>(value | 0x80U));
    value >>= 7U;
  }
  out->push_back(static_cast<char>(value));
}

void AppendVarintField(uint32_t number, uint64_t value, std::string* out) {
  AppendVarint(number << 3U, out);
  AppendVarint(value, out);
}

void AppendBytesField(uint32_t number, std::string_view bytes, std::string* out) {
  AppendVarint((number << 3U) | static_cast<uint32_t>(WireType::kBytes), out);
  AppendVarint(bytes.size(), out);
  out->append(bytes);
}

size_t VarintSize(uint64_t value) {
  size_t size = 1;
  while (value >= 0x80) {
    value >>= 7U;
    ++size;
  }
  return size;
}

size_t BytesFieldSize(size_t bytes) { return 1 + VarintSize(bytes) + bytes; }

}  // namespace hopline::wire::tablestore
