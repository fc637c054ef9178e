#include "wire/maxcompute/record_reader.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "wire/maxcompute/decimal.h"
#include "wire/maxcompute/moment.h"
#include "wire/maxcompute/record_format.h"

namespace hopline::wire::maxcompute {
namespace {

/// Offsets of Arrow columns are 32 bits wide.
constexpr size_t kMaxColumnBytes = std::numeric_limits<int32_t>::max();

}  // namespace

/// Decodes one record, or the footer. A value that the bytes end in is kShort; the record
/// is then read again from its beginning.
class RecordReader::Decoder {
 public:
  enum class State : uint8_t { kRecord, kFooter, kShort, kBad };

  Decoder(const RecordReader& reader, std::string_view bytes, Columns* columns)
      : reader_(reader),
        next_(bytes.data()),
        end_(bytes.data() + bytes.size()),
        columns_(columns),
        row_(columns->empty() ? 0 : columns->front().rows) {}

  State Next() {
    while (true) {
      uint64_t tag = 0;
      if (!Varint(&tag)) return state_;
      const uint64_t number = tag >> 3;
      if (number == kEndRecord) return EndRecord();
      if (number == kCount) return Footer();
      if (number == 0 || number > columns_->size()) {
        return Bad("it has a field with the number " + std::to_string(number) +
                   ", and the schema " + std::to_string(columns_->size()) + " columns");
      }
      ColumnData& column = (*columns_)[number - 1];
      if (column.rows != row_) return Bad("it has a column twice");
      if ((tag & 7) != WireTypeOf(column.layout, column.type)) {
        return Bad("column " + std::to_string(number) + " has wire type " +
                   std::to_string(tag & 7) + ", which type " + FormatType(column.type) +
                   " does not have");
      }
      crc_.Add(static_cast<uint32_t>(number));
      any_field_ = true;
      if (!Value(&column)) return state_;
    }
  }

  const char* position() const { return next_; }
  uint32_t crc() const { return record_crc_; }
  const std::string& fault() const { return fault_; }

 private:
  bool Short() {
    state_ = State::kShort;
    return false;
  }
  State Bad(std::string sentence) {
    fault_ = std::move(sentence);
    return state_ = State::kBad;
  }
  bool BadValue(const ColumnData& column, const char* what) {
    Bad("a value of type " + FormatType(column.type) + " " + what);
    return false;
  }

  size_t left() const { return static_cast<size_t>(end_ - next_); }

  bool Varint(uint64_t* value) {
    *value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (next_ == end_) return Short();
      const auto byte = static_cast<uint8_t>(*next_++);
      *value |= uint64_t{byte & 0x7FU} << shift;
      if (byte < 0x80) return true;
    }
    Bad("a number has more than ten bytes");
    return false;
  }

  /// PyODPS in its compiled form writes a checksum above 2^31 as a negative number of ten
  /// bytes; the lower half counts.
  bool Crc(uint32_t* value) {
    uint64_t bits = 0;
    if (!Varint(&bits)) return false;
    *value = static_cast<uint32_t>(bits);
    return true;
  }

  bool Zigzag(int64_t* value) {
    uint64_t bits = 0;
    if (!Varint(&bits)) return false;
    *value = static_cast<int64_t>(bits >> 1 ^ (~(bits & 1) + 1));
    return true;
  }

  bool Value(ColumnData* column) {
    switch (column->layout) {
      case Layout::kBool:
        return Bool(column);
      case Layout::kInt8:
        return Integer<int8_t>(column);
      case Layout::kInt16:
        return Integer<int16_t>(column);
      case Layout::kInt32:
        return Integer<int32_t>(column);
      case Layout::kInt64:
        return column->type.kind == TypeKind::kTimestamp ||
                       column->type.kind == TypeKind::kTimestampNtz
                   ? ReadMoment(column)
                   : Integer<int64_t>(column);
      case Layout::kFloat32:
        return Raw<uint32_t>(column);
      case Layout::kFloat64:
        return Raw<uint64_t>(column);
      case Layout::kDecimal128:
        return Decimal(column);
      case Layout::kBytes:
        return Bytes(column);
      case Layout::kSecondsAndNanos:
        return ReadMoment(column);
      case Layout::kList:
      case Layout::kMap:
        return Container(column);
      case Layout::kStruct:
        for (ColumnData& field : column->children) {
          if (!Nullable(&field)) return false;
        }
        column->AppendValid();
        return true;
    }
    return false;
  }

