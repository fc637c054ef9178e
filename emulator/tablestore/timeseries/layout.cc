#include "emulator/tablestore/timeseries/layout.h"

#include <fmt/format.h>

#include <algorithm>

#include "emulator/tablestore/limits.h"
#include "emulator/tablestore/table_names.h"
#include "emulator/tablestore/utf8.h"
#include "wire/common/crc32c.h"

namespace hopline::emulator::tablestore {
namespace {

namespace column = codec::timeseries_column;
using codec::Value;

constexpr size_t kUsualColumns = 5;

KeyPart PartOf(std::string_view name) {
  if (name == column::kHash) return KeyPart::kHash;
  if (name == column::kMeasurement) return KeyPart::kMeasurement;
  if (name == column::kSource) return KeyPart::kSource;
  if (name == column::kTags) return KeyPart::kTags;
  if (name == column::kTime) return KeyPart::kTime;
  return KeyPart::kTag;
}

void CheckMeasurement(std::string_view name) {
  const auto is_printable = [](char c) {
    return static_cast<unsigned char>(c) > ' ' && c != '\x7f' && c != '#';
  };
  if (name.empty() || name.size() > limits::kTimeseriesNameBytes || !IsUtf8(name) ||
      !std::all_of(name.begin(), name.end(), is_printable)) {
    FailParameter(fmt::format("Invalid measurement name: '{}'.", name));
  }
}

void CheckSource(std::string_view source) {
  if (source.size() > limits::kSourceBytes || !IsUtf8(source)) {
    FailParameter(fmt::format("Invalid data source: '{}'.", source));
  }
}

// Any text will do as long as it is the same for the same time line and spreads evenly:
// scans are split by it.
std::string HashOf(std::string_view measurement, std::string_view source,
                   std::string_view tags) {
  uint32_t hash = wire::Crc32c(0, measurement);
  hash = wire::Crc32c(hash, "#");
  hash = wire::Crc32c(hash, source);
  hash = wire::Crc32c(hash, "#");
  return fmt::format("{:08x}", wire::Crc32c(hash, tags));
}

Value TakeTag(std::string_view name, std::vector<codec::TagView>* tags) {
  const auto tag = std::find_if(tags->begin(), tags->end(),
                                [&](const auto& entry) { return entry.name == name; });
  if (tag == tags->end()) {
    FailParameter(fmt::format("Tag '{}' is a key of the table and missing.", name));
  }
  Value value = Value::String(std::string(tag->value));
  tags->erase(tag);
  return value;
}

}  // namespace

TimeseriesLayout::TimeseriesLayout(const codec::TableMeta& data) : schema_(data) {
  for (const codec::KeyColumnSchema& key : data.key) {
    const KeyPart part = PartOf(key.name);
    const bool behind_time = !parts_.empty() && parts_.back() >= KeyPart::kTime;
    if (part == KeyPart::kTime) time_column_ = parts_.size();
    if (part == KeyPart::kMeasurement) measurement_column_ = parts_.size();
    parts_.push_back(behind_time ? KeyPart::kField : part);
  }
  constexpr KeyPart kUsual[kUsualColumns] = {KeyPart::kHash, KeyPart::kMeasurement,
                                             KeyPart::kSource, KeyPart::kTags,
                                             KeyPart::kTime};
  is_custom_ = !std::equal(parts_.begin(), parts_.end(), kUsual, kUsual + kUsualColumns);
}

Key TimeseriesLayout::LineKey(std::string_view measurement, std::string_view source,
                              std::vector<codec::TagView>* tags) const {
  CheckMeasurement(measurement);
  CheckSource(source);
  std::string text;
  const codec::Status status = codec::AppendCanonicalTags(tags, &text);
  if (!status.ok()) FailParameter("Invalid tags: " + status.message() + ".");
  if (text.size() > limits::kTagsBytes || !IsUtf8(text)) {
    FailParameter(fmt::format("Invalid tags: '{}'.", text));
  }
  Key key;
  key.reserve(parts_.size());
  key.push_back(Value::String(HashOf(measurement, source, text)));
  std::vector<codec::TagView> rest = is_custom_ ? *tags : std::vector<codec::TagView>();
  bool has_source = false;
  bool has_tags = false;
  for (size_t i = 1; i < time_column_; ++i) {
    switch (parts_[i]) {
      case KeyPart::kMeasurement:
        key.push_back(Value::String(std::string(measurement)));
        break;
      case KeyPart::kSource:
        key.push_back(Value::String(std::string(source)));
        has_source = true;
        break;
      case KeyPart::kTags:
        key.push_back(Value::String(text));
        has_tags = true;
        break;
      default:
        key.push_back(TakeTag(schema_.key[i].name, &rest));
        break;
    }
  }
  if (!has_source && !source.empty()) {
    FailParameter("The table has no key for a data source.");
  }
  if (!has_tags && !rest.empty()) {
    FailParameter(fmt::format("The table has no key for tag '{}'.", rest.front().name));
  }
  if (!is_custom_) return key;
  for (size_t i = 1; i < time_column_; ++i) {
    if (parts_[i] != KeyPart::kTags) continue;
    text.clear();
    codec::AppendTags(rest, &text);
    key[i] = Value::String(text);
  }
  return key;
}

Key TimeseriesLayout::LineKey(const codec::TimeseriesKey& key) const {
  std::vector<codec::TagView> list;
  for (const codec::Tag& tag : key.tag_list) list.push_back({tag.name, tag.value});
  std::vector<codec::TagView> tags =
      TagsOf(list, key.tags ? std::string_view(*key.tags) : std::string_view());
  return LineKey(key.measurement, key.source, &tags);
}

codec::TimeseriesKey TimeseriesLayout::NameOf(const Key& key) const {
  codec::TimeseriesKey name;
  std::vector<codec::TagView> tags;
  for (size_t i = 1; i < time_column_; ++i) {
    const std::string& text = key[i].bytes();
    if (parts_[i] == KeyPart::kMeasurement) name.measurement = text;
    if (parts_[i] == KeyPart::kSource) name.source = text;
    // Rows that came in by the other door may hold anything.
    if (parts_[i] == KeyPart::kTags) (void)codec::ParseTags(text, &tags);
  }
  for (size_t i = 1; i < time_column_; ++i) {
    if (parts_[i] == KeyPart::kTag) {
      tags.push_back({schema_.key[i].name, key[i].bytes()});
    }
  }
  std::sort(tags.begin(), tags.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  codec::AppendTags(tags, &name.tags.emplace());
  for (const codec::TagView& tag : tags) {
    name.tag_list.push_back({std::string(tag.name), std::string(tag.value)});
  }
  return name;
}

Key TimeseriesLayout::LineOf(const Key& key) const {
  return {key.begin(), key.begin() + static_cast<std::ptrdiff_t>(time_column_)};
}

void TimeseriesLayout::CheckVersion(
    std::optional<int64_t> supported_table_version) const {
  if (is_custom_ &&
      supported_table_version.value_or(0) < codec::kTimeseriesTableVersion) {
    FailParameter("The table has keys that need a supported_table_version of 1.");
  }
}

std::vector<codec::TagView> TagsOf(const std::vector<codec::TagView>& list,
                                   std::string_view text) {
  if (!list.empty()) return list;
  std::vector<codec::TagView> tags;
  const codec::Status status = codec::ParseTags(text, &tags);
  if (!status.ok()) FailParameter("Invalid tags: " + status.message() + ".");
  return tags;
}

}  // namespace hopline::emulator::tablestore
