/// \file object_encoder.h
/// From batches to the bytes of objects: header, rows, charset, names and rollover. What
/// differs between stores is behind ObjectSink.
#pragma once

#include <hopline/schema.hpp>
#include <hopline/scope.hpp>
#include <hopline/view.hpp>

#include "plugins/common/column_formats.h"
#include "plugins/common/object_format.h"
#include "plugins/common/text_buffer.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace hopline::plugins {

class CharsetEncoder;
class RowEncoder;

/// Where the bytes of a task's objects go, one object after the other.
class ObjectSink {
 public:
  virtual ~ObjectSink() = default;
  virtual void BeginObject(const std::string& name) = 0;
  /// Bytes of the object that was begun last, in order; valid during the call only. All
  /// pieces of an object but the last have ObjectEncoder::kPieceBytes and begin at a
  /// page.
  virtual void Write(std::string_view bytes) = 0;
  virtual void EndObject() = 0;
};

/// Renders one task's rows of csv or text.
///
/// Rows that cannot be rendered go to the scope's dirty rows and produce no bytes. A
/// block ends with the row that fills options.block_chars; an object takes
/// options.blocks_per_object blocks. Both only decide where objects and charset marks
/// begin: the sink gets pieces of kPieceBytes.
///
/// Threads: one at a time.
class ObjectEncoder {
 public:
  static constexpr size_t kPieceBytes = size_t{512} << 10;

  /// `task_name` is options.object plus the task's random part (object_names.h).
  /// `options` and `sink` must outlive the encoder.
  ObjectEncoder(const ObjectOptions& options, const ColumnFormats& formats,
                const ArrowSchema& in, std::string task_name, Scope scope,
                ObjectSink& sink);
  ~ObjectEncoder();

  void Write(const ArrowArray& batch);
  /// Ends the open object. Without any row: one empty (or header-only) object if the
  /// options want it.
  void Finish();

  /// The header record in the target charset; empty without header. For writers that join
  /// several tasks' rows in one object (writeSingleObject), which the encoder leaves out.
  std::string HeaderBytes();

 private:
  void BeginObject(const std::string& partition);
  void NextBlock(const BatchView& batch, int64_t row);
  void BeginBlock();
  void EndObject();
  size_t StopSize() const;
  void CountBlock();
  /// Hands the full pieces over; returns the buffer that keeps the rest.
  TextBuffer& SendPieces();
  /// Moves text_ to encoded_, in the target charset.
  TextBuffer& Recode();
  std::string PartitionText(const BatchView& batch, int64_t row);

  const ObjectOptions& options_;
  Scope scope_;
  ObjectSink& sink_;
  Fields fields_;
  std::string task_name_;
  std::unique_ptr<RowEncoder> rows_;
  std::unique_ptr<CharsetEncoder> charset_;  ///< null for UTF-8
  TextBuffer text_;                          ///< rendered, not yet sent
  TextBuffer encoded_;
  size_t counted_ = 0;        ///< bytes of text_ that block_chars_ covers
  uint64_t block_chars_ = 0;  ///< UTF-16 units of the block, as far as counted
  uint64_t blocks_ = 0;       ///< full blocks of the open object
  uint64_t objects_ = 0;      ///< begun so far
  bool open_ = false;
  bool at_block_start_ = true;
};

}  // namespace hopline::plugins
