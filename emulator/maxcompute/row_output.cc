#include "emulator/maxcompute/row_output.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "emulator/maxcompute/failure.h"
#include "wire/maxcompute/arrow_frame.h"
#include "wire/maxcompute/record_writer.h"
#include "wire/maxcompute/timestamp_form.h"

namespace hopline::emulator::maxcompute {
namespace {

namespace wm = wire::maxcompute;

/// Arrow batches are cut to it, as clients build each in memory.
constexpr int64_t kBatchRows = 8192;

/// Calls use(piece, first row in it, count) for every part of the selection.
template <typename Use>
void ForEachPart(const Rows& rows, const Selection& selection, const Use& use) {
  int64_t begin = 0;
  const int64_t end = selection.first + selection.count;
  for (const PiecePtr& piece : rows.pieces()) {
    const int64_t first = std::max(selection.first - begin, int64_t{0});
    const int64_t last = std::min(end - begin, piece->rows);
    if (first < last) use(*piece, first, last - first);
    begin += piece->rows;
  }
}

std::vector<wm::ColumnView> Project(const wm::Columns& columns,
                                    const std::vector<size_t>& indices) {
  std::vector<wm::ColumnView> views;
  views.reserve(indices.size());
  for (const size_t index : indices) views.push_back(columns[index].View());
  return views;
}

/// Writes the messages of a selection to the sink.
void WriteBatches(const Rows& rows, const Selection& selection, wm::TimestampForm form,
                  wm::BufferCompression compression, const wm::ByteSink& sink) {
  ForEachPart(rows, selection, [&](const Piece& piece, int64_t first, int64_t count) {
    // Only columns with timestamps are copied.
    std::vector<std::unique_ptr<wm::ColumnData>> converted;
    std::vector<wm::ColumnView> views;
    for (const size_t index : selection.columns) {
      const wm::ColumnData& column = piece.columns[index];
      if (form == kStoredForm || !wm::HasTimestamps(column.type)) {
        views.push_back(column.View());
        continue;
      }
      converted.push_back(std::make_unique<wm::ColumnData>(column));
      const wire::Status status = wm::ConvertTimestamps(form, converted.back().get());
      if (!status.ok()) throw InvalidArgument(status.message() + "; read it as records");
      views.push_back(converted.back()->View());
    }
    for (int64_t done = 0; done < count; done += kBatchRows) {
      wm::WriteRecordBatch(views, first + done, std::min(kBatchRows, count - done),
                           compression, sink);
    }
  });
}

/// Compresses what gathers in `plain`.
class Output {
 public:
  explicit Output(wm::ContentEncoding encoding)
      : compressor_(wm::Compressor::New(encoding)) {}

  std::string* plain() { return &plain_; }

  void Flush() {
    compressor_->Write(plain_, &out_);
    plain_.clear();
  }

  std::string Finish() {
    Flush();
    compressor_->Finish(&out_);
    return std::move(out_);
  }

 private:
  const std::unique_ptr<wm::Compressor> compressor_;
  std::string plain_;
  std::string out_;
};

}  // namespace

std::string WriteRecords(const Rows& rows, const Selection& selection,
                         wm::ContentEncoding encoding) {
  Output output(encoding);
  wm::RecordWriter writer(output.plain());
  ForEachPart(rows, selection, [&](const Piece& piece, int64_t first, int64_t count) {
    writer.Write(Project(piece.columns, selection.columns), first, count);
    output.Flush();
  });
  writer.Finish();
  return output.Finish();
}

std::string WriteArrow(const Rows& rows, const Selection& selection,
                       wm::TimestampForm form, wm::ContentEncoding encoding) {
  Output output(encoding);
  wm::ArrowFrameWriter frame(output.plain());
  WriteBatches(rows, selection, form, wm::BufferCompression::kNone,
               [&](std::string_view bytes) {
                 frame.Write(bytes);
                 output.Flush();
               });
  frame.Finish();
  return output.Finish();
}

std::string WriteIpcStream(const Rows& rows, const Selection& selection,
                           const std::vector<std::string>& names,
                           const std::vector<wm::Type>& types,
                           wm::BufferCompression compression) {
  std::string out;
  const auto sink = [&](std::string_view bytes) { out += bytes; };
  wm::WriteSchema(names, types, kStoredForm, sink);
  WriteBatches(rows, selection, kStoredForm, compression, sink);
  wm::WriteEndOfStream(sink);
  return out;
}

}  // namespace hopline::emulator::maxcompute
