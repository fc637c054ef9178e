#include "plugins/oss/bucket_address.h"

#include <hopline/error.hpp>

#include <array>

namespace hopline::plugins::oss {

BucketAddress ReadBucketAddress(const Config& config) {
  BucketAddress address;
  const std::string endpoint = config.Text("/endpoint", "");
  const auto parsed = wire::oss::ParseEndpoint(endpoint);
  if (!parsed.has_value()) {
    throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
                "/endpoint: '" + endpoint +
                    "' is no address; write it like "
                    "https://oss-cn-hangzhou.aliyuncs.com");
  }
  address.endpoint = *parsed;
  address.bucket = config.Text("/bucket", "");
  if (!wire::oss::IsValidBucketName(address.bucket)) {
    throw Error(HOPLINE_STATUS_INVALID_ARGUMENT,
                "/bucket: '" + address.bucket +
                    "' is no bucket name: 3 to 63 of a-z, 0-9 and '-'");
  }
  address.region = config.Text("/regionId", "");
  // Source: the vendor's Java client takes a foreign host for a domain that belongs to
  // one bucket; `cname` names another suffix of ordinary endpoints.
  if (address.endpoint.style == wire::oss::AddressStyle::kVirtualHost) {
    const std::string host =
        address.endpoint.authority.substr(0, address.endpoint.authority.find(':'));
    const std::string extra = config.Text("/cname", "");
    const std::array<std::string, 4> suffixes{"aliyuncs.com", "aliyun-inc.com",
                                              "aliyun.com", extra};
    bool ordinary = false;
    for (const std::string& suffix : suffixes) {
      ordinary |= !suffix.empty() && host.ends_with(suffix);
    }
    if (!ordinary) address.endpoint.style = wire::oss::AddressStyle::kCname;
  }
  return address;
}

}  // namespace hopline::plugins::oss
