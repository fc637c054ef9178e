#include "plugins/odps/schema.h"

namespace hopline::plugins::odps {

const char kReaderSchema[] =
    R"json({
"type": "object",
"x-hopline-datasource": ["maxcompute", "odps"],
"required": ["odpsServer", "project", "table", "column"],
"properties": {
)json"
#include "plugins/odps/connection_schema.h"
    R"json("table": {"type": "string", "description": "Table to read; no view and no external table."},
"partition": {"type": "array", "x-hopline-one": true, "items": {"type": "string"},
  "description": "Partitions down to the last level: pt=20230423,type=1; * and ? stand for any text and one character. One text is one partition, its commas separate levels. Absent for a plain table."},
"column": {"type": "array", "x-hopline-one": true, "items": {"type": "string"},
  "description": "Columns in output order, partition columns too, in any letter case; [\"*\"] is all data columns; 'text' or 'text' as name is a constant. With where also expressions, as SQL has them: concat(a, b) as c."},
"where": {"type": "string",
  "description": "Rows are those that fit this SQL condition, found by a query; in place of partition."},
"enableWhere": {"type": "boolean",
  "description": "Choose rows by where, which tables with partitions then need. Absent: exactly when where is there and partition is not."},
"splitMode": {"type": "string", "default": "record",
  "description": "record: partitions are cut into as many slices of rows as there are tasks at once; partition: one task each."},
"successOnNoPartition": {"type": "boolean", "default": false,
  "description": "No partition that fits is no error: there are no rows then."},
"emptyAsNull": {"type": "boolean", "default": false,
  "description": "Empty text and empty bytes are read as null."},
"tunnelFormat": {"type": "string",
  "description": "records or arrow: the form of the downloaded rows. Absent: arrow, which is cheaper, unless columns are read that Arrow cannot carry in full."},
"contentEncoding": {"type": "string",
  "description": "raw, deflate, lz4, snappy or zstd: compression of the downloads. Absent: as isCompress says."},
"isCompress": {"type": "boolean", "default": false, "x-hopline-alias": ["compress"],
  "description": "Downloads are compressed with deflate."},
"tunnelQuota": {"type": "string", "description": "Dedicated Tunnel quota."},
"maxRetryTime": {"type": "integer", "minimum": 1, "maximum": 10, "default": 10,
  "description": "Tries of a request."},
"preSql": {"type": "array", "x-hopline-one": true, "items": {"type": "string"},
  "description": "Statements to run before the rows are looked for; not submitted again when the reply is lost, the run ends then."},
"postSql": {"type": "array", "x-hopline-one": true, "items": {"type": "string"},
  "description": "Statements to run after the commit; again, if that is repeated."},
"packageAuthorizedProject": {"type": "string",
  "description": "Project in whose name a table of a shared package is read."},
"calendarTimeZone": {"type": "string", "x-hopline-ignored": "a DATE is a day and needs no zone"},
"useDateWithCalendar": {"type": "boolean", "x-hopline-ignored": "days are those of the Gregorian calendar"},
"calendarType": {"type": "string", "x-hopline-ignored": "days are those of the Gregorian calendar"},
"calendarLenient": {"type": "boolean", "x-hopline-ignored": "days are those of the Gregorian calendar"},
"dryRun": {"type": "boolean", "x-hopline-ignored": "hopline check does that"},
"authType": {"type": "string", "x-hopline-ignored": "the keys say whose account it is"},
"endpointMode": {"type": "string", "x-hopline-ignored": "odpsServer and tunnelServer are what counts"},
"isSupportThreeModel": {"type": "boolean", "x-hopline-ignored": "schema decides"},
"guid": {"type": "string", "x-hopline-ignored": "the editor's bookkeeping"},
"indexes": {"type": "array", "x-hopline-ignored": "the editor's bookkeeping"}
}})json";

}  // namespace hopline::plugins::odps
