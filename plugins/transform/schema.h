#pragma once

namespace hopline::plugins::transform {

/// Schemas of the parameters.
extern const char
    kColumnSchema[];  ///< dx_substr, dx_pad, dx_replace, dx_digest, dx_filter
extern const char kReplaceSchema[];  ///< stringreplace
extern const char kExtractSchema[];  ///< json-extracting
extern const char kAnySchema[];      ///< steps that are refused

}  // namespace hopline::plugins::transform
