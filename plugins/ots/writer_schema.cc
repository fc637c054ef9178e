#include "plugins/ots/schema.h"

namespace hopline::plugins::ots {

const char kWriterSchema[] =
    R"json({
"type": "object",
"x-hopline-datasource": ["tablestore"],
"required": ["endpoint", "instanceName", "table"],
"properties": {
)json"
#include "plugins/tablestore/connection_schema.h"
    R"json("table": {"type": "string", "description": "The one target table; never created."},
"newVersion": {"type": "boolean", "default": false,
  "description": "Enables column mode, time-series tables and auto-increment keys."},
"mode": {"type": "string", "enum": ["normal", "multiVersion"],
  "description": "normal: one record per row. multiVersion: one record per cell version; with newVersion only."},
"isTimeseriesTable": {"type": "boolean", "default": false,
  "description": "The target is a time-series table; with newVersion only."},
"primaryKey": {"type": "array",
  "description": "Key columns; records start with them in this order. Names, or objects with name and type.",
  "items": {"type": ["object", "string"], "properties": {
    "name": {"type": "string", "description": "Key column."},
    "type": {"type": "string", "description": "STRING, INT or BINARY, as the table has it."}}}},
"column": {"type": "array",
  "description": "Attribute columns after the key columns, in record order; of a time-series table all columns.",
  "items": {"type": "object", "properties": {
    "name": {"type": "string",
      "description": "Attribute column, or _m_name, _data_source, _tags, _time, a tag or a field."},
    "type": {"type": "string",
      "description": "Type written: STRING, INT, DOUBLE, BOOL or BINARY."},
    "is_timeseries_tag": {"type": "boolean", "x-hopline-alias": ["isTag"],
      "description": "The column becomes a tag of the time series."},
    "srcName": {"type": "string", "x-hopline-ignored": "columns are known by their place", "x-hopline-warn": true}}}},
"writeMode": {"type": "string", "enum": ["PutRow", "UpdateRow", "DeleteRow"],
  "description": "Replace the row, merge into it, or delete it by its key."},
"enableAutoIncrement": {"type": "boolean", "default": false,
  "description": "Let the service fill the auto-increment key column, which primaryKey leaves out."},
"defaultTimestampInMillisecond": {"type": "integer", "default": -1,
  "x-hopline-alias": ["defaultTimestampInMillionSecond"],
  "description": "Version of every written cell in epoch milliseconds; the service's time when not positive."},
"columnNamePrefixFilter": {"type": "string",
  "description": "Column mode: names must start with it and be longer; it is removed."},
"timeunit": {"type": "string", "default": "MICROSECONDS",
  "enum": ["NANOSECONDS", "MICROSECONDS", "MILLISECONDS", "SECONDS", "MINUTES"],
  "description": "Time series: unit of incoming _time."},
"requestTotalSizeLimitation": {"type": "integer", "minimum": 1, "default": 1048576,
  "description": "Bytes of rows per request; at most 4 MiB are taken."},
"batchWriteCount": {"type": "integer", "minimum": 1, "maximum": 200, "default": 100,
  "description": "Rows per request."},
"concurrencyWrite": {"type": "integer", "minimum": 1, "default": 5,
  "description": "Requests in flight per task."},
"maxRetryTime": {"type": "integer", "minimum": 0, "default": 18,
  "description": "Repetitions of a request, and of rows that the service could not write just then."},
"retrySleepInMillisecond": {"type": "integer", "minimum": 0, "default": 100,
  "description": "First pause before a repetition; doubles, at most 30 s."},
"socketTimeoutInMillisecond": {"type": "integer", "minimum": 1, "default": 10000,
  "description": "A response that stalls this long is asked for again."},
"connectTimeoutInMillisecond": {"type": "integer", "minimum": 1, "default": 10000,
  "description": "Longest wait for a connection."},
"ioThreadCount": {"type": "integer", "x-hopline-ignored": "threads are scheduled by themselves"},
"maxConnectCount": {"type": "integer", "x-hopline-ignored": "there are as many connections as requests in flight"},
"bufferSize": {"type": "integer", "x-hopline-ignored": "memory is bounded by the host"},
"attributeColumnSizeLimitation": {"type": "integer", "x-hopline-ignored": "the service enforces its limits"},
"primaryKeyColumnSizeLimitation": {"type": "integer", "x-hopline-ignored": "the service enforces its limits"},
"attributeColumnMaxCount": {"type": "integer", "x-hopline-ignored": "the service enforces its limits"}
}})json";

}  // namespace hopline::plugins::ots
