#pragma once

#include <hopline/arrow.hpp>
#include <hopline/schema.hpp>
#include <hopline/view.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "wire/tablestore/batch_messages.h"

/// From records to row changes that can be sent.
namespace hopline::plugins::ots {

/// An incoming batch, kept until every change made of it has been written, so that a
/// refused row can be handed back as it came.
struct SourceBatch {
  SourceBatch(Batch taken, const Fields& the_fields, uint64_t the_number)
      : batch(std::move(taken)),
        fields(the_fields),
        view(*batch, the_fields),
        number(the_number) {}

  Batch batch;
  const Fields& fields;  ///< of the task
  BatchView view;
  uint64_t number;  ///< ascending
};

/// One record of such a batch.
struct SourceRow {
  std::shared_ptr<const SourceBatch> batch;
  int64_t row = 0;
};

/// One change of one row.
///
/// Owns: nothing; valid until the encoder's next call.
struct RowChange {
  wire::tablestore::BatchOperation operation = wire::tablestore::BatchOperation::kPut;
  std::string_view row;   ///< PlainBuffer
  uint64_t key_hash = 0;  ///< equal for equal keys
  /// The service makes up a part of the key: changes never meet.
  bool is_new_key = false;
};

/// Where changes go.
class ChangeSink {
 public:
  virtual ~ChangeSink() = default;
  /// `sources`: the records that the change was made of.
  virtual void Add(const RowChange& change, std::span<const SourceRow> sources) = 0;
  /// A record that cannot become a change.
  virtual void AddDirty(const SourceRow& source, const std::string& column,
                        std::string reason) = 0;
};

/// Makes changes of records.
///
/// Threads: one at a time.
class ChangeEncoder {
 public:
  virtual ~ChangeEncoder() = default;
  virtual void Encode(const SourceRow& record, ChangeSink& sink) = 0;
  /// Hands out what is still being put together.
  virtual void Finish(ChangeSink&) {}
};

}  // namespace hopline::plugins::ots
