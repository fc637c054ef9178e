#include "emulator/tablestore/stored_row.h"

#include <algorithm>

namespace hopline::emulator::tablestore {

bool KeyLess::operator()(const Key& a, const Key& b) const {
  const size_t common = std::min(a.size(), b.size());
  for (size_t i = 0; i < common; ++i) {
    const auto order = codec::CompareKeyValues(a[i].view(), b[i].view());
    if (order != std::strong_ordering::equal) return order == std::strong_ordering::less;
  }
  return a.size() < b.size();
}

const Versions* StoredRow::Find(std::string_view column) const {
  const auto it = columns_.find(column);
  return it == columns_.end() ? nullptr : &it->second;
}

const Version* StoredRow::FindVisible(std::string_view column,
                                      int64_t oldest_visible_ms) const {
  const Versions* versions = Find(column);
  if (versions == nullptr || versions->front().timestamp_ms < oldest_visible_ms) {
    return nullptr;
  }
  return &versions->front();
}

void StoredRow::Put(const std::string& column, Version version, int32_t max_versions) {
  Versions& versions = columns_[column];
  const auto at = std::find_if(
      versions.begin(), versions.end(),
      [&](const Version& other) { return other.timestamp_ms <= version.timestamp_ms; });
  if (at != versions.end() && at->timestamp_ms == version.timestamp_ms) {
    at->value = std::move(version.value);
    return;
  }
  versions.insert(at, std::move(version));
  const auto keep = static_cast<size_t>(max_versions);
  if (versions.size() > keep) versions.resize(keep);
}

void StoredRow::KeepNewest(int32_t max_versions) {
  const auto keep = static_cast<size_t>(max_versions);
  for (auto& [name, versions] : columns_) {
    if (versions.size() > keep) versions.resize(keep);
  }
}

void StoredRow::DeleteOne(std::string_view column, int64_t timestamp_ms) {
  const auto it = columns_.find(column);
  if (it == columns_.end()) return;
  std::erase_if(it->second, [&](const Version& version) {
    return version.timestamp_ms == timestamp_ms;
  });
  if (it->second.empty()) columns_.erase(it);
}

void StoredRow::DeleteAll(std::string_view column) {
  const auto it = columns_.find(column);
  if (it != columns_.end()) columns_.erase(it);
}

bool StoredRow::IsVisible(int64_t oldest_visible_ms) const {
  if (columns_.empty()) return true;
  return std::any_of(columns_.begin(), columns_.end(), [&](const auto& column) {
    return column.second.front().timestamp_ms >= oldest_visible_ms;
  });
}

int64_t StoredRow::DataBytes() const {
  int64_t bytes = 0;
  for (const auto& [name, versions] : columns_) {
    for (const Version& version : versions) {
      bytes += static_cast<int64_t>(name.size()) + codec::DataSize(version.value.view());
    }
  }
  return bytes;
}

}  // namespace hopline::emulator::tablestore
