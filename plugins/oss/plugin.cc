#include <hopline/plugin.hpp>

#include "plugins/common/credentials.h"
#include "plugins/common/http_client.h"
#include "plugins/oss/reader.h"
#include "plugins/oss/schema.h"
#include "plugins/oss/writer.h"

namespace {

int32_t Init(const hopline_host*, hopline_error* error) noexcept {
  return hopline::Guard(error, [] {
    hopline::plugins::InitHttp();
    hopline::plugins::ReadCredentialEnvironment();
  });
}

}  // namespace

HOPLINE_DEFINE_PASSPORT(HOPLINE_NEEDS_MINOR);
HOPLINE_DEFINE_ENTRY(host, error) {
  using namespace hopline;
  using plugins::oss::OssReader;
  using plugins::oss::OssWriter;
  static const PluginText text{"hopline.oss", "oss",
                               "0.1.0",       "Hopline",
                               "Apache-2.0",  "Objects of Alibaba Cloud OSS",
                               &Init};
  return DescribePlugin(
      host, error, text,
      {ReaderConnector<OssReader>({"oss.reader",
                                   {"oss", "ossreader"},
                                   "OSS",
                                   "reads csv or text objects of a bucket",
                                   plugins::oss::ReaderSchema(),
                                   HOPLINE_CAP_REPLAYABLE}),
       WriterConnector<OssWriter>(
           {"oss.writer",
            {"oss", "osswriter"},
            "OSS",
            "writes csv or text objects to a bucket",
            plugins::oss::WriterSchema(),
            HOPLINE_CAP_STAGED | HOPLINE_CAP_ABORTS | HOPLINE_CAP_REPLACES})});
}
