/// \file schema_check.h
/// Checks parameters against a schema and turns them into the complete, canonical
/// document that a connector gets.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/services/diagnostic.h"
#include "host/services/json.h"
#include "host/services/schema.h"

namespace hopline::services {

/// A literal secret among the parameters.
struct SecretValue {
  std::string pointer;         ///< in the canonical document
  std::string source_pointer;  ///< in the file it comes from, keys as written there
  std::string value;
  Place place;
};

struct CheckedParameters {
  Json config;  ///< canonical types, aliases renamed, defaults filled
  Json given;   ///< the same without defaults and without secrets
  std::vector<SecretValue> secrets;
};

struct CheckOptions {
  std::string source_pointer;  ///< pointer of the checked object in the script
  /// Root members that belong to the host: neither checked nor called unknown.
  std::vector<std::string> platform_keys;
  /// False when what is missing is only a consequence: its data source could not be read.
  bool report_missing = true;
  /// Required members whose absence has been reported already.
  std::vector<std::string> excused;
};

/// Required members that nobody has written, not even blank.
std::vector<std::string> Unwritten(const SchemaNode& schema, const Json& parameters);

/// Reports everything that is wrong to `list` with place and cure. When list has errors
/// afterwards, the result is incomplete.
///
/// Lenient spellings: blank scalars count as absent (unless x-hopline-empty), numbers and
/// booleans may be strings, enum words may have any letter case (unless x-hopline-exact),
/// blanks around a key are trimmed with a warning. Unknown keys are a warning and are
/// passed on; such of a data source (place.file ≠ 0) are passed on without a word.
CheckedParameters CheckParameters(const SchemaNode& schema, const Json& parameters,
                                  const CheckOptions& options, DiagnosticList* list);

/// What is wrong with a node's default, or "": it must satisfy the node and be written in
/// the canonical types.
std::string CheckDefaultValue(const SchemaNode& node);

}  // namespace hopline::services
