#include "emulator/server/service.h"

#include "emulator/server/shard_admin.h"

namespace hopline::emulator {
namespace {

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool EqualsIgnoringCase(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (Lower(a[i]) != Lower(b[i])) return false;
  }
  return true;
}

}  // namespace

Service::~Service() = default;

HttpResponse Service::HandleFailingRows(const HttpRequest& request, const RowFault&) {
  return Handle(request);
}

bool RowFault::Strikes(size_t row) const {
  const auto index = static_cast<int64_t>(row);
  return index % every == 0 && (rows == 0 || index / every < rows);
}

ShardAdmin::~ShardAdmin() = default;

const std::string* FindHeader(const HeaderList& headers, std::string_view name) {
  for (const auto& [field, value] : headers) {
    if (EqualsIgnoringCase(field, name)) return &value;
  }
  return nullptr;
}

std::string_view HttpRequest::HeaderOr(std::string_view name,
                                       std::string_view fallback) const {
  const std::string* value = Header(name);
  return value == nullptr ? fallback : std::string_view(*value);
}

size_t HttpResponse::BodySize() const {
  size_t size = body.size();
  for (const BodySlice& slice : slices) size += slice.size;
  return size;
}

const AccessKey* FindAccessKey(const std::vector<AccessKey>& keys, std::string_view id) {
  for (const AccessKey& key : keys) {
    if (key.id == id) return &key;
  }
  return nullptr;
}

}  // namespace hopline::emulator
