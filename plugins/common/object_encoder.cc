#include "plugins/common/object_encoder.h"

#include "plugins/common/charset.h"
#include "plugins/common/object_names.h"
#include "plugins/common/row_copy.h"
#include "plugins/common/row_encoder.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace hopline::plugins {
namespace {

/// Rows are rendered and counted in steps that stay in a core's first-level cache.
constexpr size_t kStepBytes = size_t{16} << 10;

}  // namespace

ObjectEncoder::ObjectEncoder(const ObjectOptions& options, const ColumnFormats& formats,
                             const ArrowSchema& in, std::string task_name, Scope scope,
                             ObjectSink& sink)
    : options_(options),
      scope_(scope),
      sink_(sink),
      fields_(Fields::Read(in)),
      task_name_(std::move(task_name)),
      rows_(std::make_unique<RowEncoder>(options.rows, fields_, formats)) {
  if (!IsUtf8(options.encoding)) {
    charset_ = std::make_unique<CharsetEncoder>(options.encoding);
  }
}

ObjectEncoder::~ObjectEncoder() = default;

void ObjectEncoder::Write(const ArrowArray& batch) {
  const BatchView view(batch, fields_);
  for (int64_t row = 0; row < view.rows();) {
    if (!open_) {
      BeginObject(PartitionText(view, row));
    } else if (block_chars_ >= options_.block_chars) {
      NextBlock(view, row);
    }
    row = rows_->AppendRows(view, row, StopSize(), text_);
    CountBlock();
    const bool marked = charset_ != nullptr && block_chars_ >= options_.block_chars;
    if (text_.size() >= kPieceBytes || marked) SendPieces();
  }
  if (!rows_->dirty().empty()) {
    ReportDirtyRows(scope_, view, fields_, std::exchange(rows_->dirty(), {}));
  }
}

void ObjectEncoder::Finish() {
  if (!open_ && options_.generate_empty_file && !options_.single_object) BeginObject("");
  if (open_) EndObject();
}

std::string ObjectEncoder::HeaderBytes() {
  TextBuffer header;
  rows_->AppendHeader(header);
  if (charset_ == nullptr || header.empty()) return std::string(header.view());
  TextBuffer encoded;
  charset_->Append(encoded, header.view());
  return std::string(encoded.view());
}

void ObjectEncoder::BeginObject(const std::string& partition) {
  sink_.BeginObject(options_.single_object
                        ? options_.object
                        : ObjectName(task_name_, partition, objects_, options_.suffix));
  ++objects_;
  open_ = true;
  blocks_ = 0;
  BeginBlock();
  if (!options_.single_object) rows_->AppendHeader(text_);
}

/// The row that comes does not fit the full block: the next one begins, or the next
/// object.
void ObjectEncoder::NextBlock(const BatchView& batch, int64_t row) {
  if (++blocks_ < options_.blocks_per_object || options_.single_object) {
    return BeginBlock();
  }
  EndObject();
  BeginObject(PartitionText(batch, row));
}

void ObjectEncoder::BeginBlock() {
  at_block_start_ = true;
  block_chars_ = 0;
  counted_ = text_.size();
}

void ObjectEncoder::EndObject() {
  const TextBuffer& rest = SendPieces();
  if (!rest.empty()) sink_.Write(rest.view());
  text_.Clear();
  encoded_.Clear();
  sink_.EndObject();
  open_ = false;
}

/// A block cannot be full before that many bytes: a character has at least one.
size_t ObjectEncoder::StopSize() const {
  const uint64_t left = options_.block_chars - block_chars_;
  return counted_ + static_cast<size_t>(std::min<uint64_t>(left, kStepBytes));
}

void ObjectEncoder::CountBlock() {
  block_chars_ += CountUtf16(text_.From(counted_));
  counted_ = text_.size();
}

TextBuffer& ObjectEncoder::SendPieces() {
  TextBuffer& out = charset_ == nullptr ? text_ : Recode();
  size_t sent = 0;
  for (; out.size() - sent >= kPieceBytes; sent += kPieceBytes) {
    sink_.Write(out.view().substr(sent, kPieceBytes));
  }
  out.DropFront(sent);
  counted_ = text_.size();
  return out;
}

TextBuffer& ObjectEncoder::Recode() {
  if (text_.empty()) return encoded_;
  if (at_block_start_) encoded_.Append(charset_->Mark());
  at_block_start_ = false;
  charset_->Append(encoded_, text_.view());
  text_.Clear();
  return encoded_;
}

std::string ObjectEncoder::PartitionText(const BatchView& batch, int64_t row) {
  std::string text;
  const size_t columns = batch.column_count();
  for (size_t k = 1; k <= options_.partition_columns && k <= columns; ++k) {
    text += rows_->PlainText(batch, row, columns - k);
  }
  return text;
}

}  // namespace hopline::plugins
