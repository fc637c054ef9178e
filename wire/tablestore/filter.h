#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wire/tablestore/status.h"
#include "wire/tablestore/value.h"

namespace hopline::wire::tablestore {

/// Most filters in one request, nested ones counted.
inline constexpr int kMaxFilters = 32;

/// What a read's `filter` or a write's `column_condition` asks of a row: a tree whose
/// leaves compare one column, or a page of attribute columns.
struct Filter {
  enum class Kind : uint8_t { kColumn = 1, kComposite = 2, kPage = 3 };
  enum class Comparator : uint8_t {
    kEqual = 1,
    kNotEqual = 2,
    kGreater = 3,
    kGreaterOrEqual = 4,
    kLess = 5,
    kLessOrEqual = 6,
    kExists = 7,
    kNotExists = 8,
  };
  enum class Logic : uint8_t { kNot = 1, kAnd = 2, kOr = 3 };

  Kind kind = Kind::kColumn;

  // kColumn
  Comparator comparator = Comparator::kEqual;
  std::string column_name;
  Value column_value;
  bool fail_if_missing = false;     // a row without the column does not pass
  bool latest_version_only = true;  // else any version may match

  // kComposite: kNot takes one operand, the others two or more
  Logic logic = Logic::kAnd;
  std::vector<Filter> operands;

  // kPage: skip `offset` attribute columns of every row, keep the next `limit`
  int32_t offset = 0;
  int32_t limit = 0;
};

std::string Encode(const Filter& filter);

/// Errors:  in the service's words: not a filter; more than kMaxFilters; a composite
///          without operands or a kNot with more than one; a negative page; in our own: a
///          value that a regular expression is to cut out first. Nesting is bounded by
///          the count, so hostile input cannot exhaust the stack.
Status Decode(std::string_view body, Filter* out);

}  // namespace hopline::wire::tablestore
