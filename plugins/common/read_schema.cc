// The schema text that belongs to read_format.h.
// Source: parameters.md §5; the descriptions are what `hopline plugins show` prints.
#include "plugins/common/read_format.h"

namespace hopline::plugins {

const char kObjectReaderProperties[] = R"json(
"object": {"type": ["array", "string"], "items": {"type": "string"},
  "description": "Names or patterns to read: * is any text, ? one character, [0-9] a class. A text by itself is cut at its commas."},
"column": {"type": "array", "items": {"type": ["object", "string"], "properties": {
    "type": {"type": "string", "enum": ["string", "long", "double", "boolean", "bool", "date"],
      "description": "Type that the text is converted to; a row that fails is dirty."},
    "index": {"type": "integer", "minimum": 0, "description": "Field to read, from 0."},
    "value": {"type": "string", "x-hopline-empty": true,
      "description": "A constant instead of a field."},
    "format": {"type": "string",
      "description": "Pattern of dates in SimpleDateFormat letters, in the job's zone."},
    "name": {"type": "string", "description": "Name of the column."}}},
  "description": "Fields to emit, in order; every field as text when absent or [\"*\"]."},
"fileFormat": {"type": "string", "default": "csv",
  "description": "csv or text (txt). Both are parsed alike; text takes delimiters of several characters, and its large objects may be shared by tasks."},
"fieldDelimiter": {"type": "string", "default": ",", "x-hopline-empty": true,
  "description": "Between fields."},
"lineDelimiter": {"type": "string", "x-hopline-empty": true,
  "description": "Ends a record of text; line feed, CR or CRLF when absent."},
"encoding": {"type": "string", "default": "UTF-8",
  "description": "Charset; bytes that do not fit become U+FFFD."},
"compress": {"type": "string",
  "description": "How objects are packed: gzip, bzip2, zip (one file in each archive), snappy (framing-snappy, hadoop-snappy) or none."},
"nullFormat": {"type": "string", "x-hopline-empty": true,
  "description": "Text that means null; nothing does when absent."},
"skipHeader": {"type": "boolean", "default": false,
  "description": "Drop the first line of every object, packed ones too."},
"csvReaderConfig": {"type": "object", "x-hopline-text": true, "properties": {
    "delimiter": {"type": "string", "description": "Instead of fieldDelimiter."},
    "recordDelimiter": {"type": "string",
      "description": "Ends a record alone; line ends are data then."},
    "textQualifier": {"type": "string", "description": "The quote."},
    "useTextQualifier": {"type": "boolean", "description": "Whether quotes mean anything."},
    "escapeMode": {"type": "integer", "minimum": 1, "maximum": 2,
      "description": "A quote inside quotes is doubled (1) or follows a backslash (2)."},
    "trimWhitespace": {"type": "boolean",
      "description": "Drop blanks around fields without quotes."},
    "skipEmptyRecords": {"type": "boolean", "description": "Skip empty lines."},
    "useComments": {"type": "boolean", "description": "Skip lines that begin with comment."},
    "comment": {"type": "string", "description": "Begins a comment; # when absent."},
    "safetySwitch": {"type": "boolean",
      "description": "Refuse fields over 100,000 characters and records over 100,000 fields; on with any switch."},
    "caseSensitive": {"type": "boolean", "x-hopline-ignored": "it is about names of columns"},
    "captureRawRecord": {"type": "boolean", "x-hopline-ignored": "records are not kept"}},
  "description": "Switches of the parser."},
"successOnNoObject": {"type": "boolean", "default": false,
  "description": "Nothing to read is success without rows."},
"enableInnerSplit": {"type": "boolean", "default": true,
  "description": "Let tasks share a large text object, cut after a line end; unset it when quoted fields hold line ends."},
"balanceThreshold": {"type": "number", "minimum": 0, "default": 10,
  "description": "Percent by which a task may exceed its part before an object is cut."},
"bufferSize": {"type": "integer", "x-hopline-ignored": "buffers size themselves"},
"blockSizeInByte": {"type": "integer", "x-hopline-ignored": "it belongs to copying files as they are"},
"fieldDelimiterOrigin": {"type": "string", "x-hopline-ignored": "fieldDelimiter is the value"},
"parquetSchema": {"type": "string", "x-hopline-ignored": "it belongs to parquet, which is not read"},
"parquetUtcTimestamp": {"type": "boolean", "x-hopline-ignored": "it belongs to parquet, which is not read"},
"hivePartitionColumn": {"x-hopline-ignored": "there is no Hadoop here"},
"skipEmptyOrcFile": {"x-hopline-ignored": "there is no Hadoop here"},
"orcFileEmptySize": {"x-hopline-ignored": "there is no Hadoop here"},
"supportAddMiddleColumn": {"x-hopline-ignored": "there is no Hadoop here"}
)json";

}  // namespace hopline::plugins
