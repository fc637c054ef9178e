#include <cstring>
#include <limits>
#include <optional>

#include "wire/maxcompute/arrow_message.h"
#include "wire/maxcompute/content_encoding.h"
#include "wire/maxcompute/proto/arrow_ipc_generated.h"

namespace hopline::wire::maxcompute {
namespace {

constexpr size_t kPrefixBytes = 8;

int32_t ReadInt32(std::string_view bytes) {
  int32_t value;
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

size_t NodeCount(const Type& type, TimestampForm form) {
  const Layout layout = LayoutOf(type, form);
  if (layout == Layout::kSecondsAndNanos) return 3;
  size_t count = layout == Layout::kMap ? 2 : 1;  // a map has a node for its entries
  for (const Type& child : type.children) count += NodeCount(child, form);
  return count;
}

size_t NodeCount(const std::vector<Type>& types, TimestampForm form) {
  size_t count = 0;
  for (const Type& type : types) count += NodeCount(type, form);
  return count;
}

/// Fills columns from a batch. Every method returns false after it has set the fault.
class BatchDecoder {
 public:
  BatchDecoder(const fb::RecordBatch& batch, std::string_view body)
      : batch_(batch), body_(body) {}

  bool Read(Columns* columns) {
    for (ColumnData& column : *columns) {
      if (!ReadColumn(batch_.length(), &column)) return false;
    }
    if (next_node_ == batch_.nodes()->size() &&
        next_buffer_ == batch_.buffers()->size()) {
      return true;
    }
    return Fail("it has more nodes or buffers than the schema");
  }

  const std::string& fault() const { return fault_; }

 private:
  bool Fail(const char* sentence) {
    fault_ = sentence;
    return false;
  }

  bool NextNode(int64_t rows) {
    if (next_node_ >= batch_.nodes()->size()) return Fail("it has too few nodes");
    const fb::FieldNode* node = batch_.nodes()->Get(next_node_++);
    if (rows > std::numeric_limits<int32_t>::max()) return Fail("it has too many rows");
    if (node->length() != rows) return Fail("a column has another length than its batch");
    return true;
  }

  bool NextBuffer(std::string_view* bytes) {
    if (next_buffer_ >= batch_.buffers()->size()) return Fail("it has too few buffers");
    const fb::Buffer* buffer = batch_.buffers()->Get(next_buffer_++);
    const auto size = static_cast<int64_t>(body_.size());
    if (buffer->offset() < 0 || buffer->length() < 0 || buffer->offset() > size ||
        buffer->length() > size - buffer->offset()) {
      return Fail("a buffer lies outside the body");
    }
    *bytes = body_.substr(static_cast<size_t>(buffer->offset()),
                          static_cast<size_t>(buffer->length()));
    return batch_.compression() == nullptr || bytes->empty() || Decompress(bytes);
  }

  bool Decompress(std::string_view* bytes) {
    int64_t size = 0;
    if (bytes->size() < sizeof size) return Fail("a compressed buffer is cut off");
    std::memcpy(&size, bytes->data(), sizeof size);
    bytes->remove_prefix(sizeof size);
    if (size == -1) return true;  // stored as it is
    if (size < 0 || size > ArrowBatchReader::kMaxMessageBytes) {
      return Fail("a compressed buffer is too large");
    }
    const auto encoding = batch_.compression()->codec() == fb::CompressionType_ZSTD
                              ? ContentEncoding::kZstd
                              : ContentEncoding::kLz4Frame;
    const Status status = maxcompute::Decompress(
        encoding, *bytes, static_cast<size_t>(size), &decompressed_);
    if (!status.ok() || decompressed_.size() != static_cast<size_t>(size)) {
      return Fail("a compressed buffer cannot be read");
    }
    *bytes = decompressed_;
    return true;
  }

  /// The length of a column is a claim until its values have been read; nothing is
  /// allocated on the claim alone.
  bool ReadColumn(int64_t rows, ColumnData* column) {
    std::string_view validity;
    if (!NextNode(rows) || !NextBuffer(&validity)) return false;
    column->validity.assign(validity.begin(), validity.end());
    column->rows = rows;
    return ReadContent(rows, column) && CompleteValidity(column);
  }

  bool ReadContent(int64_t rows, ColumnData* column) {
    switch (column->layout) {
      case Layout::kBool:
        return ReadBuffer((rows + 7) / 8, &column->values);
      case Layout::kBytes:
        return ReadOffsets(rows, column) &&
               ReadBuffer(column->offsets.back(), &column->values);
      case Layout::kList:
        return ReadOffsets(rows, column) &&
               ReadColumn(column->offsets.back(), &column->children[0]);
      case Layout::kMap:
        return ReadMap(rows, column);
      case Layout::kSecondsAndNanos:
      case Layout::kStruct:
        for (ColumnData& child : column->children) {
          if (!ReadColumn(rows, &child)) return false;
        }
        return true;
      default:
        return ReadBuffer(rows * static_cast<int64_t>(WidthOf(column->layout)),
                          &column->values);
    }
  }

  bool ReadMap(int64_t rows, ColumnData* column) {
    std::string_view validity;
    if (!ReadOffsets(rows, column)) return false;
    const int64_t entries = column->offsets.back();
    return NextNode(entries) && NextBuffer(&validity) &&
           ReadColumn(entries, &column->children[0]) &&
           ReadColumn(entries, &column->children[1]);
  }

  bool CompleteValidity(ColumnData* column) {
    const auto size = static_cast<size_t>((column->rows + 7) / 8);
    if (column->validity.empty()) {
      column->validity.assign(size, 0xFF);
      return true;
    }
    if (column->validity.size() < size) return Fail("a validity buffer is too short");
    column->validity.resize(size);
    for (int64_t i = 0; i < column->rows; ++i) {
      if ((column->validity[static_cast<size_t>(i >> 3)] >> (i & 7) & 1) == 0) {
        ++column->null_count;
      }
    }
    return true;
  }

  bool ReadBuffer(int64_t size, std::vector<uint8_t>* out) {
    std::string_view bytes;
    if (!NextBuffer(&bytes)) return false;
    if (static_cast<int64_t>(bytes.size()) < size) return Fail("a buffer is too short");
    out->assign(bytes.begin(), bytes.begin() + size);
    return true;
  }

  bool ReadOffsets(int64_t rows, ColumnData* column) {
    std::string_view bytes;
    if (!NextBuffer(&bytes)) return false;
    if (rows == 0) return true;
    const auto count = static_cast<size_t>(rows) + 1;
    if (bytes.size() / sizeof(int32_t) < count)
      return Fail("an offset buffer is too short");
    column->offsets.resize(count);
    std::memcpy(column->offsets.data(), bytes.data(), count * sizeof(int32_t));
    if (column->offsets.front() != 0) return Fail("offsets do not begin with 0");
    for (size_t i = 1; i < count; ++i) {
      if (column->offsets[i] < column->offsets[i - 1])
        return Fail("offsets go backwards");
    }
    return true;
  }

  const fb::RecordBatch& batch_;
  const std::string_view body_;
  flatbuffers::uoffset_t next_node_ = 0;
  flatbuffers::uoffset_t next_buffer_ = 0;
  std::string decompressed_;
  std::string fault_;
};

/// The form of the timestamps, which only the number of nodes tells.
std::optional<TimestampForm> FormOf(const std::vector<Type>& types, size_t nodes) {
  for (const auto form : {TimestampForm::kNanoseconds, TimestampForm::kSecondsAndNanos}) {
    if (NodeCount(types, form) == nodes) return form;
  }
  return std::nullopt;
}

}  // namespace

ArrowBatchReader::Outcome ArrowBatchReader::Fail(std::string sentence) {
  fault_ = "arrow message: " + std::move(sentence);
  return Outcome::kFault;
}

ArrowBatchReader::Outcome ArrowBatchReader::Read(std::string_view* bytes,
                                                 Columns* columns) {
  if (bytes->size() < kPrefixBytes) return Outcome::kNeedsMore;
  if (ReadInt32(*bytes) != -1) return Fail("it does not begin with ff ff ff ff");
  const int64_t metadata_size = ReadInt32(bytes->substr(4));
  if (metadata_size == 0) return Fail("an end of stream, which Tunnel does not have");
  if (metadata_size < 0 || metadata_size > kMaxMessageBytes)
    return Fail("its size is wrong");
  std::string_view rest = bytes->substr(kPrefixBytes);
  if (rest.size() < static_cast<size_t>(metadata_size)) return Outcome::kNeedsMore;

  // The copy is aligned as flatbuffers needs it.
  const std::vector<uint8_t> metadata(rest.begin(), rest.begin() + metadata_size);
  rest.remove_prefix(metadata.size());
  flatbuffers::Verifier verifier(metadata.data(), metadata.size());
  if (!fb::VerifyMessageBuffer(verifier)) return Fail("its metadata cannot be read");
  const fb::Message* message = fb::GetMessage(metadata.data());
  const fb::RecordBatch* batch = message->header_as_RecordBatch();
  if (batch == nullptr) return Fail("it is no RecordBatch; Tunnel has no other messages");
  const int64_t body_size = message->body_length();
  if (body_size < 0 || body_size > kMaxMessageBytes || batch->length() < 0 ||
      batch->nodes() == nullptr || batch->buffers() == nullptr) {
    return Fail("its metadata is incomplete");
  }
  if (rest.size() < static_cast<size_t>(body_size)) return Outcome::kNeedsMore;

  const auto form = FormOf(types_, batch->nodes()->size());
  if (!form) return Fail("its columns do not fit the schema");
  *columns = MakeColumns(types_, *form);
  BatchDecoder decoder(*batch, rest.substr(0, static_cast<size_t>(body_size)));
  if (!decoder.Read(columns)) return Fail(decoder.fault());
  rest.remove_prefix(static_cast<size_t>(body_size));
  *bytes = rest;
  return Outcome::kBatch;
}

}  // namespace hopline::wire::maxcompute
