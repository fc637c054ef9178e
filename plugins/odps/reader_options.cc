#include "plugins/odps/reader_options.h"

#include <hopline/error.hpp>

#include <algorithm>
#include <utility>

#include "plugins/common/config_checks.h"
#include "plugins/common/words.h"
#include "plugins/odps/writer_options.h"
#include "wire/common/encoding.h"

namespace hopline::plugins::odps {
namespace {

constexpr char kComponent[] = "odps.reader";
constexpr const char* kQuery = "/*query*/";

/// "'text'" and "'text' as name" are constants.
ReadColumn ReadColumnItem(const std::string& at, const std::string& item) {
  if (item.empty()) Refuse(at + ": is empty; name a column");
  if (item[0] != '\'') return {item, std::nullopt};
  const size_t end = item.find('\'', 1);
  if (end == std::string::npos) Refuse(at + ": the quote of the constant is not closed");
  ReadColumn column;
  column.constant = item.substr(1, end - 1);
  column.name = *column.constant;
  std::string_view rest = wire::Trim(std::string_view(item).substr(end + 1));
  if (rest.empty()) return column;
  if (rest.size() < 4 || !EqualsIgnoringCase(rest.substr(0, 3), "as ")) {
    Refuse(at + ": '" + std::string(rest) +
           "' stands behind the constant; write 'text' or 'text' as name");
  }
  column.name = std::string(wire::Trim(rest.substr(3)));
  return column;
}

std::vector<ReadColumn> ReadColumns(const Config& config) {
  std::vector<ReadColumn> columns;
  const std::vector<std::string> items = config.TextList("/column");
  if (items.empty()) {
    Refuse("/column: missing; name the columns, or [\"*\"] for all data columns");
  }
  for (size_t i = 0; i < items.size(); ++i) {
    const std::string at = "/column/" + std::to_string(i);
    if (items[i] == "*" && items.size() > 1)
      Refuse(at + ": * stands alone or not at all");
    columns.push_back(ReadColumnItem(at, items[i]));
  }
  return columns;
}

/// Partitions and the condition exclude each other; the unused one is warned about.
void ReadSource(const Config& config, const Scope& scope, ReaderOptions* options) {
  options->partitions = config.TextList("/partition");
  std::erase(options->partitions, "");
  options->where = config.Text("/where", "");
  const bool by_where =
      config.Bool("/enableWhere", !options->where.empty() && options->partitions.empty());
  options->enable_where = by_where;
  if (by_where && options->where.empty() && !options->partitions.empty()) {
    Refuse("/where: missing; enableWhere needs a condition in place of partition");
  }
  const auto warn = [&scope](const char* what) {
    scope.Log(HOPLINE_LOG_WARN, kComponent, what);
  };
  if (by_where && !options->partitions.empty()) {
    warn("partition has no effect: rows are chosen by where");
    options->partitions.clear();
  }
  if (!by_where && !options->where.empty()) {
    warn("where has no effect: rows are chosen by partition");
    options->where.clear();
  }
  for (size_t i = 0; i < options->partitions.size(); ++i) {
    if (!options->partitions[i].starts_with(kQuery)) continue;
    Refuse("/partition/" + std::to_string(i) +
           ": conditions in a partition are not known here; write the condition into "
           "where");
  }
}

/// Blanks and quotes out, '/' to ',', names in lower case.
std::string Normal(std::string_view text) {
  std::string out;
  bool in_name = true;
  for (char c : text) {
    if (c == '\'' || c == '"' || c == ' ' || c == '\t') continue;
    if (c == '/') c = ',';
    if (c == ',') in_name = true;
    out += in_name && c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if (c == '=') in_name = false;
  }
  return out;
}

/// `*` and `?` as in a shell, over characters of UTF-8.
bool Fits(std::string_view pattern, std::string_view text) {
  size_t p = 0, t = 0;
  size_t star = std::string_view::npos, retry = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      retry = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      const bool any = pattern[p++] == '?';
      ++t;
      while (any && t < text.size() &&
             (static_cast<unsigned char>(text[t]) & 0xC0U) == 0x80U) {
        ++t;
      }
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace

bool MatchesPartition(const std::string& pattern, const std::string& partition) {
  const std::string wanted = Normal(pattern), there = Normal(partition);
  const auto depth = [](const std::string& text) {
    return std::count(text.begin(), text.end(), ',');
  };
  return depth(wanted) == depth(there) && Fits(wanted, there);
}

ReaderOptions ReadReaderOptions(const Config& config, const Scope& scope) {
  ReaderOptions options;
  options.columns = ReadColumns(config);
  ReadSource(config, scope, &options);
  const std::string mode = config.Text("/splitMode", "record");
  options.by_partition = EqualsIgnoringCase(mode, "partition");
  if (!options.by_partition && !EqualsIgnoringCase(mode, "record")) {
    Refuse("/splitMode: '" + mode + "' is no mode; record or partition");
  }
  options.success_on_no_partition = config.Bool("/successOnNoPartition", false);
  options.empty_as_null = config.Bool("/emptyAsNull", false);
  options.pre_sql = config.TextList("/preSql");
  options.post_sql = config.TextList("/postSql");
  options.encoding = ReadEncoding(config);
  options.arrow = ReadFormat(config);
  options.tries = static_cast<uint32_t>(
      std::clamp<int64_t>(config.Int64("/maxRetryTime", 10), 1, 10));
  return options;
}

}  // namespace hopline::plugins::odps
