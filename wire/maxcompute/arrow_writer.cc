#include <array>
#include <bit>
#include <cstring>
#include <deque>

#include "wire/maxcompute/arrow_message.h"
#include "wire/maxcompute/content_encoding.h"
#include "wire/maxcompute/proto/arrow_ipc_generated.h"

namespace hopline::wire::maxcompute {
namespace {

constexpr size_t kAlignment = 8;
constexpr std::string_view kZeros("\0\0\0\0\0\0\0\0", 8);
constexpr std::string_view kContinuation = "\xff\xff\xff\xff";

size_t PaddingOf(size_t size) { return (kAlignment - size % kAlignment) % kAlignment; }

std::string_view BytesOf(const void* bytes, int64_t size) {
  return {static_cast<const char*>(bytes), static_cast<size_t>(size)};
}

std::string NumberBytes(uint64_t value, size_t size) {
  std::string bytes;
  for (size_t i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * i) & 255);
  return bytes;
}

/// Puts the metadata in its envelope.
void WriteMessage(const flatbuffers::FlatBufferBuilder& builder, const ByteSink& sink) {
  const size_t size = builder.GetSize();
  const size_t padding = PaddingOf(size);
  sink(std::string(kContinuation) + NumberBytes(size + padding, 4));
  sink(BytesOf(builder.GetBufferPointer(), static_cast<int64_t>(size)));
  sink(kZeros.substr(0, padding));
}

/// The nodes and buffers of columns, in the order of the format: depth first.
class Body {
 public:
  explicit Body(BufferCompression compression) : compression_(compression) {}

  void Add(const ColumnView& column, int64_t first, int64_t count) {
    const int64_t begin = column.offset + first;
    AddNode(column, begin, count);
    switch (column.layout) {
      case Layout::kBool:
        AddBuffer(Bits(column.values, begin, count));
        return;
      case Layout::kBytes: {
        AddOffsets(column, begin, count);
        if (count == 0) return AddBuffer({});
        const int32_t* offsets = column.offsets + begin;
        AddBuffer(BytesOf(column.values + offsets[0], offsets[count] - offsets[0]));
        return;
      }
      case Layout::kList:
        AddOffsets(column, begin, count);
        return AddElements(column, begin, count);
      case Layout::kMap:
        AddOffsets(column, begin, count);
        nodes_.emplace_back(ElementCount(column, begin, count), 0);  // the entries
        AddBuffer({});
        return AddElements(column, begin, count);
      case Layout::kSecondsAndNanos:
      case Layout::kStruct:
        for (const ColumnView& child : column.children) Add(child, begin, count);
        return;
      default: {
        const auto width = static_cast<int64_t>(WidthOf(column.layout));
        AddBuffer(BytesOf(column.values + begin * width, count * width));
      }
    }
  }

  const std::vector<fb::FieldNode>& nodes() const { return nodes_; }
  const std::vector<fb::Buffer>& buffers() const { return buffers_; }
  int64_t size() const { return size_; }

  void WriteTo(const ByteSink& sink) const {
    for (const std::string_view piece : pieces_) {
      if (piece.empty()) continue;
      sink(piece);
      sink(kZeros.substr(0, PaddingOf(piece.size())));
    }
  }

 private:
  void AddNode(const ColumnView& column, int64_t begin, int64_t count) {
    int64_t nulls = 0;
    std::string_view bits;
    if (column.validity != nullptr && count > 0) {
      bits = Bits(column.validity, begin, count);
      nulls = count;
      for (int64_t i = 0; i < count / 8; ++i) nulls -= std::popcount(ByteAt(bits, i));
      if (count % 8 != 0) {
        nulls -= std::popcount(ByteAt(bits, count / 8) & ((1U << (count % 8)) - 1));
      }
    }
    nodes_.emplace_back(count, nulls);
    AddBuffer(nulls == 0 ? std::string_view() : bits);
  }

  static unsigned ByteAt(std::string_view bytes, int64_t i) {
    return static_cast<uint8_t>(bytes[static_cast<size_t>(i)]);
  }

