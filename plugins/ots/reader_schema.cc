#include "plugins/ots/schema.h"

namespace hopline::plugins::ots {

const char kReaderSchema[] =
    R"json({
"type": "object",
"x-hopline-datasource": ["tablestore"],
"required": ["endpoint", "instanceName", "table"],
"properties": {
)json"
#include "plugins/tablestore/connection_schema.h"
    R"json("table": {"type": "string", "description": "The one table to read."},
"newVersion": {"type": "boolean", "default": false,
  "description": "Enables column mode and time-series tables."},
"mode": {"type": "string", "enum": ["normal", "multiVersion"],
  "description": "normal: one record per row. multiVersion: one record per cell version; with newVersion only."},
"isTimeseriesTable": {"type": "boolean", "default": false,
  "description": "The source is a time-series table; with newVersion only."},
"column": {"type": "array",
  "description": "Columns to read, in output order. With multiVersion: attributes to read, all when absent.",
  "items": {"type": "object", "properties": {
    "name": {"type": "string",
      "description": "Key or attribute column; of a time-series table also _m_name, _data_source, _tags, _time."},
    "type": {"type": "string",
      "description": "STRING, INT, DOUBLE, BOOL or BINARY: type of the constant, or of the output: a value that cannot be converted makes its row dirty. Absent: values keep their own type."},
    "value": {"type": "string", "x-hopline-empty": true,
      "description": "Constant put into every record; BINARY as Base64."},
    "is_timeseries_tag": {"type": "boolean", "x-hopline-alias": ["isTag"],
      "description": "The name is a tag of a time series."}}}},
"range": {"type": "object", "description": "Key range and split points; the whole table when absent.",
  "properties": {
    "begin": {"type": "array",
      "description": "Inclusive start: the first key columns, or all.",
      "items": {"type": "object", "properties": {
        "type": {"type": "string",
          "description": "STRING, INT, BINARY, INF_MIN or INF_MAX."},
        "value": {"type": "string", "x-hopline-empty": true,
          "description": "Key value as text; BINARY as Base64."}}}},
    "end": {"type": "array",
      "description": "Exclusive end; smaller than begin: read backward.",
      "items": {"type": "object", "properties": {
        "type": {"type": "string",
          "description": "STRING, INT, BINARY, INF_MIN or INF_MAX."},
        "value": {"type": "string", "x-hopline-empty": true,
          "description": "Key value as text; BINARY as Base64."}}}},
    "split": {"type": "array",
      "description": "Values of the first key column that cut the range into tasks.",
      "items": {"type": "object", "properties": {
        "type": {"type": "string", "description": "Type of the first key column."},
        "value": {"type": "string", "x-hopline-empty": true,
          "description": "Key value as text; BINARY as Base64."}}}}}},
"timeRange": {"type": "object",
  "description": "Half-open filter: cell version in milliseconds (multiVersion), _time in microseconds (time series).",
  "properties": {
    "begin": {"type": "integer", "minimum": 0, "description": "Inclusive; 0 when absent."},
    "end": {"type": "integer", "minimum": 0, "description": "Exclusive; no bound when absent."}}},
"maxVersion": {"type": "integer", "minimum": 1, "maximum": 2147483647, "default": 2147483647,
  "description": "Newest versions per cell in column mode."},
"measurementName": {"type": "string",
  "description": "Time series: read only this measurement."},
"metaMode": {"type": "string",
  "description": "Table metadata instead of rows: not offered, only blank or false."},
"maxRetryTime": {"type": "integer", "minimum": 0, "default": 18,
  "description": "Repetitions of a request."},
"retryPauseInMillisecond": {"type": "integer", "minimum": 0, "default": 100,
  "x-hopline-alias": ["retrySleepInMillionSecond"],
  "description": "First pause before a repetition; doubles, at most 30 s."},
"socketTimeoutInMillisecond": {"type": "integer", "minimum": 1, "default": 10000,
  "description": "A response that stalls this long is asked for again."},
"connectTimeoutInMillisecond": {"type": "integer", "minimum": 1, "default": 10000,
  "description": "Longest wait for a connection."},
"ioThreadCount": {"type": "integer", "x-hopline-ignored": "threads are scheduled by themselves"},
"maxConnectionCount": {"type": "integer", "x-hopline-ignored": "there are as many connections as requests in flight"}
}})json";

}  // namespace hopline::plugins::ots
