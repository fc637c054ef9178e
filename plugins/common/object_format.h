/// \file object_format.h
/// Parameters that decide the bytes and the names of a writer's objects. `oss` and `file`
/// read them through the same code, so that one job gives the same bytes in both.
#pragma once

#include <hopline/config.hpp>
#include <hopline/scope.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace hopline::plugins {

enum class FileFormat : uint8_t { kCsv, kText, kParquet, kOrc };
enum class WriteMode : uint8_t { kTruncate, kAppend, kNonConflict };

/// How a csv field is quoted. All of them are single characters in UTF-8 (1 to 3 bytes).
struct CsvRules {
  std::string qualifier = "\"";
  std::string comment = "#";  ///< a first field that begins so is quoted
  bool use_qualifier = true;
  bool force_qualifier = false;
  bool backslash_escape = false;  ///< escapeMode 2
};

/// How rows of csv and text become characters.
struct RowFormat {
  bool csv = false;
  std::string field_delimiter = ",";
  std::string line_delimiter = "\n";
  CsvRules quoting;
  std::string null_text = "null";
  std::string date_format;  ///< SimpleDateFormat pattern; empty = by the column's kind
  bool base64_bytes = false;
  bool write_header = false;
  std::vector<std::string> header;  ///< empty with write_header = names of the columns
};

/// Everything about objects that does not depend on where they go.
struct ObjectOptions {
  std::string object;  ///< prefix of the names, or the exact name with single_object
  WriteMode write_mode = WriteMode::kTruncate;
  FileFormat format = FileFormat::kText;
  RowFormat rows;
  std::string encoding = "UTF-8";  ///< charset of csv and text
  std::string suffix;
  bool single_object = false;
  bool stable_names = false;
  bool generate_empty_file = true;
  uint64_t block_chars = uint64_t{10} << 20;  ///< UTF-16 units per block
  uint64_t blocks_per_object = 10000;         ///< then the next object begins
  uint64_t partition_columns = 0;  ///< last columns whose first values join the name

  bool IsRowText() const {
    return format == FileFormat::kCsv || format == FileFormat::kText;
  }
};

/// Reads and checks the options. Warnings go to the scope's log under `component`.
///
/// Errors: INVALID_ARGUMENT, the parameter's pointer first.
ObjectOptions ReadObjectOptions(const Config& config, const Scope& scope,
                                const char* component);

/// Throws NOT_IMPLEMENTED for formats whose rows are no lines of text.
void NeedRowText(const ObjectOptions& options);

/// What a writer of such objects can promise, of what its connector declares.
uint64_t WriterCapabilities(const ObjectOptions& options, uint64_t declared);

/// The members of `properties` that ReadObjectOptions reads, without braces: text for a
/// connector's schema. `writeMode` is the only required one.
extern const char kObjectWriterProperties[];

/// Names that DataX reserves for readers and writers of objects and never reads, in the
/// same form but for a comma at the end.
extern const char kReservedObjectProperties[];

}  // namespace hopline::plugins
