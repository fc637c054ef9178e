#pragma once

#include <hopline/schema.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/ots/writer_options.h"
#include "plugins/tablestore/column_type.h"
#include "wire/tablestore/schema.h"

namespace hopline::plugins::ots {

/// One key column of the target, in the table's order.
struct KeyPart {
  std::string name;
  tablestore::ColumnType type = tablestore::ColumnType::kString;
  std::optional<size_t> input;  ///< column of the record; absent: the service's choice
};

/// What the tasks of a run need to know besides the script.
struct WriterToken {
  std::vector<KeyPart> key;  ///< empty for points
  std::string columns;       ///< types of the incoming columns
};

/// Finds the script's key columns in the table. Source: tablestore-plugins.md §7.5.
///
/// Errors: INVALID_ARGUMENT, pointer first.
std::vector<KeyPart> ResolveKey(const WriterOptions& options,
                                const wire::tablestore::TableMeta& table);

/// Throws SCHEMA_MISMATCH if records do not have as many columns as the script lists.
void CheckWidth(const WriterOptions& options, const Fields& fields);

std::string Encode(const WriterToken& token);
/// Errors: INVALID_STATE for bytes of another format or damaged ones.
WriterToken DecodeWriterToken(std::string_view bytes);

}  // namespace hopline::plugins::ots