  bool Bool(ColumnData* column) {
    if (next_ == end_) return Short();
    const auto byte = static_cast<uint8_t>(*next_++);
    if (byte > 1) return BadValue(*column, "is neither 0 nor 1");
    crc_.Add(byte);
    column->AppendBool(byte == 1);
    return true;
  }

  template <typename Stored>
  bool Integer(ColumnData* column) {
    int64_t value = 0;
    if (!Zigzag(&value)) return false;
    crc_.Add(value);
    const auto stored = static_cast<Stored>(value);
    if (stored != value) return BadValue(*column, "is out of range");
    column->AppendBytes(&stored, sizeof stored);
    column->AppendValid();
    return true;
  }

  template <typename Bits>
  bool Raw(ColumnData* column) {
    Bits bits;
    if (left() < sizeof bits) return Short();
    std::memcpy(&bits, next_, sizeof bits);
    next_ += sizeof bits;
    crc_.Add(bits);
    column->AppendBytes(&bits, sizeof bits);
    column->AppendValid();
    return true;
  }

  bool Counted(std::string_view* bytes) {
    uint64_t size = 0;
    if (!Varint(&size)) return false;
    if (size > kMaxColumnBytes) {
      Bad("a text has more than 2 GiB");
      return false;
    }
    if (size > left()) return Short();
    *bytes = {next_, static_cast<size_t>(size)};
    next_ += size;
    crc_.AddBytes(*bytes);
    return true;
  }

  bool Bytes(ColumnData* column) {
    std::string_view bytes;
    if (!Counted(&bytes)) return false;
    if (bytes.size() > kMaxColumnBytes - column->values.size()) {
      return BadValue(*column, "does not fit into a column of 2 GiB");
    }
    if (column->type.kind == TypeKind::kDecimal &&
        CheckLegacyDecimal(bytes) != DecimalParse::kOk) {
      return BadValue(*column, "is no number, or too large");
    }
    column->AppendBytes(bytes.data(), bytes.size());
    column->CloseOffset(static_cast<int64_t>(column->values.size()));
    column->AppendValid();
    return true;
  }

  bool Decimal(ColumnData* column) {
    std::string_view text;
    if (!Counted(&text)) return false;
    uint8_t unscaled[16];
    switch (ParseDecimal(text, column->type.precision, column->type.scale, unscaled)) {
      case DecimalParse::kNotANumber:
        return BadValue(*column, "is no number");
      case DecimalParse::kTooLarge:
        return BadValue(*column, "has too many digits");
      case DecimalParse::kOk:
        break;
    }
    column->AppendBytes(unscaled, sizeof unscaled);
    column->AppendValid();
    return true;
  }

  bool ReadMoment(ColumnData* column) {
    int64_t seconds = 0;
    int64_t nanos = 0;
    if (!Zigzag(&seconds) || !Zigzag(&nanos)) return false;
    if (nanos < 0 || nanos >= kNanosPerSecond) {
      return BadValue(*column, "has nanoseconds outside 0 to 999999999");
    }
    const auto stored_nanos = static_cast<int32_t>(nanos);
    crc_.Add(seconds);
    crc_.Add(stored_nanos);
    if (column->layout == Layout::kSecondsAndNanos) {
      column->children[0].AppendBytes(&seconds, sizeof seconds);
      column->children[0].AppendValid();
      column->children[1].AppendBytes(&stored_nanos, sizeof stored_nanos);
      column->children[1].AppendValid();
    } else {
      int64_t value = 0;
      if (!NanosecondsOf({seconds, stored_nanos}, &value)) {
        return BadValue(*column, "lies outside 1677 to 2262");
      }
      column->AppendBytes(&value, sizeof value);
    }
    column->AppendValid();
    return true;
  }

  bool Container(ColumnData* column) {
    uint64_t first_count = 0;
    for (size_t i = 0; i < column->children.size(); ++i) {
      uint64_t count = 0;
      if (!Varint(&count)) return false;
      if (i == 0) first_count = count;
      if (count != first_count) {
        return BadValue(*column, "has more keys than values, or fewer");
      }
      // Every element takes at least its null byte.
      if (count > kMaxColumnBytes - static_cast<uint64_t>(column->children[i].rows))
        return BadValue(*column, "has too many elements");
      if (count > left()) return Short();
      for (uint64_t k = 0; k < count; ++k) {
        if (!Nullable(&column->children[i])) return false;
      }
    }
    column->CloseOffset(column->children[0].rows);
    column->AppendValid();
    return true;
  }