  std::string_view Bits(const uint8_t* bits, int64_t begin, int64_t count) {
    const int64_t size = (count + 7) / 8;
    const auto shift = static_cast<unsigned>(begin % 8);
    if (shift == 0) return BytesOf(bits + begin / 8, size);
    std::string moved(static_cast<size_t>(size), '\0');
    const int64_t last = (begin + count - 1) / 8;
    for (int64_t i = 0; i < size; ++i) {
      const int64_t from = begin / 8 + i;
      unsigned byte = static_cast<unsigned>(bits[from]) >> shift;
      if (from < last) byte |= static_cast<unsigned>(bits[from + 1]) << (8 - shift);
      moved[static_cast<size_t>(i)] = static_cast<char>(byte);
    }
    return Keep(std::move(moved));
  }

  void AddOffsets(const ColumnView& column, int64_t begin, int64_t count) {
    if (count == 0) return AddBuffer(kZeros.substr(0, sizeof(int32_t)));
    const int32_t* offsets = column.offsets + begin;
    const int64_t size = (count + 1) * static_cast<int64_t>(sizeof(int32_t));
    if (offsets[0] == 0) return AddBuffer(BytesOf(offsets, size));
    std::string moved(static_cast<size_t>(size), '\0');
    for (int64_t i = 0; i <= count; ++i) {
      const int32_t offset = offsets[i] - offsets[0];
      std::memcpy(moved.data() + i * static_cast<int64_t>(sizeof offset), &offset,
                  sizeof offset);
    }
    AddBuffer(Keep(std::move(moved)));
  }

  static int64_t ElementCount(const ColumnView& column, int64_t begin, int64_t count) {
    return count == 0 ? 0 : column.offsets[begin + count] - column.offsets[begin];
  }

  void AddElements(const ColumnView& column, int64_t begin, int64_t count) {
    const int64_t first = count == 0 ? 0 : column.offsets[begin];
    for (const ColumnView& child : column.children) {
      Add(child, first, ElementCount(column, begin, count));
    }
  }

  std::string_view Keep(std::string bytes) {
    return kept_.emplace_back(std::move(bytes));
  }

  void AddBuffer(std::string_view bytes) {
    if (compression_ != BufferCompression::kNone && !bytes.empty()) {
      const bool zstd = compression_ == BufferCompression::kZstd;
      bytes = Keep(
          NumberBytes(bytes.size(), 8) +
          Compress(zstd ? ContentEncoding::kZstd : ContentEncoding::kLz4Frame, bytes));
    }
    pieces_.push_back(bytes);
    buffers_.emplace_back(size_, static_cast<int64_t>(bytes.size()));
    size_ += static_cast<int64_t>(bytes.size() + PaddingOf(bytes.size()));
  }

