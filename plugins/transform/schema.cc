#include "plugins/transform/schema.h"

namespace hopline::plugins::transform {

const char kColumnSchema[] = R"json({
"type": "object",
"required": ["columnIndex", "paras"],
"properties": {
"columnIndex": {"type": "integer", "minimum": 0,
  "description": "Column of the rows, counted from 0."},
"paras": {"type": "array", "items": {"type": "string", "x-hopline-empty": true},
  "description": "The transformer's own words, each a string."},
"context": {"type": "object", "x-hopline-ignored": "no built-in transformer looks at it"}
}})json";

const char kReplaceSchema[] = R"json({
"type": "object",
"required": ["condition"],
"properties": {
"condition": {"type": "array", "description": "Replacements, made in this order.",
  "items": {"type": "object", "required": ["name", "replaceString"], "properties": {
    "name": {"type": "string", "description": "Column, by name; it becomes text."},
    "replaceString": {"type": "string", "x-hopline-empty": true, "description": "Text to find."},
    "replaceByString": {"type": "string", "x-hopline-empty": true,
      "description": "Text to put there, nothing when absent; with useRegex $1 is the first group."},
    "useRegex": {"type": "boolean", "default": false,
      "description": "replaceString is a regular expression."},
    "caseSensitive": {"type": "boolean", "default": false,
      "description": "Letter case matters."}}}}
}})json";

const char kExtractSchema[] = R"json({
"type": "object",
"required": ["column"],
"properties": {
"column": {"type": "array", "description": "New columns, appended in this order.",
  "items": {"type": "object", "required": ["name", "fromColumn", "jsonPath"], "properties": {
    "name": {"type": "string", "description": "Name of the new column."},
    "fromColumn": {"type": "string", "description": "Column that holds JSON text, by name."},
    "jsonPath": {"type": "string",
      "description": "One place in the document: $.a.b, $['a b'], $.list[0]."},
    "type": {"type": "string", "default": "STRING",
      "description": "STRING, LONG, DOUBLE or BOOL."},
    "nullOrInvalidDataAction": {"type": "string",
      "description": "DIRTY_DATA: a row without such a value is dirty. Absent: the column is null."}}}}
}})json";

const char kAnySchema[] = R"json({"type": "object"})json";

}  // namespace hopline::plugins::transform