  bool Nullable(ColumnData* column) {
    if (next_ == end_) return Short();
    const char null = *next_++;
    if (null == '\0') return Value(column);
    if (null != '\1')
      return BadValue(*column, "begins with a byte that is neither 0 nor 1");
    column->AppendNull();
    return true;
  }

  State EndRecord() {
    uint32_t expected = 0;
    if (!Crc(&expected)) return state_;
    record_crc_ = crc_.Take();
    if (expected != record_crc_) return Bad("its checksum does not fit its bytes");
    for (ColumnData& column : *columns_) {
      if (column.rows == row_) column.AppendNull();
    }
    return State::kRecord;
  }

  State Footer() {
    if (any_field_) return Bad("it ends without its checksum");
    int64_t count = 0;
    if (!Zigzag(&count)) return state_;
    if (count != reader_.records_) {
      return Bad("the footer counts " + std::to_string(count) + " records");
    }
    uint64_t tag = 0;
    if (!Varint(&tag)) return state_;
    if (tag == (1U << 3 | kCounted)) {
      if (!Metrics() || !Varint(&tag)) return state_;
    }
    uint32_t expected = 0;
    if (tag >> 3 != kChecksum) return Bad("the footer has no checksum");
    if (!Crc(&expected)) return state_;
    if (expected != reader_.stream_crc_) {
      return Bad("the checksum of the stream does not fit its records");
    }
    if (next_ != end_) return Bad("bytes follow the footer");
    return State::kFooter;
  }

  bool Metrics() {
    std::string_view text;
    uint64_t tag = 0;
    uint32_t expected = 0;
    crc_.Add(uint32_t{1});
    if (!Counted(&text) || !Varint(&tag) || !Crc(&expected)) return false;
    if (tag >> 3 == kEndMetrics && expected == crc_.Take()) return true;
    Bad("the checksum of the metrics does not fit them");
    return false;
  }

  const RecordReader& reader_;
  const char* next_;
  const char* const end_;
  Columns* const columns_;
  const int64_t row_;
  RecordCrc crc_;
  uint32_t record_crc_ = 0;
  bool any_field_ = false;
  State state_ = State::kShort;
  std::string fault_;
};

RecordReader::RecordReader(std::vector<Type> types, TimestampForm form)
    : types_(std::move(types)), form_(form) {}

std::string RecordReader::Truncated() const {
  return "the record stream ends behind record " + std::to_string(records_) +
         " without its footer";
}

RecordReader::Outcome RecordReader::Fail(const std::string& sentence) {
  fault_ = "record " + std::to_string(records_ + 1) + " of the stream: " + sentence;
  return Outcome::kFault;
}

RecordReader::Outcome RecordReader::Read(std::string_view* bytes, const Limit& limit,
                                         Columns* columns) {
  if (!fault_.empty()) return Outcome::kFault;
  const size_t enough = bytes->size() - std::min(bytes->size(), limit.bytes);
  while (!ended_) {
    const int64_t rows = columns->empty() ? 0 : columns->front().rows;
    if (rows >= limit.rows || (bytes->size() <= enough && enough > 0)) {
      return Outcome::kFull;
    }
    Decoder decoder(*this, *bytes, columns);
    const Decoder::State state = decoder.Next();
    if (state == Decoder::State::kShort || state == Decoder::State::kBad) {
      for (ColumnData& column : *columns) column.Truncate(rows);
      if (state == Decoder::State::kShort) return Outcome::kNeedsMore;
      return Fail(decoder.fault());
    }
    bytes->remove_prefix(static_cast<size_t>(decoder.position() - bytes->data()));
    if (state == Decoder::State::kFooter) {
      ended_ = true;
    } else {
      stream_crc_ = AddRecordCrc(stream_crc_, decoder.crc());
      ++records_;
    }
  }
  return bytes->empty() ? Outcome::kEnd : Fail("bytes follow the footer");
}

Status DecodeRecords(std::string_view stream, const std::vector<Type>& types,
                     TimestampForm form, Columns* columns) {
  RecordReader reader(types, form);
  switch (reader.Read(&stream, {.bytes = stream.size()}, columns)) {
    case RecordReader::Outcome::kEnd:
      return {};
    case RecordReader::Outcome::kFault:
      return Status::Error(reader.fault());
    default:
      return Status::Error(reader.Truncated());
  }
}

}  // namespace hopline::wire::maxcompute
