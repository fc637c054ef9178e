#pragma once

#include <hopline/schema.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "plugins/odps/reader_options.h"
#include "wire/maxcompute/partition_spec.h"
#include "wire/maxcompute/session.h"

namespace hopline::plugins::odps {

/// What the reader gives, column by column.
struct SourceColumns {
  /// Where a column's values come from.
  struct Output {
    int64_t data = -1;  ///< index into `read`, or
    int64_t key = -1;   ///< index of the slice's partition value, or
    std::string constant;
  };
  std::vector<Output> outputs;
  Fields fields;
  /// Data columns that are asked for, in the table's order, each once; never empty. With
  /// `where`, what the query selects: behind data columns also partition columns and
  /// expressions.
  std::vector<std::string> read;
  /// Of `read`; those of the expressions, at the end, are missing until BindResult().
  std::vector<wire::maxcompute::Type> types;

  bool NeedsResult() const { return types.size() < read.size(); }
};

/// Resolves `column` against the table; names in any letter case.
///
/// Errors: INVALID_ARGUMENT: the table has no such column; an expression without `where`.
SourceColumns ResolveSource(const ReaderOptions& options,
                            const wire::maxcompute::TableSchema& table);

/// Takes names and types of the expressions from what the query gave.
///
/// Errors: DATA_INVALID: it gave something else than `read`.
void BindResult(const wire::maxcompute::TableSchema& result, SourceColumns* source);

/// The types of what is read, as a download session has them, for NeedSameTypes(); empty
/// if it does not tell them all.
std::vector<std::string> TypesTold(const wire::maxcompute::TableSchema& session,
                                   const SourceColumns& source, bool by_query);

/// Rows of a session keep the form that they had when it began; the table may have been
/// altered since.
///
/// Errors: DATA_INVALID: a type is another one now.
void NeedSameTypes(const std::vector<std::string>& told, const SourceColumns& source);

/// The column of a batch that holds values of a type: integers as long, FLOAT and DOUBLE
/// as double, DECIMAL as double with its digits, DATE as days, DATETIME and TIMESTAMP as
/// instants, TIMESTAMP_NTZ as wall clock, containers and intervals as JSON text.
Field FieldOf(const std::string& name, const wire::maxcompute::Type& type);

/// The partitions that `partition` means, in the order of the service; one empty text for
/// a plain table.
///
/// Errors: INVALID_ARGUMENT: patterns where there are no partitions, or none where there
///         are; NOT_FOUND: nothing fits.
std::vector<std::string> ChoosePartitions(
    const ReaderOptions& options, const wire::maxcompute::TableSchema& table,
    const std::vector<wire::maxcompute::PartitionSpec>& there);

}  // namespace hopline::plugins::odps
