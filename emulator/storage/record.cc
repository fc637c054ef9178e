#include "emulator/storage/record.h"

namespace hopline::emulator::storage {
namespace {

constexpr size_t kNumberBytes = 8;

}  // namespace

void AppendLittleEndian(uint64_t value, size_t size, std::string* out) {
  for (size_t i = 0; i < size; ++i) {
    out->push_back(static_cast<char>(value >> (8 * i) & 255));
  }
}

uint64_t ReadLittleEndian(std::string_view bytes) {
  uint64_t value = 0;
  for (size_t i = bytes.size(); i-- > 0;) {
    value = value << 8 | static_cast<uint8_t>(bytes[i]);
  }
  return value;
}

RecordWriter& RecordWriter::Number(uint64_t value) {
  AppendLittleEndian(value, kNumberBytes, &bytes_);
  return *this;
}

RecordWriter& RecordWriter::Text(std::string_view value) {
  Number(value.size());
  bytes_.append(value);
  return *this;
}

RecordReader::RecordReader(std::string_view bytes) : rest_(bytes) {
  kind_ = static_cast<uint8_t>(Take(1).front());
}

uint64_t RecordReader::Number() { return ReadLittleEndian(Take(kNumberBytes)); }

std::string_view RecordReader::View() { return Take(Number()); }

std::string_view RecordReader::Take(uint64_t size) {
  if (size > rest_.size()) throw RecordError("a record is shorter than its kind allows");
  const std::string_view taken = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return taken;
}

}  // namespace hopline::emulator::storage
