#include "plugins/otsstream/schema.h"

namespace hopline::plugins::otsstream {

const char kReaderSchema[] =
    R"json({
"type": "object",
"x-hopline-datasource": ["tablestore"],
"required": ["endpoint", "instanceName", "dataTable", "statusTable"],
"properties": {
)json"
#include "plugins/tablestore/connection_schema.h"
    R"json("dataTable": {"type": "string", "x-hopline-alias": ["table"],
  "description": "Table whose change log is exported; Stream must be enabled on it."},
"statusTable": {"type": "string",
  "description": "Table of this instance that keeps read positions, for example TableStoreStreamReaderStatusTable; created when missing, may be shared."},
"startTimestampMillis": {"type": "integer",
  "description": "Start of the window, inclusive, in epoch milliseconds."},
"endTimestampMillis": {"type": "integer",
  "description": "End of the window, exclusive, in epoch milliseconds."},
"startTimeString": {"type": "string",
  "description": "Start of the window as yyyyMMddHHmmss in the job's time zone."},
"endTimeString": {"type": "string",
  "description": "End of the window as yyyyMMddHHmmss, exclusive."},
"date": {"type": "string",
  "description": "One day, yyyyMMdd, as a window of 24 hours in the job's time zone."},
"mode": {"type": "string",
  "description": "single_version_and_update_only: one record per put or update. Absent: one record per changed cell."},
"isTimeseriesTable": {"type": "boolean",
  "description": "The source is a time-series table; with mode only."},
"column": {"type": "array", "description": "Output columns of row mode, in this order.",
  "items": {"type": "object", "properties": {
    "name": {"type": "string", "description": "Key or attribute column."},
    "type": {"type": "string",
      "description": "STRING, INT, DOUBLE, BOOL or BINARY: a value that cannot be converted makes its row dirty. Absent: values keep their own type."},
    "dataType": {"type": "string", "enum": ["new", "old", "latest"],
      "description": "new, or absent: the written value; old: the value before, if the stream keeps it; latest: the value in the table when it is read."},
    "is_timeseries_tag": {"type": "boolean", "x-hopline-alias": ["isTag"],
      "description": "The name is a tag of a time series."}}}},
"isExportSequenceInfo": {"type": "boolean", "default": false,
  "description": "Append the place in the log as last column; not with mode."},
"maxRetries": {"type": "integer", "minimum": 0, "default": 30,
  "description": "Repetitions of a request; 30 take about five minutes."},
"enableSeekIterator": {"type": "boolean", "default": false,
  "description": "Find the start by time instead of reading the log from its beginning."},
"enableTableGroupSupport": {"type": "boolean", "default": false,
  "description": "The shards are shared by several tables: an empty page ends a shard only if the service says so."},
"newVersion": {"type": "boolean", "x-hopline-ignored": "there is one implementation here"},
"threadNum": {"type": "integer", "x-hopline-ignored": "threads are scheduled by themselves"},
"confSimplifyEnable": {"type": "boolean", "x-hopline-ignored": "it concerns DataX's task files"},
"segmentSecond": {"type": "integer", "x-hopline-ignored": "no source explains what it does", "x-hopline-warn": true}
}})json";

}  // namespace hopline::plugins::otsstream
