/// \file lexer.h
/// Relaxed JSON: reads a script as the engine's own parser would, says where it had to be
/// lenient, and refuses the rest with line, column, the text and the cure.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "host/job/source_text.h"
#include "host/services/diagnostic.h"
#include "host/services/json.h"

namespace hopline::job {

using services::Json;

constexpr size_t kMaxScriptBytes = size_t{16} << 20U;
constexpr size_t kMaxScriptDepth = 100;

/// Variables that went into one scalar.
struct ValueOrigin {
  std::vector<std::string> names;
  bool whole = false;   ///< the value is one reference and nothing else
  bool secret = false;  ///< it stands under a key that sounds secret
};

struct Document {
  Json root;                             ///< every value has its place
  std::map<Place, ValueOrigin> origins;  ///< scalars that variables went into, by place
};

/// Parses a script, or hopline.json.
///
/// Borne, each with a warning: missing and trailing commas, single quotes, unquoted keys,
/// raw tabs and line ends in strings, leading zeros, duplicate keys (the last wins), a
/// byte order mark. Source: what fastjson2 2.0.23, the parser of DataX, was seen to
/// accept.
///
/// text:   must outlive the call only.
/// file:   Place::file of everything read.
/// lookup: variables; empty = `${…}` stays as it is.
/// Errors: to `list`; the first syntax error ends the reading and root is then null.
Document ParseDocument(std::string_view text, uint32_t file, const VariableLookup& lookup,
                       DiagnosticList* list);

/// The same for a script that is not to be run: its references stay. One in the place of
/// a value becomes a number with the text `${name}`, which WriteJson writes as it is.
Document ParseTemplate(std::string_view text, DiagnosticList* list);

}  // namespace hopline::job
