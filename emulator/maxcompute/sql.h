#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "emulator/maxcompute/cell.h"
#include "wire/maxcompute/partition_spec.h"
#include "wire/maxcompute/session.h"

/// The statements that this emulator runs: what the SDKs and data integration send to
/// make, change, count and read tables (docs/emulator.md lists them).

namespace hopline::emulator::maxcompute::sql {

/// "t", "p.t" or "p.s.t", lower case.
using TableName = std::vector<std::string>;

struct CreateTable {
  TableName table;
  bool if_not_exists = false;
  wire::maxcompute::TableSchema schema;
  std::string comment;
  int64_t lifecycle_days = -1;
};

struct DropTable {
  TableName table;
  bool if_exists = false;
};

struct AddPartitions {
  TableName table;
  bool if_not_exists = false;
  std::vector<wire::maxcompute::PartitionSpec> partitions;
};

struct DropPartitions {
  TableName table;
  bool if_exists = false;
  std::vector<wire::maxcompute::PartitionSpec> partitions;
};

struct Truncate {
  TableName table;
  std::vector<wire::maxcompute::PartitionSpec> partitions;  // empty: all rows
};

/// A condition, or a part of one, or what is selected.
struct Expression {
  enum class Kind : uint8_t {
    kLiteral,
    kColumn,
    kAnd,  // of all operands, two or more; a long condition is no deep one
    kOr,   // the same
    kNot,
    kEqual,
    kNotEqual,
    kLess,
    kLessOrEqual,
    kGreater,
    kGreaterOrEqual,
    kIn,  // the first operand in the others
    kLike,
    kIsNull,
    kConcat,  // the texts of all operands
    kLength,  // characters
  };

  Kind kind = Kind::kLiteral;
  Value literal;
  std::string column;
  std::vector<Expression> operands;
};

struct Select {
  struct Item {
    Expression value;   // a column or a function
    std::string alias;  // "": the column's own name, or "_c" and the item's index
  };

  TableName table;
  bool all_columns = false;
  bool count = false;  // count(*) or count(1)
  std::string count_alias = "_c0";
  std::vector<Item> items;
  std::optional<Expression> where;
  std::optional<int64_t> limit;
};

using Statement =
    std::variant<CreateTable, DropTable, AddPartitions, DropPartitions, Truncate, Select>;

/// Reads statements that are separated by ';'. Settings ("set a=b;") are skipped.
/// Errors:  Failure with "ODPS-0130161:[line,column] Parse exception - …".
std::vector<Statement> Parse(std::string_view text);

/// The lower-case names of the columns in an expression, each once.
std::vector<std::string> ColumnsIn(const Expression& expression);

/// What an expression says of one row; NULL where it cannot tell.
/// Shape:   values belong to names, which ColumnsIn gave.
Value Evaluate(const Expression& expression, const std::vector<std::string>& names,
               const std::vector<Value>& values);

}  // namespace hopline::emulator::maxcompute::sql
