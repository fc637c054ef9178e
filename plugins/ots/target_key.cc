#include "plugins/ots/target_key.h"

#include "plugins/common/config_checks.h"
#include "plugins/common/saved_state.h"

namespace hopline::plugins::ots {

namespace ts = wire::tablestore;

using tablestore::ColumnType;

namespace {

constexpr int64_t kFormat = 1;

std::optional<size_t> FindKey(const WriterOptions& options, const std::string& name) {
  for (size_t i = 0; i < options.key.size(); ++i) {
    if (options.key[i].name == name) return i;
  }
  return std::nullopt;
}

KeyPart ResolvePart(const WriterOptions& options, const ts::KeyColumnSchema& column) {
  KeyPart part{column.name, tablestore::ColumnTypeOf(column.type),
               FindKey(options, column.name)};
  if (!part.input.has_value()) {
    if (column.auto_increment && options.auto_increment) return part;
    Refuse("/primaryKey: Missing the column '" + column.name + "' in 'primaryKey'" +
           (column.auto_increment ? "; list it, or set \"enableAutoIncrement\": \"true\""
                                  : "; list every key column of the table"));
  }
  const std::string at = "/primaryKey/" + std::to_string(*part.input);
  if (column.auto_increment && options.auto_increment) {
    Refuse(at + ": with enableAutoIncrement the service fills column '" + column.name +
           "'; leave it out of primaryKey");
  }
  const auto& wanted = options.key[*part.input].type;
  if (wanted.has_value() && *wanted != part.type) {
    Refuse(at + ": The type of 'primaryKey' not match meta, column name : " +
           column.name + ", input type: " + tablestore::TypeWord(*wanted) +
           ", meta type: " + tablestore::TypeWord(part.type));
  }
  return part;
}

void CheckNames(const WriterOptions& options, const std::vector<KeyPart>& parts) {
  const auto is_key = [&](const std::string& name) {
    for (const KeyPart& part : parts) {
      if (part.name == name) return true;
    }
    return false;
  };
  for (size_t i = 0; i < options.key.size(); ++i) {
    if (is_key(options.key[i].name)) continue;
    Refuse("/primaryKey/" + std::to_string(i) + ": Can not find the pk('" +
           options.key[i].name + "') at ots in 'primaryKey'");
  }
  for (size_t i = 0; i < options.columns.size(); ++i) {
    if (!is_key(options.columns[i].name)) continue;
    Refuse("/column/" + std::to_string(i) +
           ": Duplicate item in 'column' and 'primaryKey', column name : " +
           options.columns[i].name + "; it is a key column of the table");
  }
}

}  // namespace

std::vector<KeyPart> ResolveKey(const WriterOptions& options,
                                const ts::TableMeta& table) {
  std::vector<KeyPart> parts;
  bool increments = false;
  for (const ts::KeyColumnSchema& column : table.key) {
    parts.push_back(ResolvePart(options, column));
    increments = increments || column.auto_increment;
  }
  CheckNames(options, parts);
  if (options.auto_increment && !increments) {
    Refuse("/enableAutoIncrement: table " + table.name +
           " has no auto-increment key column; leave it out");
  }
  return parts;
}

void CheckWidth(const WriterOptions& options, const Fields& fields) {
  if (fields.size() == options.record_width()) return;
  throw Error(HOPLINE_STATUS_SCHEMA_MISMATCH,
              "/column: Size of record not equal size of config column. record size : " +
                  std::to_string(fields.size()) +
                  ", config column size : " + std::to_string(options.record_width()) +
                  (options.form == RecordForm::kCell
                       ? "; records need the key columns, then name, version and value"
                       : "; list as many columns as the reader gives"));
}

std::string Encode(const WriterToken& token) {
  std::string key = "[";
  for (const KeyPart& part : token.key) {
    if (key.size() > 1) key += ',';
    key += "{\"name\":" + JsonString(part.name) +
           ",\"type\":" + std::to_string(static_cast<int>(part.type));
    if (part.input.has_value()) key += ",\"input\":" + std::to_string(*part.input);
    key += '}';
  }
  return "{\"format\":" + std::to_string(kFormat) + ",\"key\":" + key +
         "],\"columns\":" + JsonString(token.columns) + "}";
}

WriterToken DecodeWriterToken(std::string_view bytes) {
  return ReadSaved(bytes, "the token of this run", kFormat, [](const Config& json) {
    WriterToken token;
    const uint64_t n = json.Count("/key");
    for (uint64_t i = 0; i < n; ++i) {
      const std::string at = "/key/" + std::to_string(i);
      KeyPart& part = token.key.emplace_back();
      part.name = json.Text(at + "/name");
      part.type = static_cast<ColumnType>(json.Int64(at + "/type"));
      if (json.Has(at + "/input")) {
        part.input = static_cast<size_t>(json.Int64(at + "/input"));
      }
    }
    token.columns = json.Text("/columns");
    return token;
  });
}

}  // namespace hopline::plugins::ots
