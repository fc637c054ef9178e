#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "wire/maxcompute/column.h"

/// Messages of Arrow's IPC format (metadata version 5), as Tunnel streams and previews
/// hold them. A Tunnel stream is RecordBatch messages alone: the schema is the session's.

namespace hopline::wire::maxcompute {

/// Takes bytes in the order of the stream. They may point into the columns, and are valid
/// during the call.
using ByteSink = std::function<void(std::string_view)>;

/// How the buffers of one message are compressed. Tunnel streams are compressed as a
/// whole instead (content_encoding.h).
enum class BufferCompression : uint8_t { kNone, kLz4Frame, kZstd };

/// Writes rows [first, first + count) of the columns as one RecordBatch message.
/// Cost:    column buffers go to the sink as they are, except for bits that do not begin
/// in
///          a byte, offsets that do not begin with 0, and compressed buffers.
void WriteRecordBatch(const std::vector<ColumnView>& columns, int64_t first,
                      int64_t count, BufferCompression compression, const ByteSink& sink);

/// Writes a Schema message. Shape: a name for each type.
void WriteSchema(const std::vector<std::string>& names, const std::vector<Type>& types,
                 TimestampForm form, const ByteSink& sink);
/// Writes the marker that ends a plain IPC stream.
void WriteEndOfStream(const ByteSink& sink);

/// True when each of the types has an Arrow form on which the service's clients agree;
/// legacy DECIMAL and the intervals have none (spec §2.9).
bool HasArrowForm(const Type& type);

/// Reads RecordBatch messages off the front of bytes that come in pieces.
///
/// Errors:  kFault with one sentence in fault(): no message, another kind of message,
/// nodes
///          or buffers that do not fit the types or the body.
/// Threads: one at a time.
/// Cost:    one copy of each buffer.
class ArrowBatchReader {
 public:
  enum class Outcome : uint8_t { kBatch, kNeedsMore, kFault };

  /// Larger messages are refused.
  static constexpr int64_t kMaxMessageBytes = int64_t{2} << 30;

  explicit ArrowBatchReader(std::vector<Type> types) : types_(std::move(types)) {}

  /// Takes one message off *bytes and makes *columns its rows. Their timestamps have the
  /// form that the message has. Empty *bytes: kNeedsMore.
  Outcome Read(std::string_view* bytes, Columns* columns);

  const std::string& fault() const { return fault_; }

 private:
  Outcome Fail(std::string sentence);

  const std::vector<Type> types_;
  std::string fault_;
};

}  // namespace hopline::wire::maxcompute
