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
  rules.most_field_chars = kSafetyLimit;
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
  if (word == "parquet" || word == "orc" || word == "jsonl") {
    Refuse("/fileFormat: '" + word + "' is not read by this version; use csv or text");
  }
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

/// A text by itself is one name, or several between commas.
std::vector<std::string> ReadObjects(const Config& config, const Scope& scope,
                                     const char* component) {
  std::vector<std::string> objects;
  if (config.Kind("/object") == HOPLINE_JSON_ARRAY) {
    objects = config.TextList("/object");
  } else {
    std::string_view rest;
    const std::string text = config.Text("/object", "");
    for (rest = text; !rest.empty();) {
      const std::string_view name = rest.substr(0, rest.find(','));
      rest.remove_prefix(std::min(rest.size(), name.size() + 1));
      if (!name.empty()) objects.emplace_back(name);
    }
    if (objects.size() > 1) {
      scope.Log(HOPLINE_LOG_WARN, component,
                "object is cut at its commas into " + std::to_string(objects.size()) +
                    " names; write a list for names that have commas");
    }
  }
  if (objects.empty()) Refuse("/object: is missing; list the names or patterns to read");
  return objects;
}

/// Text that is not packed can be read from the middle; in UTF-16 and UTF-32 a line end
/// is more than a byte.
void ReadCutting(const Config& config, ReadFormat& format) {
  const bool text = Lower(config.Text("/fileFormat", "csv")) != "csv";
  const bool bytes = UnitBytes(format.encoding) == 1;
  format.may_cut_objects = text && bytes && format.compression == Compression::kNone &&
                           config.Bool("/enableInnerSplit", true);
  if (config.Has("/balanceThreshold")) {
    format.balance_threshold = config.Double("/balanceThreshold");
  }
}

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
  format.objects = ReadObjects(config, scope, component);
  CheckAt("/compress", [&] {
    format.compression = ParseCompression(config.Text("/compress", "none"));
  });
  ReadCutting(config, format);
  return format;
}

}  // namespace hopline::plugins
