#include "plugins/common/object_format.h"

#include <hopline/connector.h>

#include "plugins/common/charset.h"
#include "plugins/common/config_checks.h"
#include "plugins/common/date_pattern.h"
#include "plugins/common/delimiter.h"

#include <algorithm>
#include <cctype>
#include <memory>

namespace hopline::plugins {
namespace {

constexpr uint64_t kMegabyte = uint64_t{1} << 20;

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

/// Reads one set of parameters; a class only so that config and log need not be passed
/// on.
class OptionReader {
 public:
  OptionReader(const Config& config, const Scope& scope, const char* component)
      : config_(config), scope_(scope), component_(component) {}

  ObjectOptions Read();

 private:
  void Warn(const std::string& message) const {
    scope_.Log(HOPLINE_LOG_WARN, component_, message);
  }
  FileFormat ReadFormat() const;
  WriteMode ReadWriteMode() const;
  std::string ReadObject(const ObjectOptions& options) const;
  void ReadRows(ObjectOptions& options) const;
  void ReadHeader(RowFormat& rows) const;
  void ReadCsv(RowFormat& rows) const;
  void ReadCsvSwitches(RowFormat& rows) const;
  std::string OneCharacter(const std::string& pointer,
                           const std::string& otherwise) const;
  void ReadSizes(ObjectOptions& options) const;
  void RefuseCombinations(const ObjectOptions& options) const;
  void WarnOfNoEffect(const ObjectOptions& options) const;