  const BufferCompression compression_;
  std::vector<fb::FieldNode> nodes_;
  std::vector<fb::Buffer> buffers_;
  std::vector<std::string_view> pieces_;
  std::deque<std::string> kept_;
  int64_t size_ = 0;
};

// ---- Schemas

using Builder = flatbuffers::FlatBufferBuilder;

struct FieldType {
  fb::Type kind;
  flatbuffers::Offset<void> table;
};

FieldType IntType(int bits, Builder* builder) {
  return {fb::Type_Int, fb::CreateInt(*builder, bits, true).Union()};
}

FieldType TypeOf(const Type& type, Layout layout, Builder* builder) {
  switch (layout) {
    case Layout::kBool:
      return {fb::Type_Bool, fb::CreateBool(*builder).Union()};
    case Layout::kInt8:
      return IntType(8, builder);
    case Layout::kInt16:
      return IntType(16, builder);
    case Layout::kInt32:
      if (type.kind != TypeKind::kDate) return IntType(32, builder);
      return {fb::Type_Date, fb::CreateDate(*builder, fb::DateUnit_DAY).Union()};
    case Layout::kInt64:
      if (type.kind == TypeKind::kBigint || type.kind == TypeKind::kIntervalYearMonth) {
        return IntType(64, builder);
      }
      return {fb::Type_Timestamp,
              fb::CreateTimestamp(*builder, type.kind == TypeKind::kDatetime
                                                ? fb::TimeUnit_MILLISECOND
                                                : fb::TimeUnit_NANOSECOND)
                  .Union()};
    case Layout::kFloat32:
    case Layout::kFloat64:
      return {fb::Type_FloatingPoint,
              fb::CreateFloatingPoint(*builder, layout == Layout::kFloat32
                                                    ? fb::Precision_SINGLE
                                                    : fb::Precision_DOUBLE)
                  .Union()};
    case Layout::kDecimal128:
      return {fb::Type_Decimal,
              fb::CreateDecimal(*builder, type.precision, type.scale).Union()};
    case Layout::kBytes:
      if (type.kind == TypeKind::kBinary) {
        return {fb::Type_Binary, fb::CreateBinary(*builder).Union()};
      }
      return {fb::Type_Utf8, fb::CreateUtf8(*builder).Union()};
    case Layout::kList:
      return {fb::Type_List, fb::CreateList(*builder).Union()};
    case Layout::kMap:
      return {fb::Type_Map, fb::CreateMap(*builder).Union()};
    case Layout::kSecondsAndNanos:
    case Layout::kStruct:
      break;
  }
  return {fb::Type_Struct_, fb::CreateStruct_(*builder).Union()};
}

flatbuffers::Offset<fb::Field> FieldOf(const std::string& name, bool nullable,
                                       const Type& type, TimestampForm form,
                                       Builder* builder) {
  using Children = std::vector<flatbuffers::Offset<fb::Field>>;
  const auto named = [&](const char* child_name, TypeKind kind) {
    Type child;
    child.kind = kind;
    return FieldOf(child_name, true, child, form, builder);
  };
  const Layout layout = LayoutOf(type, form);
  Children children;
  if (layout == Layout::kSecondsAndNanos) {
    children = {named("sec", TypeKind::kBigint), named("nano", TypeKind::kInt)};
  } else if (layout == Layout::kList) {
    children = {FieldOf("element", true, type.children[0], form, builder)};
  } else if (layout == Layout::kMap) {
    const Children entry = {FieldOf("key", false, type.children[0], form, builder),
                            FieldOf("value", true, type.children[1], form, builder)};
    children = {fb::CreateFieldDirect(*builder, "entries", false, fb::Type_Struct_,
                                      fb::CreateStruct_(*builder).Union(), 0, &entry)};
  } else {
    for (size_t i = 0; i < type.children.size(); ++i) {
      children.push_back(
          FieldOf(type.field_names[i], true, type.children[i], form, builder));
    }
  }
  const FieldType field_type = TypeOf(type, layout, builder);
  return fb::CreateFieldDirect(*builder, name.c_str(), nullable, field_type.kind,
                               field_type.table, 0, &children);
}

}  // namespace

void WriteRecordBatch(const std::vector<ColumnView>& columns, int64_t first,
                      int64_t count, BufferCompression compression,
                      const ByteSink& sink) {
  Body body(compression);
  for (const ColumnView& column : columns) body.Add(column, first, count);
  Builder builder;
  const auto codec = compression == BufferCompression::kZstd
                         ? fb::CompressionType_ZSTD
                         : fb::CompressionType_LZ4_FRAME;
  const auto nodes = builder.CreateVectorOfStructs(body.nodes());
  const auto buffers = builder.CreateVectorOfStructs(body.buffers());
  flatbuffers::Offset<fb::BodyCompression> compressed;
  if (compression != BufferCompression::kNone) {
    compressed = fb::CreateBodyCompression(builder, codec);
  }
  const auto batch = fb::CreateRecordBatch(builder, count, nodes, buffers, compressed);
  builder.Finish(fb::CreateMessage(builder, fb::MetadataVersion_V5,
                                   fb::MessageHeader_RecordBatch, batch.Union(),
                                   body.size()));
  WriteMessage(builder, sink);
  body.WriteTo(sink);
}

void WriteSchema(const std::vector<std::string>& names, const std::vector<Type>& types,
                 TimestampForm form, const ByteSink& sink) {
  Builder builder;
  std::vector<flatbuffers::Offset<fb::Field>> fields;
  for (size_t i = 0; i < types.size(); ++i) {
    fields.push_back(FieldOf(names[i], true, types[i], form, &builder));
  }
  const auto schema = fb::CreateSchemaDirect(builder, fb::Endianness_Little, &fields);
  builder.Finish(fb::CreateMessage(builder, fb::MetadataVersion_V5,
                                   fb::MessageHeader_Schema, schema.Union(), 0));
  WriteMessage(builder, sink);
}

void WriteEndOfStream(const ByteSink& sink) {
  sink(std::string(kContinuation) + NumberBytes(0, 4));
}

bool HasArrowForm(const Type& type) {
  if (type.IsLegacyDecimal() || type.kind == TypeKind::kIntervalDayTime ||
      type.kind == TypeKind::kIntervalYearMonth) {
    return false;
  }
  for (const Type& child : type.children) {
    if (!HasArrowForm(child)) return false;
  }
  return true;
}

}  // namespace hopline::wire::maxcompute
