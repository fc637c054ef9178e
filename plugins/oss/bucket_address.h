#pragma once

#include <hopline/config.hpp>

#include <string>

#include "wire/oss/address.h"

namespace hopline::plugins::oss {

/// Where a bucket is and how requests to it are signed.
struct BucketAddress {
  wire::oss::Endpoint endpoint;
  std::string bucket;
  std::string region;  ///< like cn-hangzhou: sign with V4; empty: V1
};

/// Reads endpoint, bucket, cname and regionId. Errors: INVALID_ARGUMENT names the key.
BucketAddress ReadBucketAddress(const Config& config);

}  // namespace hopline::plugins::oss
