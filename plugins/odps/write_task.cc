#include "plugins/odps/write_task.h"

#include <algorithm>
#include <utility>

#include "plugins/common/row_copy.h"

namespace hopline::plugins::odps {

namespace mc = wire::maxcompute;

namespace {

constexpr size_t kChunkBytes = size_t{2} << 20;  // encoded in one go
constexpr int64_t kChunkRows = 65'536;
constexpr int64_t kLookEvery = 256;  // rows between two looks at the chunk's size

constexpr size_t kOpenBlocksOfRun = 512;
constexpr size_t kLeastOpenBlocks = 8;
constexpr size_t kLeastFirstBlock = size_t{4} << 20;
constexpr size_t kLeastOtherBlock = size_t{64} << 10;

StreamForm FormOf(const WriterOptions& options, const TargetColumns& columns) {
  StreamForm form;
  form.types = columns.types;
  form.body.arrow = UsesArrow(options.arrow, columns.types);
  form.body.encoding = options.encoding;
  // LZ4 frames have another name around Arrow.
  if (form.body.arrow && form.body.encoding == mc::ContentEncoding::kLz4Frame) {
    form.body.encoding = mc::ContentEncoding::kOdpsLz4Frame;
  }
  return form;
}

}  // namespace

WriteLimits WriteLimits::Of(uint32_t tasks, uint64_t memory_budget) {
  WriteLimits limits;
  limits.open_blocks =
      std::clamp(kOpenBlocksOfRun / tasks, kLeastOpenBlocks, limits.open_blocks);
  if (memory_budget == 0) return limits;
  const size_t half = memory_budget / 2;
  limits.waiting_bytes = std::clamp(half, kChunkBytes, limits.waiting_bytes);
  limits.first.body = std::clamp(half, kLeastFirstBlock, limits.first.body);
  limits.first_few = std::clamp<size_t>(half / limits.first.body, 1, limits.first_few);
  limits.others.body =
      std::clamp(half / limits.open_blocks, kLeastOtherBlock, limits.others.body);
  return limits;
}

WriteTask::WriteTask(Tunnel& tunnel, const WriterOptions& options,
                     const ColumnFormats& formats, WriteTarget target, Fields in,
                     TaskContext context)
    : tunnel_(tunnel),
      options_(options),
      target_(std::move(target)),
      in_(std::move(in)),
      context_(std::move(context)),
      form_(FormOf(options, target_.columns)),
      cells_(options, formats, target_.max_field_bytes),
      sender_([this](const Block& block) {
        tunnel_.PutBlock(block.upload.session, block.upload.partition, block.id,
                         *block.body, form_.body, context_.scope);
      }) {
  if (target_.columns.keys.empty()) {
    last_ = &Add(target_.upload.partition);
  } else {
    names_.emplace(target_.columns.keys, options, formats);
  }
}

WriteTask::Destination& WriteTask::Add(const std::string& partition) {
  Upload upload = target_.upload;
  upload.partition = partition;
  const WriteLimits& limits = target_.limits;
  const bool first = destinations_.size() < limits.first_few;
  return destinations_
      .try_emplace(partition, std::move(upload), form_,
                   first ? limits.first : limits.others)
      .first->second;
}

/// Where the row goes; null for a dirty one.
WriteTask::Destination* WriteTask::Find(const BatchView& batch, int64_t row) {
  if (!names_.has_value()) return last_;
  size_t column = 0;
  const char* reason = names_->Read(batch, in_, row, &name_, &column);
  if (reason != nullptr) {
    dirty_.push_back({row, in_[column].name, reason});
    return nullptr;
  }
  if (last_ != nullptr && last_->stream.upload().partition == name_) return last_;
  const auto found = destinations_.find(name_);
  if (found != destinations_.end()) return last_ = &found->second;
  if (destinations_.size() == target_.limits.partitions) {
    throw Error(HOPLINE_STATUS_DATA_INVALID,
                "the rows of task " + std::to_string(context_.task_index) +
                    " name more than " + std::to_string(target_.limits.partitions) +
                    " partitions, " + name_ +
                    " among them; look at the partition columns, or write fewer "
                    "partitions a run");
  }
  return last_ = &Add(name_);
}

const char* WriteTask::AppendCells(const BatchView& batch, int64_t row, mc::Columns& out,
                                   size_t* column) {
  for (size_t i = 0; i < out.size(); ++i) {
    if (target_.columns.source[i] < 0) {
      out[i].AppendNull();
      continue;
    }
    const auto from = static_cast<size_t>(target_.columns.source[i]);
    const char* reason = cells_.Append(batch.column(from).At(row), in_[from], out[i]);
    if (reason == nullptr) continue;
    *column = from;
    return reason;
  }
  return nullptr;
}

void WriteTask::WriteRow(const BatchView& batch, int64_t row) {
  Destination* destination = Find(batch, row);
  if (destination == nullptr) return;
  BlockStream& stream = destination->stream;
  size_t column = 0;
  const char* reason = AppendCells(batch, row, stream.columns(), &column);
  if (reason != nullptr) {
    stream.DropRow();
    dirty_.push_back({row, in_[column].name, reason});
    return;
  }
  stream.EndRow();
  if (!std::exchange(destination->touched, true)) touched_.push_back(destination);
  if (stream.waiting_rows() % kLookEvery != 0) return;
  if (stream.WaitingBytes() >= kChunkBytes || stream.waiting_rows() >= kChunkRows) {
    Encode(*destination);
  }
}

void WriteTask::Write(Batch batch) {
  const BatchView view(*batch, in_);
  for (int64_t row = 0; row < view.rows(); ++row) WriteRow(view, row);
  if (!dirty_.empty()) {
    ReportDirtyRows(context_.scope, view, in_, std::exchange(dirty_, {}));
  }
  LimitWaitingRows();
}

void WriteTask::Count(Destination& destination, size_t bytes) {
  waiting_bytes_ += bytes - destination.counted_bytes;
  destination.counted_bytes = bytes;
}

void WriteTask::LimitWaitingRows() {
  for (Destination* destination : touched_) {
    Count(*destination, destination->stream.WaitingBytes());
    destination->touched = false;
  }
  touched_.clear();
  while (waiting_bytes_ > target_.limits.waiting_bytes) {
    const auto fullest = std::max_element(
        destinations_.begin(), destinations_.end(), [](const auto& a, const auto& b) {
          return a.second.counted_bytes < b.second.counted_bytes;
        });
    Encode(fullest->second);
  }
}

/// The waiting rows; the block leaves once it is full.
void WriteTask::Encode(Destination& destination) {
  BlockStream& stream = destination.stream;
  if (!stream.has_open_block()) {
    if (open_blocks_ == target_.limits.open_blocks) SendFullestBlock();
    ++open_blocks_;
  }
  stream.Encode();
  Count(destination, 0);
  const auto k = static_cast<int64_t>(stream.uploaded().blocks.size());
  const int64_t most = MostBlocks(context_.task_count);
  if (stream.block_bytes() >= BlockBytes(options_.block_bytes, k, most)) {
    SendBlock(stream);
  }
}

void WriteTask::SendFullestBlock() {
  const auto fullest = std::max_element(
      destinations_.begin(), destinations_.end(), [](const auto& a, const auto& b) {
        return a.second.stream.block_bytes() < b.second.stream.block_bytes();
      });
  Destination& destination = fullest->second;
  if (destination.stream.waiting_rows() > 0) {
    destination.stream.Encode();
    Count(destination, 0);
  }
  SendBlock(destination.stream);
}

void WriteTask::SendBlock(BlockStream& stream) {
  const auto k = static_cast<int64_t>(stream.uploaded().blocks.size());
  if (k >= MostBlocks(context_.task_count)) {
    throw Error(HOPLINE_STATUS_DATA_INVALID,
                "task " + std::to_string(context_.task_index) +
                    " has used up its block ids; set blockSizeInMB higher, or concurrent "
                    "lower");
  }
  if (stream.upload().session.empty()) {
    stream.upload() = target_.uploads.Open(stream.upload().partition, context_.task_count,
                                           context_.scope);
  }
  Block block = stream.TakeBlock(
      BlockId(context_.task_index, context_.task_count, context_.attempt, k));
  --open_blocks_;
  sender_.Push(std::move(block));
}

std::string WriteTask::Prepare() {
  std::vector<UploadedBlocks> uploaded;
  for (auto& [partition, destination] : destinations_) {
    BlockStream& stream = destination.stream;
    if (stream.waiting_rows() > 0) Encode(destination);
    if (stream.has_open_block()) SendBlock(stream);
    if (!stream.uploaded().blocks.empty()) uploaded.push_back(stream.uploaded());
  }
  sender_.Drain();
  return odps::Encode(uploaded);
}

}  // namespace hopline::plugins::odps
