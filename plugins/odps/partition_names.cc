#include "plugins/odps/partition_names.h"

#include <algorithm>
#include <string_view>

#include "plugins/common/words.h"

namespace hopline::plugins::odps {

namespace mc = wire::maxcompute;

namespace {

constexpr const char* kEmpty = "the partition column is null or empty";

bool IsWhole(const mc::Type& type) {
  return type.kind == mc::TypeKind::kTinyint || type.kind == mc::TypeKind::kSmallint ||
         type.kind == mc::TypeKind::kInt || type.kind == mc::TypeKind::kBigint;
}

bool IsDate(const Cell& cell) {
  return cell.kind == ColumnKind::kDate || cell.kind == ColumnKind::kTime ||
         cell.kind == ColumnKind::kDatetime;
}

/// Tunnel writes values bare, between these signs.
bool CannotStandInName(char c) {
  constexpr std::string_view kSigns = ",/='\"\\";
  return static_cast<unsigned char>(c) < ' ' || c == '\x7f' ||
         kSigns.find(c) != std::string_view::npos;
}

std::string_view TrimBlanks(std::string_view text) {
  const size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

}  // namespace

PartitionNames::PartitionNames(const std::vector<TargetKey>& keys,
                               const WriterOptions& options, const ColumnFormats& formats)
    : converter_(formats), zone_(TimeZone::Parse(formats.time_zone)) {
  for (const TargetKey& target : keys) {
    Key& key = keys_.emplace_back();
    key.target = target;
    for (const PartitionFormat& format : options.partition_formats) {
      if (!EqualsIgnoringCase(format.name, target.name)) continue;
      if (!format.from.empty()) key.from.emplace(format.from);
      key.to.emplace(format.to);
    }
  }
}

const char* PartitionNames::AppendDate(Key& key, const Cell& cell, const Field& field) {
  int64_t unix_ms = 0;
  if (key.from.has_value() && !IsDate(cell)) {
    text_.Clear();
    const char* reason = converter_.ToText(text_, cell, field);
    if (reason != nullptr) return reason;
    const std::optional<int64_t> parsed = key.from->Parse(text_.view(), zone_);
    if (!parsed.has_value()) return "the text is no date of the form of srcDateFormat";
    unix_ms = *parsed;
  } else {
    const char* reason = converter_.ToDate(cell, field, &unix_ms);
    if (reason != nullptr) return reason;
  }
  if (key.to.has_value()) {
    key.to->Append(value_, unix_ms, zone_);
  } else {
    value_.Append(std::to_string(unix_ms));
  }
  return nullptr;
}

const char* PartitionNames::AppendValue(Key& key, const Cell& cell, const Field& field) {
  if (key.to.has_value()) return AppendDate(key, cell, field);
  if (IsWhole(key.target.type)) {
    int64_t number = 0;
    const char* reason = converter_.ToLong(cell, field, &number);
    if (reason == nullptr) value_.Append(std::to_string(number));
    return reason;
  }
  if (IsDate(cell)) return AppendDate(key, cell, field);
  return converter_.ToText(value_, cell, field);
}

const char* PartitionNames::Read(const BatchView& batch, const Fields& in, int64_t row,
                                 std::string* name, size_t* column) {
  name->clear();
  for (Key& key : keys_) {
    *column = key.target.source;
    const Cell cell = batch.column(*column).At(row);
    if (cell.is_null) return kEmpty;
    value_.Clear();
    const char* reason = AppendValue(key, cell, in[*column]);
    if (reason != nullptr) return reason;
    const std::string_view value = TrimBlanks(value_.view());
    if (value.empty()) return kEmpty;
    if (std::any_of(value.begin(), value.end(), CannotStandInName)) {
      return "the partition column holds a sign that names of partitions cannot have";
    }
    if (!name->empty()) *name += ',';
    name->append(key.target.name).append("=").append(value);
  }
  return nullptr;
}

}  // namespace hopline::plugins::odps
