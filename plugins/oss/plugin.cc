#include "plugins/common/cloud_plugin.h"
#include "plugins/oss/reader.h"
#include "plugins/oss/schema.h"
#include "plugins/oss/writer.h"

HOPLINE_DEFINE_PASSPORT(HOPLINE_NEEDS_MINOR);
HOPLINE_DEFINE_ENTRY(host, error) {
  using namespace hopline;
  using plugins::oss::OssReader;
  using plugins::oss::OssWriter;
  static const PluginText text{"hopline.oss",
                               "oss",
                               "0.1.0",
                               "Hopline",
                               "Apache-2.0",
                               "Objects of Alibaba Cloud OSS",
                               &plugins::InitCloudPlugin};
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
