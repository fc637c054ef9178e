#include "plugins/common/read_format.h"

#include <hopline/error.hpp>

#include <algorithm>
#include <cctype>

#include "plugins/common/charset.h"
#include "plugins/common/config_checks.h"
#include "plugins/common/date_pattern.h"
#include "plugins/common/delimiter.h"

namespace hopline::plugins {
namespace {

constexpr size_t kSafetyLimit = 100'000;

[[noreturn]] void Refuse(const std::string& message) {
  throw Error(HOPLINE_STATUS_INVALID_ARGUMENT, message);
}

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

/// Puts a pointer in front of what a value's own check says.
template <class Check>
void CheckAt(const char* pointer, Check&& check) {
  try {
    check();
  } catch (Error& e) {
    throw e.Prefix(std::string(pointer) + ": ");
  }
}

ReadColumn::Kind KindOf(const std::string& at, const std::string& word) {
  if (word == "string") return ReadColumn::Kind::kString;
  if (word == "long") return ReadColumn::Kind::kLong;
  if (word == "double") return ReadColumn::Kind::kDouble;
  if (word == "boolean" || word == "bool") return ReadColumn::Kind::kBool;
  if (word == "date") return ReadColumn::Kind::kDate;
  Refuse(at + "/type: '" + word + "' is not one of string, long, double, boolean, date");
}

ReadColumn ReadOneColumn(const Config& config, const std::string& at) {
  if (config.Kind(at) != HOPLINE_JSON_OBJECT) {
    Refuse(at + ": must be an object with type and index, or \"*\" alone for all fields");
  }
  ReadColumn column;
  column.kind = KindOf(at, Lower(config.Text(at + "/type", "")));
  column.name = config.Text(at + "/name", "");
  column.format = config.Text(at + "/format", "");
  if (!column.format.empty()) {
    CheckAt((at + "/format").c_str(), [&] { const DatePattern known(column.format); });
  }
  const bool has_index = config.Has(at + "/index");
  if (config.Has(at + "/value")) column.constant = config.Text(at + "/value");
  if (has_index == column.constant.has_value()) {
    Refuse(at + ": must have either index or value");
  }
  if (!has_index) return column;
  const int64_t index = config.Int64(at + "/index");
  if (index < 0) Refuse(at + "/index: must not be negative");
  column.index = static_cast<uint64_t>(index);
  return column;
}

std::vector<ReadColumn> ReadColumns(const Config& config) {
  const uint64_t count = config.Count("/column");
  if (count == 0) return {};
  if (count == 1 && config.Kind("/column/0") == HOPLINE_JSON_STRING &&
      config.Text("/column/0") == "*") {
    return {};
  }
  std::vector<ReadColumn> columns;
  for (uint64_t i = 0; i < count; ++i) {
    columns.push_back(ReadOneColumn(config, "/column/" + std::to_string(i)));
  }
  return columns;
}

char OneByte(const Config& config, const std::string& pointer, char otherwise) {
  if (!config.Has(pointer)) return otherwise;
  const std::string text = DecodeDelimiter(config.Text(pointer));
  if (text.size() != 1) Refuse(pointer + ": must be exactly one ASCII character");
  return text[0];
}

void ReadSwitches(const Config& config, CsvReadRules& rules) {
  const std::string base = "/csvReaderConfig";
  RefuseUnknownMembers(
      config, base, "the csv reader",
      {"delimiter", "recordDelimiter", "textQualifier", "useTextQualifier", "escapeMode",
       "trimWhitespace", "skipEmptyRecords", "useComments", "comment", "safetySwitch",
       "caseSensitive", "captureRawRecord"});
  if (config.Has(base + "/delimiter")) {
    rules.delimiter = DecodeDelimiter(config.Text(base + "/delimiter"));
  }
  rules.record_delimiter = OneByte(config, base + "/recordDelimiter", 0);
  rules.qualifier = OneByte(config, base + "/textQualifier", rules.qualifier);
  rules.comment = OneByte(config, base + "/comment", rules.comment);
  rules.use_qualifier = config.Bool(base + "/useTextQualifier", true);
  rules.trim_blanks = config.Bool(base + "/trimWhitespace", true);
  rules.skip_empty_records = config.Bool(base + "/skipEmptyRecords", true);
  rules.use_comments = config.Bool(base + "/useComments", false);
  const int64_t mode = config.Int64(base + "/escapeMode", 1);
  if (mode != 1 && mode != 2) {
    Refuse(base + "/escapeMode: must be 1 (doubled) or 2 (backslash)");
  }
  rules.backslash_escape = mode == 2;
  if (!config.Bool(base + "/safetySwitch", true)) return;
  rules.most_field_bytes = kSafetyLimit;
  rules.most_fields = kSafetyLimit;
}

/// text may name its own line end; csv takes all three usual ones.
char RecordDelimiter(const Config& config, bool csv, const Scope& scope,
                     const char* component) {
  const std::string text = DecodeDelimiter(config.Text("/lineDelimiter", ""));
  if (text.empty() || text == "\n" || text == "\r\n" || text == "\r") return 0;
  if (csv) {
    scope.Log(HOPLINE_LOG_WARN, component, "lineDelimiter has no effect on csv");
    return 0;
  }
  if (text.size() != 1) {
    Refuse("/lineDelimiter: must be a line feed, CR, CRLF or one ASCII character");
  }
  return text[0];
}

void ReadRules(const Config& config, const Scope& scope, const char* component,
               ReadFormat& format) {
  const std::string word = Lower(config.Text("/fileFormat", "csv"));
  const bool csv = word == "csv";
  if (!csv && word != "text" && word != "txt") {
    Refuse("/fileFormat: '" + word + "' cannot be read; use csv or text");
  }
  if (config.Has("/fieldDelimiter")) {
    format.rules.delimiter = DecodeDelimiter(config.Text("/fieldDelimiter"));
  }
  if (format.rules.delimiter.empty() ||
      (csv && !IsOneCharacter(format.rules.delimiter))) {
    Refuse("/fieldDelimiter: must be exactly one character; fileFormat text takes more");
  }
  format.rules.record_delimiter = RecordDelimiter(config, csv, scope, component);
  if (config.Has("/csvReaderConfig")) ReadSwitches(config, format.rules);
}

/// "[a-c]" at the front of a pattern against one character; returns the class's length, 0
/// when it is not closed.
size_t MatchClass(std::string_view pattern, char c, bool& matches) {
  const size_t end = pattern.find(']', 2);
  if (end == std::string_view::npos) return 0;
  std::string_view members = pattern.substr(1, end - 1);
  const bool inverted = members.front() == '!' || members.front() == '^';
  if (inverted) members.remove_prefix(1);
  bool found = false;
  for (size_t i = 0; i < members.size(); ++i) {
    if (i + 2 < members.size() && members[i + 1] == '-') {
      found = found || (members[i] <= c && c <= members[i + 2]);
      i += 2;
    } else {
      found = found || members[i] == c;
    }
  }
  matches = found != inverted;
  return end + 1;
}

/// Bytes of the UTF-8 character at the front.
size_t FirstLength(std::string_view text) { return FirstCharacter(text).size(); }

}  // namespace

ReadFormat ReadReadFormat(const Config& config, const Scope& scope,
                          const char* component) {
  ReadFormat format;
  ReadRules(config, scope, component, format);
  format.encoding = config.Text("/encoding", format.encoding);
  CheckAt("/encoding", [&] { const CharsetDecoder known(format.encoding); });
  if (config.Has("/nullFormat")) format.null_text = config.Text("/nullFormat");
  format.skip_header = config.Bool("/skipHeader", false);
  format.success_on_no_object = config.Bool("/successOnNoObject", false);
  format.columns = ReadColumns(config);
  format.objects = config.TextList("/object");
  if (format.objects.empty()) {
    Refuse("/object: is missing; list the names or patterns to read");
  }
  const std::string compress = Lower(config.Text("/compress", "none"));
  if (compress != "none") {
    Refuse("/compress: " + compress +
           " is not read by this version; unpack the files "
           "first");
  }
  return format;
}

bool HasWildcard(std::string_view pattern) {
  return pattern.find_first_of("*?[") != std::string_view::npos;
}

std::string FixedPart(std::string_view pattern) {
  return std::string(pattern.substr(0, pattern.find_first_of("*?[")));
}

bool MatchesPattern(std::string_view pattern, std::string_view name) {
  while (!pattern.empty()) {
    if (pattern.front() == '*') {
      pattern.remove_prefix(1);
      if (pattern.empty()) return true;
      for (size_t skip = 0; skip <= name.size(); ++skip) {
        if (MatchesPattern(pattern, name.substr(skip))) return true;
      }
      return false;
    }
    if (name.empty()) return false;
    bool matches = false;
    size_t used = pattern.front() == '[' ? MatchClass(pattern, name.front(), matches) : 0;
    size_t taken = 1;
    if (used == 0) {
      used = 1;
      matches = pattern.front() == '?' || pattern.front() == name.front();
      if (pattern.front() == '?') taken = FirstLength(name);
    }
    if (!matches) return false;
    pattern.remove_prefix(used);
    name.remove_prefix(taken);
  }
  return name.empty();
}

const char kObjectReaderProperties[] = R"json(
"object": {"type": "array", "items": {"type": "string"}, "x-hopline-one": true,
  "description": "Names or patterns to read: * is any text, ? one character, [0-9] a class."},
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
"fileFormat": {"type": "string", "enum": ["csv", "text", "txt"], "default": "csv",
  "description": "csv and text are parsed alike; text takes delimiters of several characters."},
"fieldDelimiter": {"type": "string", "default": ",", "x-hopline-empty": true,
  "description": "Between fields."},
"lineDelimiter": {"type": "string", "x-hopline-empty": true,
  "description": "Ends a record of text; line feed, CR or CRLF when absent."},
"encoding": {"type": "string", "default": "UTF-8",
  "description": "Charset; bytes that do not fit become U+FFFD."},
"compress": {"type": "string", "enum": ["none", "gzip", "bzip2", "zip"],
  "description": "Only none can be read."},
"nullFormat": {"type": "string", "x-hopline-empty": true,
  "description": "Text that means null; nothing does when absent."},
"skipHeader": {"type": "boolean", "default": false,
  "description": "Drop the first line of every file."},
"csvReaderConfig": {"type": "object", "x-hopline-text": true,
  "description": "Switches of the parser: delimiter, recordDelimiter, textQualifier, useTextQualifier, escapeMode, trimWhitespace, skipEmptyRecords, useComments, comment, safetySwitch."},
"successOnNoObject": {"type": "boolean", "default": false,
  "description": "Nothing to read is success without rows."},
"enableInnerSplit": {"type": "boolean", "x-hopline-ignored": "files are read whole"},
"balanceThreshold": {"type": "number", "x-hopline-ignored": "files are read whole"},
"bufferSize": {"type": "integer", "x-hopline-ignored": "buffers size themselves"},
"blockSizeInByte": {"type": "integer", "x-hopline-ignored": "it belongs to copying files as they are"},
"fieldDelimiterOrigin": {"type": "string", "x-hopline-ignored": "fieldDelimiter is the value"}
)json";

}  // namespace hopline::plugins
