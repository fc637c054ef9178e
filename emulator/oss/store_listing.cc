#include <iterator>

#include "emulator/oss/store.h"

namespace hopline::emulator::oss {
namespace {

/// The common prefix that `key` belongs to: up to and with the first delimiter behind the
/// prefix; "" when the key is listed itself.
std::string CommonPrefixOf(const std::string& key, const ListQuery& query) {
  if (query.delimiter.empty()) return "";
  const size_t found = key.find(query.delimiter, query.prefix.size());
  return found == std::string::npos ? "" : key.substr(0, found + query.delimiter.size());
}

/// A text that sorts behind every key that begins with `prefix`: keys are UTF-8, which
/// has no 0xFF.
std::string Behind(const std::string& prefix) { return prefix + '\xff'; }

const std::string& KeyOf(const std::string& map_key) { return map_key; }
const std::string& KeyOf(const std::pair<std::string, std::string>& map_key) {
  return map_key.first;
}

/// Walks a sorted map from `it` the way listings do: keys with the prefix, in byte order,
/// those of one common prefix as one entry, at most query.limit entries. A common prefix
/// that the marker is in was listed before. Returns true when more would follow.
///
/// Shape: behind(prefix) is the first element behind that prefix; on_entry(it) and
/// on_prefix(text)
///        take what is listed.
template <typename Iterator, typename BehindPrefix, typename OnEntry, typename OnPrefix>
bool Walk(Iterator it, Iterator end, const ListQuery& query, BehindPrefix behind,
          OnEntry on_entry, OnPrefix on_prefix) {
  uint64_t entries = 0;
  while (it != end && KeyOf(it->first).starts_with(query.prefix)) {
    const std::string group = CommonPrefixOf(KeyOf(it->first), query);
    const bool listed_before = !group.empty() && query.marker.starts_with(group);
    if (!listed_before && entries++ == query.limit) return true;
    if (group.empty()) {
      on_entry(it);
      ++it;
      continue;
    }
    if (!listed_before) on_prefix(group);
    it = behind(group);
  }
  return false;
}

}  // namespace

ObjectPage Bucket::ListObjects(const ListQuery& query) const {
  const std::lock_guard lock(mutex_);
  ObjectPage page;
  const auto begin = query.marker < query.prefix ? objects_.lower_bound(query.prefix)
                                                 : objects_.upper_bound(query.marker);
  page.truncated = Walk(
      begin, objects_.end(), query,
      [&](const std::string& prefix) { return objects_.lower_bound(Behind(prefix)); },
      [&](const auto& it) {
        page.objects.push_back(*it);
        page.last = it->first;
      },
      [&](const std::string& prefix) {
        page.common_prefixes.push_back(prefix);
        page.last = prefix;
      });
  return page;
}

UploadPage Bucket::ListUploads(const ListQuery& query) const {
  const std::lock_guard lock(mutex_);
  UploadPage page;
  // Without an id the marker's own uploads are listed already, however many there were.
  const UploadKey after_marker = {query.marker,
                                  query.marker_id.empty() ? Behind("") : query.marker_id};
  const auto begin = query.marker < query.prefix
                         ? uploads_.lower_bound({query.prefix, ""})
                         : uploads_.upper_bound(after_marker);
  page.truncated = Walk(
      begin, uploads_.end(), query,
      [&](const std::string& prefix) {
        return uploads_.lower_bound({Behind(prefix), ""});
      },
      [&](const auto& it) {
        page.uploads.push_back({it->first.first, it->first.second,
                                it->second.properties.storage_class,
                                it->second.initiated_unix_s});
        page.last_key = it->first.first;
        page.last_id = it->first.second;
      },
      [&](const std::string& prefix) {
        page.common_prefixes.push_back(prefix);
        page.last_key = prefix;
        page.last_id.clear();
      });
  return page;
}

}  // namespace hopline::emulator::oss
