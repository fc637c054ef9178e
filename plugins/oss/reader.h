#pragma once

#include <hopline/connector.hpp>

#include <memory>

#include "plugins/common/net.h"
#include "plugins/common/object_reader.h"

namespace hopline::plugins::oss {

/// The `oss` reader: csv and text from the objects of one bucket. Their version is the
/// ETag.
class OssReader final : public ObjectReader {
 public:
  explicit OssReader(JobContext context);
  /// With another transport than HTTP.
  OssReader(JobContext context, std::shared_ptr<Transport> transport);
};

}  // namespace hopline::plugins::oss
