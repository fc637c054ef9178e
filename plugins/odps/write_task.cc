#include "plugins/odps/write_task.h"

#include <utility>

#include "plugins/common/row_copy.h"

namespace hopline::plugins::odps {

namespace mc = wire::maxcompute;

namespace {

constexpr size_t kChunkBytes = size_t{2} << 20;  // encoded in one go
constexpr int64_t kChunkRows = 65'536;
constexpr int64_t kLookEvery = 256;  // rows between two looks at the chunk's size

BodyForm FormOf(const WriterOptions& options, const std::vector<mc::Type>& types) {
  BodyForm form;
  form.arrow = UsesArrow(options.arrow, types);
  form.encoding = options.encoding;
  // LZ4 frames have another name around Arrow.
  if (form.arrow && form.encoding == mc::ContentEncoding::kLz4Frame) {
    form.encoding = mc::ContentEncoding::kOdpsLz4Frame;
  }
  return form;
}

mc::TimestampForm TimestampsOf(const BodyForm& form) {
  return form.arrow ? mc::TimestampForm::kNanoseconds
                    : mc::TimestampForm::kSecondsAndNanos;
}

}  // namespace

WriteTask::WriteTask(Tunnel& tunnel, const WriterOptions& options,
                     const ColumnFormats& formats, UploadToken token,
                     const mc::UploadSession& session, Fields in, TaskContext context)
    : tunnel_(tunnel),
      options_(options),
      token_(std::move(token)),
      in_(std::move(in)),
      context_(std::move(context)),
      target_(ResolveColumns(options, session.schema, in_)),
      form_(FormOf(options, target_.types)),
      cells_(options, formats, static_cast<uint64_t>(session.max_field_bytes)),
      columns_(mc::MakeColumns(target_.types, TimestampsOf(form_))),
      encoder_(form_),
      sender_([this](const Block& block) {
        tunnel_.PutBlock(token_.session, token_.partition, block.id, *block.body, form_,
                         context_.scope);
      }) {}

const char* WriteTask::AppendRow(const BatchView& batch, int64_t row, size_t* column) {
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (target_.source[i] < 0) {
      columns_[i].AppendNull();
      continue;
    }
    const auto from = static_cast<size_t>(target_.source[i]);
    const char* reason =
        cells_.Append(batch.column(from).At(row), in_[from], columns_[i]);
    if (reason == nullptr) continue;
    *column = from;
    return reason;
  }
  return nullptr;
}

void WriteTask::Write(Batch batch) {
  const BatchView view(*batch, in_);
  for (int64_t row = 0; row < view.rows(); ++row) {
    size_t column = 0;
    const char* reason = AppendRow(view, row, &column);
    if (reason != nullptr) {
      for (mc::ColumnData& data : columns_) data.Truncate(waiting_rows_);
      dirty_.push_back({row, in_[column].name, reason});
      continue;
    }
    ++waiting_rows_;
    if (waiting_rows_ % kLookEvery == 0) EncodeRows();
  }
  if (!dirty_.empty()) {
    ReportDirtyRows(context_.scope, view, in_, std::exchange(dirty_, {}));
  }
}

/// Once a chunk is full; the block too, once that is.
void WriteTask::EncodeRows() {
  size_t bytes = 0;
  for (const mc::ColumnData& data : columns_) bytes += data.SizeBytes();
  if (bytes < kChunkBytes && waiting_rows_ < kChunkRows) return;
  encoder_.Add(mc::ViewsOf(columns_), waiting_rows_);
  for (mc::ColumnData& data : columns_) data.Truncate(0);
  waiting_rows_ = 0;
  const auto k = static_cast<int64_t>(uploaded_.blocks.size());
  const int64_t most = MostBlocks(context_.task_count);
  if (encoder_.raw_bytes() >= BlockBytes(options_.block_bytes, k, most)) SendBlock();
}

void WriteTask::SendBlock() {
  const auto k = static_cast<int64_t>(uploaded_.blocks.size());
  if (k >= MostBlocks(context_.task_count)) {
    throw Error(HOPLINE_STATUS_DATA_INVALID,
                "task " + std::to_string(context_.task_index) +
                    " has used up its block ids; set blockSizeInMB higher, or concurrent "
                    "lower");
  }
  Block block;
  block.id = BlockId(context_.task_index, context_.task_count, context_.attempt, k);
  block.rows = encoder_.rows();
  block.body = encoder_.Finish();
  uploaded_.rows += block.rows;
  uploaded_.blocks.push_back(block.id);
  sender_.Push(std::move(block));
}

std::string WriteTask::Prepare() {
  if (waiting_rows_ > 0) {
    encoder_.Add(mc::ViewsOf(columns_), std::exchange(waiting_rows_, 0));
  }
  if (encoder_.rows() > 0) SendBlock();
  sender_.Drain();
  return Encode(uploaded_);
}

}  // namespace hopline::plugins::odps