  const Config& config_;
  const Scope& scope_;
  const char* component_;
};

ObjectOptions OptionReader::Read() {
  ObjectOptions options;
  options.format = ReadFormat();
  options.write_mode = ReadWriteMode();
  options.single_object = config_.Bool("/writeSingleObject", false);
  options.stable_names = config_.Bool("/stableNames", false);
  options.generate_empty_file = config_.Bool("/generateEmptyFile", true);
  options.suffix = config_.Text("/suffix", "");
  options.partition_columns = config_.Count("/partition");
  options.object = ReadObject(options);
  ReadSizes(options);
  if (options.IsRowText()) ReadRows(options);
  RefuseCombinations(options);
  WarnOfNoEffect(options);
  return options;
}

FileFormat OptionReader::ReadFormat() const {
  if (!config_.Has("/fileFormat")) {
    Warn(
        "fileFormat is not given: text is written, without any quoting; write csv or "
        "text");
    return FileFormat::kText;
  }
  const std::string word = Lower(config_.Text("/fileFormat"));
  if (word == "csv") return FileFormat::kCsv;
  if (word == "text" || word == "txt") return FileFormat::kText;
  if (word == "parquet") return FileFormat::kParquet;
  if (word == "orc") return FileFormat::kOrc;
  Refuse("/fileFormat: '" + word + "' cannot be written; use csv, text or parquet");
}

WriteMode OptionReader::ReadWriteMode() const {
  const std::string word = Lower(config_.Text("/writeMode", ""));
  if (word == "truncate") return WriteMode::kTruncate;
  if (word == "append") return WriteMode::kAppend;
  if (word == "nonconflict") return WriteMode::kNonConflict;
  Refuse("/writeMode: " + (word.empty() ? std::string("is missing") : "'" + word + "'") +
         "; write truncate (replace what matches the prefix), append (add beside it) or "
         "nonConflict (stop if something matches)");
}

std::string OptionReader::ReadObject(const ObjectOptions& options) const {
  std::string object = config_.Text("/object", "");
  if (object.empty()) {
    if (!options.IsRowText()) return object;
    Refuse(
        "/object: is missing; give the prefix of the names to write, such as "
        "\"export/orders\"");
  }
  if (object.size() > 1023) Refuse("/object: is longer than 1023 bytes");
  if (object.front() == '/' || object.front() == '\\') {
    Refuse("/object: must not begin with '" + object.substr(0, 1) +
           "'; names have no leading slash");
  }
  return object;
}

void OptionReader::ReadRows(ObjectOptions& options) const {
  RowFormat& rows = options.rows;
  rows.csv = options.format == FileFormat::kCsv;
  options.encoding = config_.Text("/encoding", options.encoding);
  if (!IsUtf8(options.encoding)) {
    try {
      const CharsetEncoder known(options.encoding);
    } catch (Error& e) {
      throw e.Prefix("/encoding: ");
    }
  }
  if (config_.Has("/fieldDelimiter")) {
    rows.field_delimiter = DecodeDelimiter(config_.Text("/fieldDelimiter"));
  }
  const std::string line = DecodeDelimiter(config_.Text("/lineDelimiter", ""));
  if (!line.empty()) rows.line_delimiter = line;
  rows.null_text = config_.Text("/nullFormat", rows.null_text);
  rows.date_format = config_.Text("/dateFormat", "");
  if (!rows.date_format.empty()) {
    try {
      const DatePattern known(rows.date_format);
    } catch (Error& e) {
      throw e.Prefix("/dateFormat: ");
    }
  }
  rows.base64_bytes = Lower(config_.Text("/byteEncoding", "")) == "base64";
  ReadHeader(rows);
  if (rows.csv) ReadCsv(rows);
}

void OptionReader::ReadHeader(RowFormat& rows) const {
  rows.header = config_.TextList("/header");
  rows.write_header = config_.Bool("/writeHeader", !rows.header.empty());
}

void OptionReader::ReadCsv(RowFormat& rows) const {
  if (!IsOneCharacter(rows.field_delimiter)) {
    Refuse(
        "/fieldDelimiter: csv takes exactly one character; use fileFormat text for a "
        "longer one");
  }
  const std::string first = FirstCharacter(rows.line_delimiter);
  if (first != rows.line_delimiter) {
    Warn("lineDelimiter has more than one character: csv uses the first only");
    rows.line_delimiter = first;
  }
  if (config_.Has("/csvWriterConfig")) ReadCsvSwitches(rows);
}

void OptionReader::ReadCsvSwitches(RowFormat& rows) const {
  const std::string base = "/csvWriterConfig";
  RefuseUnknownMembers(config_, base, "the csv writer",
                       {"delimiter", "recordDelimiter", "textQualifier",
                        "useTextQualifier", "escapeMode", "comment", "forceQualifier"});
  CsvRules& rules = rows.quoting;
  rows.field_delimiter = OneCharacter(base + "/delimiter", rows.field_delimiter);
  rows.line_delimiter = OneCharacter(base + "/recordDelimiter", rows.line_delimiter);
  rules.qualifier = OneCharacter(base + "/textQualifier", rules.qualifier);
  rules.comment = OneCharacter(base + "/comment", rules.comment);
  rules.use_qualifier = config_.Bool(base + "/useTextQualifier", true);
  rules.force_qualifier = config_.Bool(base + "/forceQualifier", false);
  const int64_t mode = config_.Int64(base + "/escapeMode", 1);
  if (mode != 1 && mode != 2) {
    Refuse(base + "/escapeMode: must be 1 (doubled) or 2 (backslash)");
  }
  rules.backslash_escape = mode == 2;
}

std::string OptionReader::OneCharacter(const std::string& pointer,
                                       const std::string& otherwise) const {
  if (!config_.Has(pointer)) return otherwise;
  std::string text = DecodeDelimiter(config_.Text(pointer));
  if (!IsOneCharacter(text)) Refuse(pointer + ": must be exactly one character");
  return text;
}

void OptionReader::ReadSizes(ObjectOptions& options) const {
  const int64_t block = config_.Int64("/blockSizeInMB", 10);
  const int64_t file = config_.Int64("/maxFileSize", 100000);
  constexpr int64_t kMostMegabytes = int64_t{1} << 40;
  if (block < 1 || block > kMostMegabytes) {
    Refuse("/blockSizeInMB: must be a positive number of megabytes");
  }
  if (file < 1 || file > kMostMegabytes) {
    Refuse("/maxFileSize: must be a positive number of megabytes");
  }
  options.block_chars = static_cast<uint64_t>(block) * kMegabyte;
  options.blocks_per_object = static_cast<uint64_t>(std::max<int64_t>(1, file / block));
}

void OptionReader::WarnOfNoEffect(const ObjectOptions& options) const {
  if (options.IsRowText() && config_.Count("/column") > 0) {
    Warn("column has no effect on csv and text: every incoming column is written");
  }
  if (options.single_object && !options.suffix.empty()) {
    Warn("suffix has no effect with writeSingleObject: object is the whole name");
  }
}

void OptionReader::RefuseCombinations(const ObjectOptions& options) const {
  const std::string compress = Lower(config_.Text("/compress", "none"));
  if (options.IsRowText() && compress != "none" && compress != "uncompressed") {
    Refuse("/compress: '" + compress +
           "' is for parquet; csv and text are written as they "
           "are");
  }
  if (options.single_object && options.write_mode == WriteMode::kAppend) {
    Refuse(
        "/writeMode: append cannot add to one single object; use truncate or "
        "nonConflict, or set writeSingleObject to false");
  }
  if (Lower(config_.Text("/syncMode", "")) == "copy") {
    Refuse("/syncMode: copying files as they are is not supported; leave it out");
  }
}

}  // namespace

ObjectOptions ReadObjectOptions(const Config& config, const Scope& scope,
                                const char* component) {
  return OptionReader(config, scope, component).Read();
}

void NeedRowText(const ObjectOptions& options) {
  if (options.IsRowText()) return;
  throw Error(HOPLINE_STATUS_NOT_IMPLEMENTED,
              "/fileFormat: parquet and orc need the module hopline-format-parquet.so, "
              "which is not part of this version; write csv or text");
}

uint64_t WriterCapabilities(const ObjectOptions& options, uint64_t declared) {
  const bool adds_up = options.write_mode == WriteMode::kAppend && !options.stable_names;
  uint64_t bits = adds_up ? declared & ~HOPLINE_CAP_STAGED : declared;
  if (options.write_mode != WriteMode::kTruncate) bits &= ~HOPLINE_CAP_REPLACES;
  return bits;
}

}  // namespace hopline::plugins
