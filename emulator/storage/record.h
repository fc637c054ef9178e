#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

/// The payload of one journal record: a kind, then numbers and texts in an order that the
/// kind decides.
///
/// Shape:   the kind is one byte, numbers are eight bytes, little endian; a text is its
///          length as a number, then its bytes. Nothing names or types the fields: writer
///          and reader agree by the kind.
namespace hopline::emulator::storage {

/// A record that does not hold what its kind promises.
class RecordError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class RecordWriter {
 public:
  explicit RecordWriter(uint8_t kind) : bytes_(1, static_cast<char>(kind)) {}

  RecordWriter& Number(uint64_t value);
  RecordWriter& Signed(int64_t value) { return Number(static_cast<uint64_t>(value)); }
  RecordWriter& Text(std::string_view value);

  /// Valid until the next field.
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

/// Owns:    nothing; the bytes outlive the reader.
/// Errors:  RecordError for a field that is not there, or is cut off.
class RecordReader {
 public:
  explicit RecordReader(std::string_view bytes);

  uint8_t kind() const { return kind_; }
  uint64_t Number();
  int64_t Signed() { return static_cast<int64_t>(Number()); }
  std::string Text() { return std::string(View()); }
  /// Points into the record.
  std::string_view View();

 private:
  std::string_view Take(uint64_t size);

  std::string_view rest_;
  uint8_t kind_ = 0;
};

/// `size` bytes of `value`, the lowest first.
void AppendLittleEndian(uint64_t value, size_t size, std::string* out);
uint64_t ReadLittleEndian(std::string_view bytes);

}  // namespace hopline::emulator::storage
