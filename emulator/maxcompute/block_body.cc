#include "emulator/maxcompute/block_body.h"

#include <memory>
#include <string>
#include <utility>

#include "emulator/maxcompute/failure.h"
#include "emulator/maxcompute/value_checks.h"
#include "wire/maxcompute/arrow_frame.h"
#include "wire/maxcompute/arrow_message.h"
#include "wire/maxcompute/record_reader.h"
#include "wire/maxcompute/timestamp_form.h"

namespace hopline::emulator::maxcompute {
namespace {

namespace wm = wire::maxcompute;
using wm::ContentEncoding;

constexpr size_t kStepBytes = size_t{1} << 20;
constexpr size_t kMaxPieceBytes = size_t{64} << 20;

/// The sentences of the codecs, sorted into the service's codes.
Failure StreamFailure(const std::string& sentence) {
  const auto says = [&](const char* part) {
    return sentence.find(part) != std::string::npos;
  };
  const char* code = "MalformedDataStream";
  if (says("checksum") && (says("does not fit"))) code = "CorruptedDataStream";
  if (says("not complete") || says("ends b")) code = "IncompleteBody";
  return {400, code, sentence};
}

void Require(const wire::Status& status) {
  if (!status.ok()) throw StreamFailure(status.message());
}

/// Takes rows out of plain bytes that come in pieces.
class RowSink {
 public:
  explicit RowSink(const wm::TableSchema& schema) : schema_(schema) {}
  virtual ~RowSink() = default;
  RowSink(const RowSink&) = delete;
  RowSink& operator=(const RowSink&) = delete;

  virtual void Write(std::string_view bytes) = 0;
  virtual void Finish() = 0;
  Rows Take() { return std::move(rows_); }

 protected:
  void Keep(wm::Columns columns) {
    auto piece = std::make_shared<Piece>();
    piece->rows = columns.front().rows;
    for (size_t i = 0; i < columns.size(); ++i) {
      CheckValues(schema_.columns[i], columns[i]);
      Require(wm::ConvertTimestamps(kStoredForm, &columns[i]));
    }
    piece->columns = std::move(columns);
    rows_.Append(std::move(piece));
  }

  const wm::TableSchema& schema() const { return schema_; }

 private:
  const wm::TableSchema& schema_;
  Rows rows_;
};

class RecordSink : public RowSink {
 public:
  explicit RecordSink(const wm::TableSchema& schema)
      : RowSink(schema), reader_(wm::TypesOf(schema.columns), kStoredForm) {
    Renew();
  }

  void Write(std::string_view bytes) override {
    pending_.append(bytes);
    std::string_view rest = pending_;
    while (!ended_) {
      const auto outcome = reader_.Read(&rest, {.rows = kMaxPieceRows}, &columns_);
      if (outcome == wm::RecordReader::Outcome::kFault) {
        throw StreamFailure(reader_.fault());
      }
      if (outcome == wm::RecordReader::Outcome::kNeedsMore) break;
      ended_ = outcome == wm::RecordReader::Outcome::kEnd;
      Keep(std::move(columns_));
      Renew();
    }
    if (ended_ && !rest.empty()) throw MalformedDataStream("bytes follow the footer");
    pending_.erase(0, pending_.size() - rest.size());
    // Long texts fill a piece before the number of rows does.
    size_t size_bytes = 0;
    for (const wm::ColumnData& column : columns_) size_bytes += column.SizeBytes();
    if (size_bytes < kMaxPieceBytes) return;
    Keep(std::move(columns_));
    Renew();
  }

  void Finish() override {
    if (!ended_) throw Failure(400, "IncompleteBody", reader_.Truncated());
  }

 private:
  void Renew() { columns_ = wm::MakeColumns(reader_.types(), kStoredForm); }

  wm::RecordReader reader_;
  wm::Columns columns_;
  std::string pending_;
  bool ended_ = false;
};

class ArrowSink : public RowSink {
 public:
  explicit ArrowSink(const wm::TableSchema& schema)
      : RowSink(schema), reader_(wm::TypesOf(schema.columns)) {}

  void Write(std::string_view bytes) override {
    Require(frame_.Write(bytes, &payload_));
    TakeBatches();
  }

  void Finish() override {
    Require(frame_.Finish(&payload_));
    TakeBatches();
    if (payload_.empty()) return;
    throw Failure(400, "IncompleteBody", "the arrow stream ends inside a message");
  }

 private:
  void TakeBatches() {
    std::string_view rest = payload_;
    while (true) {
      wm::Columns columns;
      const auto outcome = reader_.Read(&rest, &columns);
      if (outcome == wm::ArrowBatchReader::Outcome::kNeedsMore) break;
      if (outcome == wm::ArrowBatchReader::Outcome::kFault) {
        throw StreamFailure(reader_.fault());
      }
      Keep(std::move(columns));
    }
    payload_.erase(0, payload_.size() - rest.size());
  }

  wm::ArrowFrameReader frame_;
  wm::ArrowBatchReader reader_;
  std::string payload_;
};

/// With Arrow, some clients mean the buffers inside the messages by these names, and not
/// the body (spec §2.6); the first bytes tell.
ContentEncoding WholeBodyEncoding(ContentEncoding encoding, bool arrow,
                                  std::string_view body) {
  constexpr std::string_view kZstdMagic = "\x28\xb5\x2f\xfd";
  constexpr std::string_view kLz4Magic = "\x04\x22\x4d\x18";
  if (!arrow) return encoding;
  if (encoding == ContentEncoding::kZstd && !body.starts_with(kZstdMagic)) {
    return ContentEncoding::kRaw;
  }
  if (encoding == ContentEncoding::kLz4Frame && !body.starts_with(kLz4Magic)) {
    return ContentEncoding::kRaw;
  }
  return encoding;
}

}  // namespace

Rows DecodeBlock(std::string_view body, ContentEncoding encoding, bool arrow,
                 const wm::TableSchema& schema) {
  std::unique_ptr<RowSink> sink;
  if (arrow) {
    sink = std::make_unique<ArrowSink>(schema);
  } else {
    sink = std::make_unique<RecordSink>(schema);
  }
  const auto decompressor =
      wm::Decompressor::New(WholeBodyEncoding(encoding, arrow, body));
  std::string plain;
  while (true) {
    // Raw bodies are stepped through as well, so that no second copy of them is made.
    std::string_view step = body.substr(0, kStepBytes);
    const size_t given = step.size();
    Require(decompressor->Write(&step, kStepBytes, &plain));
    body.remove_prefix(given - step.size());
    sink->Write(plain);
    const bool drained = plain.size() < kStepBytes;
    plain.clear();
    if (body.empty() && drained) break;
  }
  Require(decompressor->Finish());
  sink->Finish();
  return sink->Take();
}

}  // namespace hopline::emulator::maxcompute
