#include "plugins/odps/schema.h"

#include "plugins/odps/connection_schema.h"

namespace hopline::plugins::odps {

const char kWriterSchema[] =
    R"json({
"type": "object",
"x-hopline-datasource": ["maxcompute", "odps"],
"required": ["odpsServer", "project", "table", "column", "truncate"],
"properties": {
)json" HOPLINE_ODPS_CONNECTION
    R"json("table": {"type": "string", "description": "Target table; it is never created."},
"partition": {"type": "string",
  "description": "The one partition to write, all levels: pt=20230423,type=1. Created when missing. Absent for a plain table."},
"column": {"type": "array", "x-hopline-one": true, "items": {"type": "string"},
  "description": "Target columns for the incoming ones, by position, in any letter case; [\"*\"] is all data columns in the table's order. Columns that are not named become null."},
"truncate": {"type": "boolean",
  "description": "true replaces the content of the table or partition in one step at the commit, false appends."},
"emptyAsNull": {"type": "boolean", "default": false,
  "description": "Empty text becomes null, whatever the target's type."},
"overLengthRule": {"type": "string", "default": "keepOn",
  "description": "What becomes of STRING and BINARY values longer than maxOdpsFieldLength: keepOn, truncate (text at a character's border) or setNull."},
"maxOdpsFieldLength": {"type": "integer", "minimum": 1, "default": 8388608,
  "description": "Bytes of UTF-8 beyond which a value is too long."},
"maxFieldLength": {"type": "integer", "minimum": 1, "default": 8388608,
  "description": "Bytes that truncate cuts to."},
"tunnelFormat": {"type": "string",
  "description": "records or arrow: the form of the uploaded rows. Absent: arrow, which is cheaper, unless the table has columns that Arrow cannot carry in full."},
"contentEncoding": {"type": "string",
  "description": "raw, deflate, lz4, snappy or zstd: compression of the uploads. Absent: as isCompress says."},
"isCompress": {"type": "boolean", "default": false, "x-hopline-alias": ["compress"],
  "description": "Uploads are compressed with deflate."},
"blockSizeInMB": {"type": "integer", "minimum": 1, "maximum": 512, "default": 64,
  "description": "Encoded bytes of an uploaded block, in MiB; less than 8 counts as 8. A task with very many blocks makes them larger by itself."},
"tunnelQuota": {"type": "string", "description": "Dedicated Tunnel quota."},
"maxRetryTime": {"type": "integer", "minimum": 1, "maximum": 10, "default": 10,
  "description": "Tries of a request."},
"writeTimeoutInMs": {"type": "integer", "minimum": 1, "default": 600000,
  "description": "An upload that moves nothing for so many milliseconds has failed."},
"calendarTimeZone": {"type": "string",
  "description": "Zone in which instants become DATE days; the job's when absent."},
"preSql": {"type": "array", "x-hopline-one": true, "items": {"type": "string"},
  "description": "Statements to run before the upload begins."},
"postSql": {"type": "array", "x-hopline-one": true, "items": {"type": "string"},
  "description": "Statements to run after the commit; again, if the commit is repeated."},
"supportDynamicPartition": {"type": "boolean",
  "description": "Partitions taken from columns of the rows: not known by this version."},
"partitionFormatType": {"type": "string", "description": "Refused: write a literal partition."},
"customPartitionColumns": {"type": "array", "description": "Refused: write a literal partition."},
"customPartitionFunctions": {"type": "array", "description": "Refused: write a literal partition."},
"consistencyCommit": {"type": "boolean",
  "x-hopline-ignored": "all rows of a run appear in one commit, always"},
"useDateWithCalendar": {"type": "boolean", "x-hopline-ignored": "days are those of the Gregorian calendar"},
"calendarType": {"type": "string", "x-hopline-ignored": "days are those of the Gregorian calendar"},
"calendarLenient": {"type": "boolean", "x-hopline-ignored": "days are those of the Gregorian calendar"},
"enableOverLengthOutput": {"type": "boolean", "x-hopline-ignored": "dirty rows are kept in the run directory"},
"maxOverLengthOutputCount": {"type": "integer", "x-hopline-ignored": "dirty rows are kept in the run directory"},
"checkWithGetSize": {"type": "boolean", "x-hopline-ignored": "it concerns DataX's buffers"},
"dynamicPartitionMemUsageFlushIntervalInMinute": {"type": "integer", "x-hopline-ignored": "it concerns DataX's buffers"},
"dryRun": {"type": "boolean", "x-hopline-ignored": "hopline check does that"},
"accountType": {"type": "string", "x-hopline-ignored": "the keys say whose account it is"},
"authType": {"type": "string", "x-hopline-ignored": "the keys say whose account it is"},
"endpointMode": {"type": "string", "x-hopline-ignored": "odpsServer and tunnelServer are what counts"},
"isSupportThreeModel": {"type": "boolean", "x-hopline-ignored": "schema decides"},
"guid": {"type": "string", "x-hopline-ignored": "the editor's bookkeeping"},
"tableComment": {"type": "string", "x-hopline-ignored": "the editor's bookkeeping"},
"partitionKey": {"type": "string", "x-hopline-ignored": "the editor's bookkeeping"}
}})json";

}  // namespace hopline::plugins::odps
