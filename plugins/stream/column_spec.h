/// \file column_spec.h
/// What one generated column holds: the `column` list of the stream reader.
#pragma once

#include <hopline/config.hpp>
#include <hopline/schema.hpp>

#include "plugins/common/column_formats.h"

#include <cstdint>
#include <string>
#include <vector>

namespace hopline::plugins::stream {

/// A column, checked and with its texts turned into values.
struct ColumnSpec {
  enum class Source : uint8_t { kConstant, kRandom, kSequence };

  Field field;
  Source source = Source::kConstant;
  std::string text;    ///< constant of a utf8 or binary column
  int64_t number = 0;  ///< constant of a fixed-width column (bool: 0 or 1)
  /// Random: inclusive bounds of the value (long, date in ms), of the length (string,
  /// bytes), or the weights of false and true. Sequence: first value and step.
  int64_t low = 0, high = 0;
  double real_low = 0, real_high = 0;  ///< random double, sequence of doubles

  /// Bytes of one cell, on average.
  size_t CellBytes() const;
};

/// Reads `column`. Errors: INVALID_ARGUMENT, pointer first.
std::vector<ColumnSpec> ReadColumnSpecs(const Config& config,
                                        const ColumnFormats& formats);

}  // namespace hopline::plugins::stream
