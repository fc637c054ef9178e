#include "plugins/odps/address.h"

#include <hopline/error.hpp>

#include "plugins/common/words.h"

namespace hopline::plugins::odps {
namespace {

std::string Need(const Config& config, const char* pointer, const char* what) {
  std::string text = config.Text(pointer, "");
  if (!text.empty()) return text;
  throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
              std::string(pointer) + ": missing; " + what);
}

std::string ReadUrl(const char* pointer, std::string url) {
  const size_t scheme = url.starts_with("https://")  ? 8
                        : url.starts_with("http://") ? 7
                                                     : 0;
  const std::string given = url;
  while (url.ends_with('/')) url.pop_back();
  if (scheme == 0 || url.size() <= scheme) {
    throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
                std::string(pointer) + ": '" + given +
                    "' is no address; write it like "
                    "https://service.cn-hangzhou.maxcompute.aliyun.com/api");
  }
  return url;
}

}  // namespace

ProjectAddress ReadProjectAddress(const Config& config) {
  ProjectAddress address;
  address.api = ReadUrl("/odpsServer", Need(config, "/odpsServer",
                                            "give the address of the API, endpoint of "
                                            "the data source"));
  const std::string tunnel = config.Text("/tunnelServer", "");
  if (!tunnel.empty()) address.tunnel = ReadUrl("/tunnelServer", tunnel);
  address.project = Need(config, "/project", "name the MaxCompute project");
  address.in_name_of = config.Text("/packageAuthorizedProject", address.project);
  address.schema = config.Text("/schema", "");
  address.table = Need(config, "/table", "name the table");
  address.quota = config.Text("/tunnelQuota", "");
  if (EqualsIgnoringCase(address.quota, "default")) address.quota.clear();
  address.region = config.Text("/regionId", "");
  return address;
}

}  // namespace hopline::plugins::odps
