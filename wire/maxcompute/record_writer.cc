#include "wire/maxcompute/record_writer.h"

#include <cstring>

#include "wire/maxcompute/decimal.h"
#include "wire/maxcompute/moment.h"
#include "wire/maxcompute/record_format.h"

namespace hopline::wire::maxcompute {
namespace {

size_t PutVarint(uint64_t value, char* out) {
  size_t size = 0;
  while (value >= 0x80) {
    out[size++] = static_cast<char>(value | 0x80);
    value >>= 7;
  }
  out[size++] = static_cast<char>(value);
  return size;
}

constexpr size_t kMaxVarint = 10;

void AppendVarint(uint64_t value, std::string* out) {
  char bytes[kMaxVarint];
  out->append(bytes, PutVarint(value, bytes));
}

void AppendZigzag(int64_t value, std::string* out) {
  const auto bits = static_cast<uint64_t>(value);
  AppendVarint(bits << 1 ^ static_cast<uint64_t>(value >> 63), out);
}

void AppendTag(uint32_t number, WireType type, std::string* out) {
  AppendVarint(uint64_t{number} << 3 | type, out);
}

template <typename Value>
Value ValueAt(const ColumnView& column, int64_t index) {
  Value value;
  std::memcpy(&value, column.values + index * static_cast<int64_t>(sizeof value),
              sizeof value);
  return value;
}

/// Writes values without their tags.
class ValueWriter {
 public:
  ValueWriter(std::string* out, RecordCrc* crc) : out_(out), crc_(crc) {}

  void Write(const ColumnView& column, int64_t row) {
    const int64_t i = column.offset + row;
    switch (column.layout) {
      case Layout::kBool:
        return Bool((column.values[i >> 3] >> (i & 7) & 1) != 0);
      case Layout::kInt8:
        return Integer(ValueAt<int8_t>(column, i));
      case Layout::kInt16:
        return Integer(ValueAt<int16_t>(column, i));
      case Layout::kInt32:
        return Integer(ValueAt<int32_t>(column, i));
      case Layout::kInt64:
        return Int64(*column.type, ValueAt<int64_t>(column, i));
      case Layout::kFloat32:
        return Raw<uint32_t>(column, i);
      case Layout::kFloat64:
        return Raw<uint64_t>(column, i);
      case Layout::kDecimal128: {
        char text[kMaxDecimalText];
        return Bytes(
            {text, FormatDecimal(column.values + i * 16, column.type->scale, text)});
      }
      case Layout::kBytes: {
        const auto* bytes = reinterpret_cast<const char*>(column.values);
        const int32_t begin = column.offsets[i];
        return Bytes({bytes + begin, static_cast<size_t>(column.offsets[i + 1] - begin)});
      }
      case Layout::kSecondsAndNanos: {
        const ColumnView& seconds = column.children[0];
        const ColumnView& nanos = column.children[1];
        return WriteMoment({ValueAt<int64_t>(seconds, seconds.offset + i),
                            ValueAt<int32_t>(nanos, nanos.offset + i)});
      }
      case Layout::kList:
      case Layout::kMap:
        for (const ColumnView& child : column.children) {
          Elements(child, column.offsets[i], column.offsets[i + 1]);
        }
        return;
      case Layout::kStruct:
        for (const ColumnView& child : column.children) Nullable(child, i);
        return;
    }
  }

 private:
  void Bool(bool value) {
    const auto byte = static_cast<uint8_t>(value);
    out_->push_back(static_cast<char>(byte));
    crc_->Add(byte);
  }

  void Integer(int64_t value) {
    AppendZigzag(value, out_);
    crc_->Add(value);
  }

  void Int64(const Type& type, int64_t value) {
    if (type.kind != TypeKind::kTimestamp && type.kind != TypeKind::kTimestampNtz) {
      return Integer(value);
    }
    WriteMoment(MomentOf(value));
  }

  void WriteMoment(const Moment& moment) {
    AppendZigzag(moment.seconds, out_);
    AppendZigzag(moment.nanos, out_);
    crc_->Add(moment.seconds);
    crc_->Add(moment.nanos);
  }

  template <typename Bits>
  void Raw(const ColumnView& column, int64_t index) {
    const auto bits = ValueAt<Bits>(column, index);
    char bytes[sizeof bits];
    std::memcpy(bytes, &bits, sizeof bits);
    out_->append(bytes, sizeof bits);
    crc_->Add(bits);
  }

  void Bytes(std::string_view bytes) {
    AppendVarint(bytes.size(), out_);
    out_->append(bytes);
    crc_->AddBytes(bytes);
  }

  void Elements(const ColumnView& child, int32_t begin, int32_t end) {
    AppendVarint(static_cast<uint64_t>(end - begin), out_);
    for (int32_t row = begin; row < end; ++row) Nullable(child, row);
  }

  void Nullable(const ColumnView& child, int64_t row) {
    const bool null = child.IsNull(row);
    out_->push_back(null ? '\1' : '\0');
    if (!null) Write(child, row);
  }

  std::string* out_;
  RecordCrc* crc_;
};

}  // namespace

void RecordWriter::Write(const std::vector<ColumnView>& columns, int64_t first,
                         int64_t count) {
  RecordCrc crc;
  ValueWriter values(out_, &crc);
  for (int64_t row = first; row < first + count; ++row) {
    uint32_t number = 0;
    for (const ColumnView& column : columns) {
      ++number;
      if (column.IsNull(row)) continue;
      AppendTag(number, WireTypeOf(column.layout, *column.type), out_);
      crc.Add(number);
      values.Write(column, row);
    }
    const uint32_t record_crc = crc.Take();
    AppendTag(kEndRecord, kVarint, out_);
    AppendVarint(record_crc, out_);
    stream_crc_ = AddRecordCrc(stream_crc_, record_crc);
  }
  records_ += count;
}

void RecordWriter::Finish() {
  AppendTag(kCount, kVarint, out_);
  AppendZigzag(records_, out_);
  AppendTag(kChecksum, kVarint, out_);
  AppendVarint(stream_crc_, out_);
}

}  // namespace hopline::wire::maxcompute
